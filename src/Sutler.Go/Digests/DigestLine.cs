using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Unicode;
using Sutler.Errors;

namespace Sutler.Go.Digests;

/// <summary>The form of a record in a journal. Pure.</summary>
/// <remarks>
/// One line, fields parted by single blanks, LF at its end:
/// <code>
/// 1c291ca3 1764000000123 50 0f36…e1 rsc.io/quote/@v/v1.5.2.info
/// |        |             |  |       path below cache/download
/// |        |             |  SHA-256 of each block, 64 hexadecimal digits each, without anything between; "-" for an empty file
/// |        |             length in bytes
/// |        milliseconds since 1970, UTC
/// CRC-32 of all behind it, without the LF: a line with one byte changed never passes for another
/// </code>
/// </remarks>
public static class DigestLine
{
    /// <summary>Longest line, LF included: what a file of <see cref="BlockDigests.LargestFile"/> bytes needs, and the longest path.</summary>
    public const int LongestLine = 80 * 1024;

    /// <summary>Longest path in bytes.</summary>
    public const int LongestPath = 4096;

    private const int CheckLength = 8;
    private const int HexLength = 2 * BlockDigest.Size;
    private const long LatestTime = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z

    /// <summary>Whether such a file can be recorded at all.</summary>
    public static bool CanRecord(string path, BlockDigests content) =>
        content.Length <= BlockDigests.LargestFile && IsPath(Encoding.UTF8.GetBytes(path));

    /// <summary>The line, LF included.</summary>
    public static byte[] Format(FileDigest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{new string('0', CheckLength)} {digest.Recorded.ToUnixTimeMilliseconds()} {digest.Length} ");
        text.Append(digest.Length == 0 ? "-" : "").AppendJoin("", digest.Blocks).Append(' ').Append(digest.Path).Append('\n');
        var line = Encoding.UTF8.GetBytes(text.ToString());
        WriteCheck(line.AsSpan(0, CheckLength), line.AsSpan(CheckLength + 1, line.Length - CheckLength - 2));
        return line;
    }

    /// <summary>Reads a line without its LF, or says why it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out FileDigest? digest, [NotNullWhen(false)] out ParseError? error)
    {
        digest = null;
        error = FindDamage(line);
        if (error is not null)
        {
            return false;
        }

        var rest = line[(CheckLength + 1)..];
        var isRead = TryNumber(ref rest, LatestTime, out var time) & TryNumber(ref rest, BlockDigests.LargestFile, out var length)
            & TryDigests(ref rest, length, out var blocks);
        error = isRead && IsPath(rest) ? null : new ParseError("not a record");
        digest = error is null
            ? new FileDigest(Encoding.UTF8.GetString(rest), DateTimeOffset.FromUnixTimeMilliseconds(time), new BlockDigests(length, blocks))
            : null;
        return digest is not null;
    }

    private static ParseError? FindDamage(ReadOnlySpan<byte> line)
    {
        if (line.Length >= LongestLine)
        {
            return new ParseError("line too long");
        }

        if (line.Length <= CheckLength || line[CheckLength] != ' ')
        {
            return new ParseError("not a record");
        }

        Span<byte> check = stackalloc byte[CheckLength];
        WriteCheck(check, line[(CheckLength + 1)..]);
        return check.SequenceEqual(line[..CheckLength]) ? null : new ParseError("its check does not hold");
    }

    private static void WriteCheck(Span<byte> check, ReadOnlySpan<byte> record) =>
        Crc32.HashToUInt32(record).TryFormat(check, out _, "x8", CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)' ');
        var field = end < 0 ? default : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return field;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> rest, long largest, out long number)
    {
        var field = Field(ref rest);
        number = 0;
        return field.Length is > 0 and <= 15
            && (field[0] != '0' || field.Length == 1)
            && long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number <= largest;
    }

    private static bool TryDigests(ref ReadOnlySpan<byte> rest, long length, out ImmutableArray<BlockDigest> blocks)
    {
        var field = Field(ref rest);
        blocks = [];
        if (length is 0 or > BlockDigests.LargestFile)
        {
            return field.SequenceEqual("-"u8);
        }

        var count = BlockDigests.CountFor(length);
        if (field.Length != count * HexLength)
        {
            return false;
        }

        var read = ImmutableArray.CreateBuilder<BlockDigest>(count);
        for (; !field.IsEmpty && BlockDigest.TryParse(field[..HexLength], out var digest); field = field[HexLength..])
        {
            read.Add(digest);
        }

        blocks = read.Count == count ? read.MoveToImmutable() : [];
        return blocks.Length == count;
    }

    // Clean and relative: such a name cannot lead out of the cache.
    private static bool IsPath(ReadOnlySpan<byte> path)
    {
        if (path.Length is 0 or > LongestPath || !Utf8.IsValid(path) || path.IndexOfAnyInRange((byte)0, (byte)' ') >= 0 || path.IndexOfAny((byte)'\\', (byte)0x7f) >= 0)
        {
            return false;
        }

        foreach (var range in path.Split((byte)'/'))
        {
            var element = path[range];
            if (element.IsEmpty || element.SequenceEqual("."u8) || element.SequenceEqual(".."u8))
            {
                return false;
            }
        }

        return true;
    }
}
