using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Sutler.Go.Digests;

/// <summary>The SHA-256 of one block of a file: 32 bytes, compared as a value.</summary>
public readonly record struct BlockDigest
{
    /// <summary>Bytes of a digest.</summary>
    public const int Size = 32;

    private readonly Vector256<byte> _bytes;

    /// <summary>Takes over the 32 bytes of a digest.</summary>
    public BlockDigest(ReadOnlySpan<byte> sha256)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, Size);
        _bytes = Vector256.Create(sha256);
    }

    /// <summary>The digest of a block held in memory.</summary>
    public static BlockDigest Of(ReadOnlySpan<byte> block)
    {
        Span<byte> digest = stackalloc byte[Size];
        SHA256.HashData(block, digest);
        return new BlockDigest(digest);
    }

    /// <summary>Reads 64 small hexadecimal digits.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> hex, out BlockDigest digest)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var isHex = hex.Length == 2 * Size
            && hex.IndexOfAnyInRange((byte)'A', (byte)'F') < 0
            && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        digest = isHex ? new BlockDigest(bytes) : default;
        return isHex;
    }

    /// <summary>64 small hexadecimal digits, as <c>sha256sum</c> prints them.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        _bytes.CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
