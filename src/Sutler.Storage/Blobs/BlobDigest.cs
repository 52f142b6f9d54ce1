using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sutler.Errors;

namespace Sutler.Storage.Blobs;

/// <summary>The SHA-256 of a blob's bytes, which is the blob's only name: <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
/// <remarks>
/// Holding one proves its form, not that the blob is stored. Ordered as its bytes are, which is also the order of its text.
/// 32 bytes, no allocation.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BlobDigest : IComparable<BlobDigest>
{
    /// <summary>How many bytes a digest has.</summary>
    public const int Size = 32;

    private const string Prefix = "sha256:";

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private BlobDigest(ReadOnlySpan<byte> bytes)
    {
        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary>The text, <c>sha256:…</c>; throws on <c>default</c>, which names no blob.</summary>
    public string Text => Prefix + Hex;

    /// <summary>The 64 hexadecimal digits alone.</summary>
    public string Hex
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            CopyTo(bytes);
            return Convert.ToHexStringLower(bytes);
        }
    }

    /// <summary>Makes a digest of the 32 bytes that SHA-256 gave.</summary>
    public static BlobDigest FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        return new BlobDigest(bytes);
    }

    /// <summary>The digest of these bytes.</summary>
    public static BlobDigest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> bytes = stackalloc byte[Size];
        SHA256.HashData(content, bytes);
        return new BlobDigest(bytes);
    }

    /// <summary>Parses <c>sha256:</c> and 64 lower-case hexadecimal digits, or says why they are no digest.</summary>
    public static bool TryParse(string text, out BlobDigest digest, [NotNullWhen(false)] out ParseError? error)
    {
        digest = default;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            error = new ParseError("a blob digest begins with sha256:");
            return false;
        }
        return TryParseHex(text.AsSpan(Prefix.Length), out digest, out error);
    }

    /// <summary>Parses the 64 lower-case hexadecimal digits alone, or says why they are none.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> hex, out BlobDigest digest, [NotNullWhen(false)] out ParseError? error)
    {
        Span<byte> bytes = stackalloc byte[Size];
        // One blob has one name: capital digits would give it a second.
        var fits = hex.Length == 2 * Size && !hex.ContainsAnyInRange('A', 'F')
            && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        digest = fits ? new BlobDigest(bytes) : default;
        error = fits ? null : new ParseError("a blob digest has 64 lower-case hexadecimal digits");
        return fits;
    }

    /// <summary>Parses as <see cref="TryParse"/> does; throws <see cref="FormatException"/> with the reason.</summary>
    public static BlobDigest Parse(string text) =>
        TryParse(text, out var digest, out var error) ? digest : throw new FormatException(error.Reason);

    /// <summary>Writes the 32 bytes; throws on <c>default</c>.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        if (this == default)
        {
            throw new InvalidOperationException("default(BlobDigest) names no blob");
        }
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], _low);
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public int CompareTo(BlobDigest other)
    {
        var high = _high.CompareTo(other._high);
        return high != 0 ? high : _low.CompareTo(other._low);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
