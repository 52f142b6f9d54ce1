using System.Text;

namespace Sutler.GoModules.Json;

/// <summary>Finds where a JSON value ends, and says what is wrong with one in the words of Go's encoding/json.</summary>
/// <remarks>
/// Stricter and laxer than System.Text.Json exactly where Go is: invalid UTF-8 and lone surrogates pass, a byte order mark does not,
/// values may follow each other without a separator. Nesting is bounded by <see cref="MaxDepth"/> and kept on the heap.
/// </remarks>
public static class GoJsonScanner
{
    /// <summary>Arrays and objects inside each other, as many as Go allows.</summary>
    public const int MaxDepth = 10_000;

    /// <summary>Skips white space; the result is the length of <paramref name="data"/> when nothing else follows.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> data, int at)
    {
        while (at < data.Length && data[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        return at;
    }

    /// <summary>The position after the value that begins at <paramref name="at"/>, where no white space is.</summary>
    /// <exception cref="FormatException">It is no JSON value; the text is Go's.</exception>
    public static int ValueEnd(ReadOnlySpan<byte> data, int at)
    {
        var open = new Stack<byte>();
        while (true)
        {
            at = BeginValue(data, at, open, out var complete);
            while (complete)
            {
                if (open.Count == 0)
                {
                    return at;
                }

                at = AfterElement(data, at, open, out complete);
            }
        }
    }

    /// <summary>Reads a scalar whole, or the opening of an array or object up to its first element.</summary>
    private static int BeginValue(ReadOnlySpan<byte> data, int at, Stack<byte> open, out bool complete)
    {
        at = SkipSpace(data, at);
        var first = Byte(data, at);
        complete = true;
        switch (first)
        {
            case (byte)'{' or (byte)'[':
                return Open(data, at, open, out complete);
            case (byte)'"':
                return StringEnd(data, at);
            case (byte)'t':
                return Literal(data, at, "true");
            case (byte)'f':
                return Literal(data, at, "false");
            case (byte)'n':
                return Literal(data, at, "null");
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return NumberEnd(data, at);
            default:
                throw Invalid(first, "looking for beginning of value");
        }
    }

    private static int Open(ReadOnlySpan<byte> data, int at, Stack<byte> open, out bool complete)
    {
        var bracket = data[at];
        if (open.Count == MaxDepth)
        {
            throw Invalid(bracket, "exceeded max depth");
        }

        at = SkipSpace(data, at + 1);
        complete = Byte(data, at) == Closing(bracket);
        if (complete)
        {
            return at + 1;
        }

        open.Push(bracket);
        return bracket == (byte)'{' ? Key(data, at) : at;
    }

    /// <summary>After an element comes a comma and another (not <paramref name="complete"/>), or the end of what holds it.</summary>
    private static int AfterElement(ReadOnlySpan<byte> data, int at, Stack<byte> open, out bool complete)
    {
        at = SkipSpace(data, at);
        var next = Byte(data, at);
        var bracket = open.Peek();
        complete = next == Closing(bracket);
        if (complete)
        {
            open.Pop();
            return at + 1;
        }

        if (next != (byte)',')
        {
            throw Invalid(next, bracket == (byte)'{' ? "after object key:value pair" : "after array element");
        }

        return bracket == (byte)'{' ? Key(data, SkipSpace(data, at + 1)) : at + 1;
    }

    /// <summary>Reads a key and its colon.</summary>
    private static int Key(ReadOnlySpan<byte> data, int at)
    {
        if (Byte(data, at) != (byte)'"')
        {
            throw Invalid(data[at], "looking for beginning of object key string");
        }

        at = SkipSpace(data, StringEnd(data, at));
        return Byte(data, at) == (byte)':' ? at + 1 : throw Invalid(data[at], "after object key");
    }

    private static int StringEnd(ReadOnlySpan<byte> data, int at)
    {
        for (at++; Byte(data, at) != (byte)'"'; at++)
        {
            if (data[at] < 0x20)
            {
                throw Invalid(data[at], "in string literal");
            }

            if (data[at] == (byte)'\\')
            {
                at = EscapeEnd(data, at + 1);
            }
        }

        return at + 1;
    }

    /// <summary>The position of the last byte of the escape whose letter is at <paramref name="at"/>.</summary>
    private static int EscapeEnd(ReadOnlySpan<byte> data, int at)
    {
        if (Byte(data, at) != (byte)'u')
        {
            return "bfnrt\\/\""u8.Contains(data[at]) ? at : throw Invalid(data[at], "in string escape code");
        }

        for (var digits = 0; digits < 4; digits++)
        {
            if (!char.IsAsciiHexDigit((char)Byte(data, ++at)))
            {
                throw Invalid(data[at], "in \\u hexadecimal character escape");
            }
        }

        return at;
    }

    private static int NumberEnd(ReadOnlySpan<byte> data, int at)
    {
        if (data[at] == (byte)'-')
        {
            at++;
        }

        at = Byte(data, at) == (byte)'0' ? at + 1 : Digits(data, at, "in numeric literal");
        if (at < data.Length && data[at] == (byte)'.')
        {
            at = Digits(data, at + 1, "after decimal point in numeric literal");
        }

        if (at < data.Length && data[at] is (byte)'e' or (byte)'E')
        {
            at++;
            at = Digits(data, Byte(data, at) is (byte)'+' or (byte)'-' ? at + 1 : at, "in exponent of numeric literal");
        }

        return at;
    }

    /// <summary>At least one digit.</summary>
    private static int Digits(ReadOnlySpan<byte> data, int at, string context)
    {
        if (!char.IsAsciiDigit((char)Byte(data, at)))
        {
            throw Invalid(data[at], context);
        }

        while (at < data.Length && char.IsAsciiDigit((char)data[at]))
        {
            at++;
        }

        return at;
    }

    private static int Literal(ReadOnlySpan<byte> data, int at, string word)
    {
        for (var i = 1; i < word.Length; i++)
        {
            if (Byte(data, at + i) != word[i])
            {
                throw Invalid(data[at + i], $"in literal {word} (expecting '{word[i]}')");
            }
        }

        return at + word.Length;
    }

    private static byte Closing(byte bracket) => bracket == (byte)'{' ? (byte)'}' : (byte)']';

    private static byte Byte(ReadOnlySpan<byte> data, int at) => at < data.Length ? data[at] : throw new FormatException("unexpected EOF");

    private static FormatException Invalid(byte found, string context) => new($"invalid character {Quote(found)} {context}");

    /// <summary>The byte as Go shows it: as the character of that number, escaped, between single quotes.</summary>
    private static string Quote(byte value) => value switch
    {
        (byte)'\'' => @"'\''",
        (byte)'"' => "'\"'",
        _ => $"'{GoQuoting.Quote(((char)value).ToString())[1..^1]}'",
    };
}
