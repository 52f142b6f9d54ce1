using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>A SHA-256 hash of a record, a node or a whole tree of the log: 32 bytes, written as padded base64.</summary>
/// <remarks>Spec: TLOG-4 (RFC 6962, section 2.1). <c>default</c> is 32 zero bytes, which no known input hashes to.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LogHash
{
    /// <summary>Bytes in a hash.</summary>
    public const int Length = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    private LogHash(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        (_a, _b, _c, _d) = (words[0], words[1], words[2], words[3]);
    }

    /// <summary>The hash of the tree without records: SHA-256 of nothing.</summary>
    public static LogHash EmptyTree
    {
        get
        {
            Span<byte> digest = stackalloc byte[Length];
            SHA256.HashData([], digest);
            return new LogHash(digest);
        }
    }

    /// <summary>Takes the 32 bytes as they are.</summary>
    public static LogHash FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        return new LogHash(bytes);
    }

    /// <summary>The leaf hash of a record's text: SHA-256(0x00 ‖ text).</summary>
    public static LogHash OfRecord(ReadOnlySpan<byte> text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0x00]);
        hash.AppendData(text);
        Span<byte> digest = stackalloc byte[Length];
        hash.GetHashAndReset(digest);
        return new LogHash(digest);
    }

    /// <summary>The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).</summary>
    public static LogHash OfNode(LogHash left, LogHash right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Length)];
        input[0] = 0x01;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Length)..]);
        Span<byte> digest = stackalloc byte[Length];
        SHA256.HashData(input, digest);
        return new LogHash(digest);
    }

    /// <summary>Parses 44 characters of base64.</summary>
    public static bool TryParse(string text, out LogHash hash)
    {
        hash = default;
        if (!TryDecodeBase64(text, out var bytes) || bytes.Length != Length)
        {
            return false;
        }

        hash = new LogHash(bytes);
        return true;
    }

    /// <summary>Writes the 32 bytes to the front of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(destination[..Length]);
        (words[0], words[1], words[2], words[3]) = (_a, _b, _c, _d);
    }

    /// <summary>The base64 form.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Padded standard base64 without the white space that .NET would skip.</summary>
    internal static bool TryDecodeBase64(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length % 4 != 0 || text.AsSpan().ContainsAny(" \t\r\n"))
        {
            return false;
        }

        var buffer = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, buffer, out var written))
        {
            return false;
        }

        bytes = buffer[..written];
        return true;
    }
}
