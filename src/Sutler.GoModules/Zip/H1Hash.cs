using System.Diagnostics.CodeAnalysis;
using Sutler.Errors;

namespace Sutler.GoModules.Zip;

/// <summary>An <c>h1:</c> hash as written in go.sum: <c>h1:</c> and 44 characters of base64.</summary>
/// <remarks>Spec: H1-1. Equality is that of the text.</remarks>
public readonly record struct H1Hash
{
    private readonly string? _text;

    private H1Hash(string text) => _text = text;

    /// <summary>The 47 characters; throws on <c>default</c>, which is no hash.</summary>
    public string Text => _text ?? throw new InvalidOperationException("default(H1Hash) is no hash");

    /// <summary>Makes the hash from the 32 bytes of SHA-256 over the summary text.</summary>
    public static H1Hash FromDigest(ReadOnlySpan<byte> digest)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, 32);
        return new H1Hash("h1:" + Convert.ToBase64String(digest));
    }

    /// <summary>Parses 47 characters that begin with <c>h1:</c>, or says why they are no hash.</summary>
    public static bool TryParse(string text, out H1Hash hash, [NotNullWhen(false)] out ParseError? error)
    {
        error = text.Length != 47 || !text.StartsWith("h1:", StringComparison.Ordinal)
            ? new ParseError("not an h1 hash")
            : null;
        hash = error is null ? new H1Hash(text) : default;
        return error is null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
