using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sutler.GoModules;

/// <summary>Go's <c>%q</c>: error texts quote names the way the go command does.</summary>
public static class GoQuoting
{
    /// <summary>Go's strconv.Quote.</summary>
    /// <remarks>
    /// A lone surrogate, which Go's strings cannot hold as a character, is written as the three bytes it would have, save those from
    /// U+DC80 to U+DCFF: they stand for the bytes 80 to FF of a file that is not UTF-8.
    /// </remarks>
    public static string Quote(ReadOnlySpan<char> text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) == OperationStatus.Done)
            {
                AppendEscaped(quoted, rune, '"');
            }
            else
            {
                AppendSurrogate(quoted, text[0]);
            }

            text = text[length..];
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Go's strconv.Quote.</summary>
    public static string Quote(string text) => Quote(text.AsSpan());

    /// <summary>Go's strconv.Quote of bytes that should be UTF-8: each byte that is not part of a character becomes <c>\x</c> and two digits.</summary>
    public static string QuoteUtf8(ReadOnlySpan<byte> text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done)
            {
                AppendEscaped(quoted, rune, '"');
            }
            else
            {
                // Go steps over one byte where .NET steps over all that could have begun a character.
                length = 1;
                AppendByte(quoted, text[0]);
            }

            text = text[length..];
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Go's <c>%q</c> of one character: <c>'x'</c>.</summary>
    public static string QuoteRune(Rune rune)
    {
        var quoted = new StringBuilder(4).Append('\'');
        AppendEscaped(quoted, rune, '\'');
        return quoted.Append('\'').ToString();
    }

    private static void AppendEscaped(StringBuilder quoted, Rune rune, char quote)
    {
        if (rune.Value == quote || rune.Value == '\\')
        {
            quoted.Append('\\').Append((char)rune.Value);
        }
        else if (GoUnicode.IsPrint(rune))
        {
            quoted.Append(rune.ToString());
        }
        else if (ShortEscape(rune.Value) is { } letter)
        {
            quoted.Append('\\').Append(letter);
        }
        else if (rune.IsAscii)
        {
            AppendByte(quoted, (byte)rune.Value);
        }
        else
        {
            quoted.Append(rune.IsBmp ? "\\u" : "\\U").Append(rune.Value.ToString(rune.IsBmp ? "x4" : "x8", CultureInfo.InvariantCulture));
        }
    }

    private static char? ShortEscape(int value) => value switch
    {
        '\a' => 'a',
        '\b' => 'b',
        '\f' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\v' => 'v',
        _ => null,
    };

    private static void AppendSurrogate(StringBuilder quoted, char surrogate)
    {
        if (surrogate is >= '\udc80' and <= '\udcff')
        {
            AppendByte(quoted, (byte)surrogate);
            return;
        }

        AppendByte(quoted, (byte)(0xE0 | (surrogate >> 12)));
        AppendByte(quoted, (byte)(0x80 | ((surrogate >> 6) & 0x3F)));
        AppendByte(quoted, (byte)(0x80 | (surrogate & 0x3F)));
    }

    private static void AppendByte(StringBuilder quoted, byte value) =>
        quoted.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
}
