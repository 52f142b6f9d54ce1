using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Json;

/// <summary>A time as Go's <c>time.Time</c> reads it from JSON and writes it again: RFC 3339, wall clock and offset kept.</summary>
/// <remarks>
/// Written again, a fraction loses its trailing zeros and all beyond nanoseconds, and an offset of zero is <c>Z</c>. Spec: CACHE-2, LIST-1.
/// </remarks>
public static class GoTime
{
    private const string Layout = "2006-01-02T15:04:05Z07:00";

    /// <summary>Brings an RFC 3339 time into the form Go writes, or gives Go's text <c>parsing time "x" as …</c>.</summary>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? normalized, [NotNullWhen(false)] out ParseError? error)
    {
        var scanner = new Scanner(text);
        normalized = scanner.Read();
        error = scanner.Error;
        return error is null;
    }

    private ref struct Scanner(string text)
    {
        private int _at;

        internal ParseError? Error { get; private set; }

        internal string? Read()
        {
            int year = Number(4, "2006");
            Literal('-');
            int month = Number(2, "01");
            Literal('-');
            int day = Number(2, "02");
            Literal('T');
            int hour = Number(2, "15");
            Literal(':');
            int minute = Number(2, "04");
            Literal(':');
            int second = Number(2, "05");
            string fraction = Fraction();
            string zone = Zone();
            if (Error is null && _at < text.Length)
            {
                Error = new ParseError($"parsing time {GoQuoting.Quote(text)}: extra text: {GoQuoting.Quote(text[_at..])}");
            }

            InRange(month is >= 1 and <= 12, "month");
            InRange(hour < 24, "hour");
            InRange(minute < 60, "minute");
            InRange(second < 60, "second");
            InRange(Error is not null || (day >= 1 && day <= DaysIn(year, month)), "day");
            return Error is null ? string.Create(CultureInfo.InvariantCulture, $"{text[..19]}{fraction}{zone}") : null;
        }

        private static int DaysIn(int year, int month) => DateTime.DaysInMonth(year == 0 ? 4 : year, month);

        private int Number(int digits, string element)
        {
            if (Error is null && _at + digits <= text.Length && text.AsSpan(_at, digits).IndexOfAnyExceptInRange('0', '9') < 0)
            {
                _at += digits;
                return int.Parse(text.AsSpan(_at - digits, digits), CultureInfo.InvariantCulture);
            }

            Fail(element);
            return 0;
        }

        private void Literal(char expected)
        {
            if (Error is null && _at < text.Length && text[_at] == expected)
            {
                _at++;
            }
            else
            {
                Fail(expected.ToString());
            }
        }

        private string Fraction()
        {
            if (Error is not null || _at + 1 >= text.Length || text[_at] != '.' || !char.IsAsciiDigit(text[_at + 1]))
            {
                return "";
            }

            int start = ++_at;
            while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            {
                _at++;
            }

            string digits = text[start..Math.Min(_at, start + 9)].TrimEnd('0');
            return digits.Length == 0 ? "" : "." + digits;
        }

        private string Zone()
        {
            if (Error is null && _at < text.Length && text[_at] == 'Z')
            {
                _at++;
                return "Z";
            }

            ReadOnlySpan<char> rest = Error is null ? text.AsSpan(_at) : [];
            bool formed = rest.Length >= 6 && rest[0] is '+' or '-' && rest[3] == ':'
                && char.IsAsciiDigit(rest[1]) && char.IsAsciiDigit(rest[2]) && char.IsAsciiDigit(rest[4]) && char.IsAsciiDigit(rest[5]);
            if (!formed)
            {
                Fail("Z07:00");
                return "";
            }

            _at += 6;
            InRange(int.Parse(rest[1..3], CultureInfo.InvariantCulture) < 24, "time zone offset hour");
            InRange(int.Parse(rest[4..6], CultureInfo.InvariantCulture) < 60, "time zone offset minute");
            return rest[1..6] is "00:00" ? "Z" : rest[..6].ToString();
        }

        private void InRange(bool inRange, string what)
        {
            if (Error is null && !inRange)
            {
                Error = new ParseError($"parsing time {GoQuoting.Quote(text)}: {what} out of range");
            }
        }

        private void Fail(string element) => Error ??= new ParseError(
            $"parsing time {GoQuoting.Quote(text)} as {GoQuoting.Quote(Layout)}: cannot parse {GoQuoting.Quote(text[_at..])} as {GoQuoting.Quote(element)}");
    }
}
