using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sutler.GoModules.Files;

/// <summary>Quoted words of go.mod: when they are needed, how they are written and read. Spec: GOMOD-1.</summary>
internal static class GoLiteral
{
    /// <summary>Why a quoted word could not be read, in strconv's words.</summary>
    public const string InvalidSyntax = "invalid syntax";

    /// <summary>The word as it stands in a file: quoted only if it must be.</summary>
    public static string AutoQuote(string word) => MustQuote(word) ? GoText.Quote(word) : word;

    /// <summary>Whether the lexer would not read the bare word back as one token.</summary>
    public static bool MustQuote(string word)
    {
        for (int i = 0; i < word.Length;)
        {
            Rune rune = GoText.FirstRune(word.AsSpan(i), out int length);
            i += length;
            switch (rune.Value)
            {
                case ' ' or '"' or '\'' or '`':
                case '(' or ')' or '[' or ']' or '{' or '}' or ',' when word.Length > 1:
                    return true;
                default:
                    if (!GoUnicode.IsPrint(rune))
                    {
                        return true;
                    }

                    break;
            }
        }

        return word.Length == 0 || word.Contains("//", StringComparison.Ordinal) || word.Contains("/*", StringComparison.Ordinal);
    }

    /// <summary>Reads an interpreted or raw string literal that must fill <paramref name="literal"/>.</summary>
    public static bool TryUnquote(string literal, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (literal.Length < 2 || literal[0] != literal[^1])
        {
            return false;
        }

        string body = literal[1..^1];
        switch (literal[0])
        {
            case '`' when !body.Contains('`', StringComparison.Ordinal):
                text = body.Replace("\r", "", StringComparison.Ordinal);
                return true;
            case '"':
                return TryUnescape(body, out text);
            default:
                return false;
        }
    }

    private static bool TryUnescape(string body, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var bytes = new List<byte>(body.Length);
        for (int i = 0; i < body.Length;)
        {
            if (body[i] is '"' or '\n')
            {
                return false;
            }

            if (body[i] != '\\')
            {
                AppendRune(bytes, GoText.FirstRune(body.AsSpan(i), out int length));
                i += length;
            }
            else if (!TryReadEscape(body, ref i, bytes))
            {
                return false;
            }
        }

        text = GoText.Decode(bytes.ToArray());
        return true;
    }

    private static bool TryReadEscape(string body, ref int at, List<byte> bytes)
    {
        if (at + 1 >= body.Length)
        {
            return false;
        }

        char kind = body[at + 1];
        at += 2;
        return kind switch
        {
            'x' => TryReadNumber(body, ref at, 2, 16, out uint value) && TryAppendByte(bytes, value),
            'u' => TryReadNumber(body, ref at, 4, 16, out uint value) && TryAppendRune(bytes, value),
            'U' => TryReadNumber(body, ref at, 8, 16, out uint value) && TryAppendRune(bytes, value),
            >= '0' and <= '7' => TryReadOctal(body, ref at, bytes),
            _ => SimpleEscape(kind) is byte simple && TryAppendByte(bytes, simple),
        };
    }

    private static bool TryReadOctal(string body, ref int at, List<byte> bytes)
    {
        at--;
        return TryReadNumber(body, ref at, 3, 8, out uint value) && TryAppendByte(bytes, value);
    }

    private static byte? SimpleEscape(char kind) => kind switch
    {
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => 10,
        'r' => 13,
        't' => 9,
        'v' => 11,
        '\\' or '"' => (byte)kind,
        _ => null,
    };

    private static bool TryReadNumber(string body, ref int at, int digits, uint radix, out uint value)
    {
        value = 0;
        if (at + digits > body.Length)
        {
            return false;
        }

        foreach (char c in body.AsSpan(at, digits))
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }

            uint digit = (uint)(char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
            if (digit >= radix)
            {
                return false;
            }

            value = (value * radix) + digit;
        }

        at += digits;
        return true;
    }

    private static bool TryAppendByte(List<byte> bytes, uint value)
    {
        bytes.Add((byte)value);
        return value <= byte.MaxValue;
    }

    private static bool TryAppendRune(List<byte> bytes, uint value)
    {
        if (!Rune.TryCreate(value, out Rune rune))
        {
            return false;
        }

        AppendRune(bytes, rune);
        return true;
    }

    private static void AppendRune(List<byte> bytes, Rune rune)
    {
        Span<byte> buffer = stackalloc byte[4];
        bytes.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
    }
}
