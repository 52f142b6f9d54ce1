using System.Globalization;
using System.Text;

namespace Sutler.Transfer.Files;

/// <summary>What is written down beside a partial file, as text. Pure.</summary>
/// <remarks>
/// <code>
/// sutler-part 1
/// length 12345678
/// etag "abc"
/// source 0123456789abcdef0123456789abcdef
/// scattered                                  from here on the file's length says nothing
/// have 0 1048576                             first byte and end, appended behind the bytes themselves
/// </code>
/// Without <c>scattered</c> all bytes of the file count. Each line counts once its line feed is there, so that a process may die
/// at any moment and no line claims what was not written. What does not read as above is as if there were nothing.
/// </remarks>
/// <param name="Identity">Which bytes.</param>
/// <param name="Scattered">Whether only the recorded ranges count.</param>
/// <param name="Ranges">The recorded ranges, as they were written down.</param>
/// <param name="TextLength">How much of the text counts; the rest is a line that was not finished.</param>
public sealed record PartialState(FileIdentity Identity, bool Scattered, IReadOnlyList<ByteRange> Ranges, int TextLength)
{
    /// <summary>The most that is read.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The line behind which only recorded ranges count.</summary>
    public const string ScatteredLine = "scattered\n";

    private const string Schema = "sutler-part 1";

    /// <summary>The lines that begin the state.</summary>
    public static string Header(FileIdentity identity) =>
        string.Create(CultureInfo.InvariantCulture, $"{Schema}\nlength {identity.Length}\netag {identity.Tag}\nsource {identity.Source}\n");

    /// <summary>The line for bytes that are there.</summary>
    public static string Line(ByteRange range) => string.Create(CultureInfo.InvariantCulture, $"have {range.First} {range.End}\n");

    /// <summary>Reads the state, or gives null when it is none.</summary>
    public static PartialState? Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxLength)
        {
            return null;
        }
        var whole = text[..(text.LastIndexOf((byte)'\n') + 1)];
        var lines = Encoding.Latin1.GetString(whole).Split('\n');
        return lines.Length > 4 && lines[0] == Schema && ParseIdentity(lines) is { } identity ? ParseRanges(identity, lines.AsSpan(4, lines.Length - 5), whole.Length) : null;
    }

    private static FileIdentity? ParseIdentity(string[] lines) =>
        After("length ", lines[1]) is { } lengthText && TryNumber(lengthText, out var length) && length > 0
        && After("etag ", lines[2]) is { } tag && FileIdentity.IsTag(tag)
        && After("source ", lines[3]) is { Length: 32 } source && source.All(char.IsAsciiHexDigitLower)
            ? new FileIdentity(length, tag, source)
            : null;

    private static PartialState? ParseRanges(FileIdentity identity, ReadOnlySpan<string> lines, int textLength)
    {
        if (lines.IsEmpty)
        {
            return new PartialState(identity, false, [], textLength);
        }
        if (lines[0] != ScatteredLine[..^1])
        {
            return null;
        }
        var ranges = new List<ByteRange>(lines.Length);
        foreach (var line in lines[1..])
        {
            if (After("have ", line)?.Split(' ') is not [var first, var end]
                || !TryNumber(first, out var from) || !TryNumber(end, out var to) || from >= to || to > identity.Length)
            {
                return null;
            }
            ranges.Add(new ByteRange(from, to));
        }
        return new PartialState(identity, true, ranges, textLength);
    }

    private static string? After(string prefix, string line) => line.StartsWith(prefix, StringComparison.Ordinal) ? line[prefix.Length..] : null;

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
