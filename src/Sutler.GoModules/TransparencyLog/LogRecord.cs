using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sutler.Errors;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>An answer to a lookup: a record of the log, its number, and the signed tree head that follows it.</summary>
/// <remarks>
/// <c>&lt;number&gt;\n&lt;text&gt;\n&lt;signed note&gt;</c>: the text ends at the first blank line, though the note has one of its own.
/// Nothing here is proven yet. Spec: TLOG-1, TLOG-12.
/// </remarks>
public sealed record LogRecord
{
    private LogRecord(long number, ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> rest) => (Number, Text, Rest) = (number, text, rest);

    /// <summary>Number of the record in the log, from 0.</summary>
    public long Number { get; }

    /// <summary>The record, each line ended by LF; the bytes that the log hashes.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>What follows the record: the signed tree head.</summary>
    public ReadOnlyMemory<byte> Rest { get; }

    /// <summary>Parses an answer, or says <c>malformed record data</c>.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> answer, [NotNullWhen(true)] out LogRecord? record, [NotNullWhen(false)] out ParseError? error)
    {
        record = null;
        error = new ParseError("malformed record data");
        var lineEnd = answer.Span.IndexOf((byte)'\n');
        if (lineEnd < 0 || !TryParseNumber(answer.Span[..lineEnd], out var number))
        {
            return false;
        }

        var body = answer[(lineEnd + 1)..];
        var blank = body.Span.IndexOf("\n\n"u8);
        if (blank < 0 || !IsValidText(body.Span[..(blank + 1)]))
        {
            return false;
        }

        error = null;
        record = new LogRecord(number, body[..(blank + 1)], body[(blank + 2)..]);
        return true;
    }

    /// <summary>Whether the log may hold this text: clean UTF-8 in complete lines, none but the first of them empty.</summary>
    public static bool IsValidText(ReadOnlySpan<byte> text) =>
        text.EndsWith("\n"u8) && text.IndexOf("\n\n"u8) < 0 && LogText.IsClean(text);

    // The go command takes a sign and leading zeros too; a negative number would name no record, so it is refused here.
    private static bool TryParseNumber(ReadOnlySpan<byte> digits, out long number) =>
        long.TryParse(Encoding.Latin1.GetString(digits), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= 0;
}
