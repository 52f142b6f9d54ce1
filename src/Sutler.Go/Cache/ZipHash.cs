using System.Text;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Cache;

/// <summary>What a <c>.ziphash</c> says. Spec: CACHE-7.</summary>
public abstract record ZipHash
{
    private const int Length = 47;

    private ZipHash()
    {
    }

    /// <summary>There is no such file; go's text is <c>verifying p@v: </c><paramref name="Reason"/> where it needs one.</summary>
    /// <param name="Reason"><c>open PATH: no such file or directory</c>, or why it cannot be read.</param>
    public sealed record Missing(string Reason) : ZipHash;

    /// <summary>Cut short, overlong or never filled in: to be computed again from the zip.</summary>
    public sealed record Damaged : ZipHash;

    /// <summary>47 bytes that are no h1: fatal, as <c>verifying p@v: unexpected ziphash: "h2:…"</c> without <c>go: </c>.</summary>
    /// <param name="Text">What it says.</param>
    public sealed record Unexpected(string Text) : ZipHash;

    /// <summary>A hash; believed until compared with go.sum.</summary>
    /// <param name="Hash">The hash.</param>
    public sealed record Present(H1Hash Hash) : ZipHash;

    /// <summary>Judges a file's content; white space around it does not count.</summary>
    public static ZipHash Parse(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> trimmed = data.Trim(" \t\n\v\f\r"u8);
        if (trimmed.Length != Length || trimmed.Contains((byte)0) || !Ascii.IsValid(trimmed))
        {
            return new Damaged();
        }

        string text = Encoding.ASCII.GetString(trimmed);
        return H1Hash.TryParse(text, out H1Hash hash, out _) ? new Present(hash) : new Unexpected(text);
    }
}
