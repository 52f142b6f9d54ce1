using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Json;

/// <summary>A time as Go's <c>time.Time</c> reads it from RFC 3339 and writes it again: wall clock and offset kept, fractions without final zeros.</summary>
/// <remarks>Go's reader is laxer than the RFC: an hour of one digit, a comma before the fraction, offsets up to 24:60. Spec: INFO-1, CACHE-2, LIST-1.</remarks>
public readonly record struct GoTime
{
    private const string Layout = "2006-01-02T15:04:05Z07:00";

    private readonly string? _text;

    private GoTime(string text, (long Ticks, int Below) moment) => (_text, Moment) = (text, moment);

    /// <summary>The moment: ticks (100 ns) of UTC and the nanoseconds below them, for comparison. Not above 0 before the year 1.</summary>
    public (long Ticks, int Below) Moment { get; }

    /// <summary>Brings an RFC 3339 time into the form Go writes, or gives Go's text <c>parsing time "x" as …</c>.</summary>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? normalized, [NotNullWhen(false)] out ParseError? error)
    {
        var parsed = TryParse(text, out var time, out var reason);
        normalized = parsed ? time.ToString() : null;
        error = parsed ? null : new ParseError(reason);
        return parsed;
    }

    /// <summary>Parses, or gives Go's text <c>parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"</c>.</summary>
    public static bool TryParse(string text, out GoTime time, out string error)
    {
        var scan = new Scan(text);
        var year = scan.Number("2006", 4);
        var month = scan.Literal("-").Number("01", 2, "month", 1, 12);
        var day = scan.Literal("-").Number("02", 2);
        var hour = scan.Literal("T").Number("15", 1, "hour", 0, 23);
        var minute = scan.Literal(":").Number("04", 2, "minute", 0, 59);
        var second = scan.Literal(":").Number("05", 2, "second", 0, 59);
        var fraction = scan.Fraction();
        var offset = scan.Offset();
        scan.End();
        // Go's years begin at 0, a leap year; .NET's at 1.
        if (scan.Error is null && (day < 1 || day > DateTime.DaysInMonth(year == 0 ? 4 : year, month)))
        {
            scan.Refuse(": day out of range");
        }
        error = scan.Error ?? "";
        time = default;
        if (scan.Error is null)
        {
            var wall = string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}T{hour:00}:{minute:00}:{second:00}");
            var ticks = year == 0 ? 0 : new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).Ticks;
            time = new GoTime(Print(wall, fraction, offset), MomentOf(ticks, fraction, offset));
        }
        return scan.Error is null;
    }

    /// <summary>The form Go marshals: RFC 3339 with up to nine digits of fraction, <c>Z</c> for no offset.</summary>
    public override string ToString() => _text ?? "0001-01-01T00:00:00Z";

    private static string Print(string wall, string fraction, int offsetSeconds)
    {
        var minutes = Math.Abs(offsetSeconds) / 60;
        var kept = fraction.TrimEnd('0');
        return wall + (kept.Length > 0 ? "." + kept : "")
            + (minutes == 0 ? "Z" : string.Create(CultureInfo.InvariantCulture, $"{(offsetSeconds < 0 ? '-' : '+')}{minutes / 60:00}:{minutes % 60:00}"));
    }

    private static (long Ticks, int Below) MomentOf(long wallTicks, string fraction, int offsetSeconds)
    {
        if (wallTicks == 0)
        {
            return default;
        }
        var nanoseconds = int.Parse(fraction.PadRight(9, '0'), CultureInfo.InvariantCulture);
        return (wallTicks - (offsetSeconds * TimeSpan.TicksPerSecond) + (nanoseconds / 100), nanoseconds % 100);
    }

    /// <summary>Reads element after element; after the first error nothing moves any more.</summary>
    private sealed class Scan
    {
        private readonly string _text;
        private int _at;

        public Scan(string text) => _text = text;

        public string? Error { get; private set; }

        private ReadOnlySpan<char> Rest => _text.AsSpan(_at);

        public Scan Literal(string literal)
        {
            if (Error is null && !Rest.StartsWith(literal, StringComparison.Ordinal))
            {
                CannotParse(Rest, literal);
            }
            _at += Error is null ? literal.Length : 0;
            return this;
        }

        /// <summary>A number of at least <paramref name="digits"/> digits; two are taken where one would do.</summary>
        public int Number(string element, int digits, string? name = null, int least = 0, int most = int.MaxValue)
        {
            if (Error is not null)
            {
                return 0;
            }
            var length = Math.Min(DigitsAt(Rest), Math.Max(2, digits));
            if (length < digits)
            {
                CannotParse(Rest, element);
                return 0;
            }
            var value = int.Parse(Rest[..length], CultureInfo.InvariantCulture);
            _at += length;
            if (name is not null && (value < least || value > most))
            {
                Refuse($": {name} out of range");
            }
            return value;
        }

        public string Fraction()
        {
            if (Error is not null || Rest.Length < 2 || Rest[0] is not ('.' or ',') || !char.IsAsciiDigit(Rest[1]))
            {
                return "";
            }
            var digits = Rest.Slice(1, DigitsAt(Rest[1..]));
            _at += 1 + digits.Length;
            return digits[..Math.Min(9, digits.Length)].ToString();
        }

        public int Offset()
        {
            if (Error is not null)
            {
                return 0;
            }
            var whole = Rest;
            if (whole.StartsWith('Z'))
            {
                _at++;
                return 0;
            }
            if (whole.Length < 6 || whole[3] != ':' || whole[0] is not ('+' or '-') || DigitsAt(whole[1..3]) != 2 || DigitsAt(whole[4..6]) != 2)
            {
                CannotParse(whole, "Z07:00");
                return 0;
            }
            var (hours, minutes) = (int.Parse(whole[1..3], CultureInfo.InvariantCulture), int.Parse(whole[4..6], CultureInfo.InvariantCulture));
            if (hours > 24 || minutes > 60)
            {
                Refuse($": time zone offset {(minutes > 60 ? "minute" : "hour")} out of range");
            }
            _at += 6;
            return ((hours * 60) + minutes) * 60 * (whole[0] == '-' ? -1 : 1);
        }

        public void End()
        {
            if (Error is null && Rest.Length > 0)
            {
                Refuse(": extra text: " + GoQuoting.Quote(Rest.ToString()));
            }
        }

        public void Refuse(string reason) => Error ??= "parsing time " + GoQuoting.Quote(_text) + reason;

        private void CannotParse(ReadOnlySpan<char> found, string element) =>
            Refuse($" as \"{Layout}\": cannot parse {GoQuoting.Quote(found.ToString())} as \"{element}\"");

        private static int DigitsAt(ReadOnlySpan<char> text)
        {
            var end = text.IndexOfAnyExceptInRange('0', '9');
            return end < 0 ? text.Length : end;
        }
    }
}
