using System.Text;

namespace Sutler.GoModules.Json;

/// <summary>What a JSON value is, in the words of Go's decoding errors.</summary>
public enum GoJsonKind
{
    /// <summary><c>null</c>: leaves what it would be decoded into as it is.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Bool,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A string.</summary>
    String,

    /// <summary>An array.</summary>
    Array,

    /// <summary>An object.</summary>
    Object,
}

/// <summary>Reads values that <see cref="GoJsonScanner.ValueEnd"/> has found to be well formed, as Go's decoder would.</summary>
public static class GoJsonValue
{
    /// <summary>The kind of the value that begins with the first byte.</summary>
    public static GoJsonKind KindOf(ReadOnlySpan<byte> value) => value[0] switch
    {
        (byte)'{' => GoJsonKind.Object,
        (byte)'[' => GoJsonKind.Array,
        (byte)'"' => GoJsonKind.String,
        (byte)'t' or (byte)'f' => GoJsonKind.Bool,
        (byte)'n' => GoJsonKind.Null,
        _ => GoJsonKind.Number,
    };

    /// <summary>The members of an object, in order, with the text of each key; values are ranges of <paramref name="value"/>.</summary>
    public static IReadOnlyList<(string Key, Range Value)> Members(ReadOnlySpan<byte> value)
    {
        var members = new List<(string, Range)>();
        var at = GoJsonScanner.SkipSpace(value, 1);
        while (value[at] != (byte)'}')
        {
            var keyEnd = GoJsonScanner.ValueEnd(value, at);
            var key = Text(value[at..keyEnd]);
            var start = GoJsonScanner.SkipSpace(value, GoJsonScanner.SkipSpace(value, keyEnd) + 1);
            var end = GoJsonScanner.ValueEnd(value, start);
            members.Add((key, start..end));
            at = GoJsonScanner.SkipSpace(value, end);
            at = value[at] == (byte)',' ? GoJsonScanner.SkipSpace(value, at + 1) : at;
        }

        return members;
    }

    /// <summary>The text of a string value; invalid UTF-8 and lone surrogates become U+FFFD.</summary>
    public static string Text(ReadOnlySpan<byte> value)
    {
        var inner = value[1..^1];
        if (!inner.Contains((byte)'\\'))
        {
            return Utf8Text(inner);
        }

        var text = new StringBuilder(inner.Length);
        while (!inner.IsEmpty)
        {
            var escape = inner.IndexOf((byte)'\\');
            if (escape != 0)
            {
                var plain = escape < 0 ? inner : inner[..escape];
                text.Append(Utf8Text(plain));
                inner = inner[plain.Length..];
                continue;
            }

            inner = Unescape(inner, text);
        }

        return text.ToString();
    }

    /// <summary>Appends the escape at the start and gives what follows it.</summary>
    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escape, StringBuilder text)
    {
        if (escape[1] != (byte)'u')
        {
            text.Append(escape[1] switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                var self => (char)self,
            });
            return escape[2..];
        }

        var unit = Unit(escape);
        var rest = escape[6..];
        if (char.IsHighSurrogate(unit) && rest is [(byte)'\\', (byte)'u', ..] && char.IsLowSurrogate(Unit(rest)))
        {
            text.Append(unit).Append(Unit(rest));
            return rest[6..];
        }

        text.Append(char.IsSurrogate(unit) ? '\ufffd' : unit);
        return rest;
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        (char)int.Parse(escape[2..6], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Each byte that is part of no character becomes one U+FFFD; .NET's own replacement takes several together.</summary>
    private static string Utf8Text(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder(utf8.Length);
        while (!utf8.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(utf8, out var rune, out var used);
            text.Append(rune.ToString());
            utf8 = utf8[(status == System.Buffers.OperationStatus.Done ? used : 1)..];
        }

        return text.ToString();
    }
}
