using System.Security.Cryptography;
using Sutler.Errors;

namespace Sutler.GoModules.Zip;

/// <summary>The text that an h1 hash is the hash of, hashed as it is written. Spec: H1-1, H1-2.</summary>
public sealed class H1Summary : IDisposable
{
    private const int DigestLength = 32;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Null, or why no h1 hash can cover a file of that name.</summary>
    public static SutlerException? CheckName(ReadOnlySpan<byte> name) =>
        name.Contains((byte)'\n') ? new SutlerException("dirhash: filenames with newlines are not supported") : null;

    /// <summary>Writes the line of one file. The caller keeps to <see cref="H1Order"/>.</summary>
    /// <param name="name">UTF-8, without newline.</param>
    /// <param name="sha256">The 32 bytes of the content's SHA-256.</param>
    public void Append(ReadOnlySpan<byte> name, ReadOnlySpan<byte> sha256)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, DigestLength);
        if (CheckName(name) is { } error)
        {
            throw error;
        }

        Span<byte> hex = stackalloc byte[(2 * DigestLength) + 2];
        Convert.TryToHexStringLower(sha256, hex, out _);
        hex[^2..].Fill((byte)' ');
        _hash.AppendData(hex);
        _hash.AppendData(name);
        _hash.AppendData("\n"u8);
    }

    /// <summary>The hash of the lines written so far; afterwards the summary is empty again.</summary>
    public H1Hash Finish()
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        _hash.GetHashAndReset(digest);
        return H1Hash.FromDigest(digest);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
