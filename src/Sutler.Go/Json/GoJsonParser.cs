using System.Text;
using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Json;

/// <summary>The recursive descent behind <see cref="GoJson"/>; after the first error everything returns at once.</summary>
internal ref struct GoJsonParser
{
    internal const string EndOfInput = "unexpected end of JSON input";
    private static readonly GoJsonValue Nothing = new GoJsonValue.Null();
    private readonly ReadOnlySpan<byte> _data;
    private int _depth;

    internal GoJsonParser(ReadOnlySpan<byte> data, int position)
    {
        _data = data;
        Position = position;
    }

    internal int Position { get; private set; }

    internal ParseError? Error { get; private set; }

    private readonly bool AtEnd => Position >= _data.Length;

    internal GoJsonValue Document()
    {
        GoJsonValue value = Value();
        SkipSpace();
        if (Error is null && !AtEnd)
        {
            Unexpected("after top-level value");
        }

        return value;
    }

    internal GoJsonValue? Next()
    {
        SkipSpace();
        return AtEnd ? null : Value();
    }

    private GoJsonValue Value()
    {
        SkipSpace();
        return Peek() switch
        {
            (byte)'{' => Object(),
            (byte)'[' => Array(),
            (byte)'"' => Text(),
            (byte)'t' => Literal("true", new GoJsonValue.Bool(true)),
            (byte)'f' => Literal("false", new GoJsonValue.Bool(false)),
            (byte)'n' => Literal("null", Nothing),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Number(),
            _ => Unexpected("looking for beginning of value"),
        };
    }

    private GoJsonValue Object()
    {
        List<KeyValuePair<string, GoJsonValue>> members = [];
        if (!Open() || Closes('}'))
        {
            return new GoJsonValue.Object(members);
        }

        do
        {
            SkipSpace();
            if (Peek() != '"')
            {
                return Unexpected("looking for beginning of object key string");
            }

            string key = Text() is GoJsonValue.Text text ? text.Value : "";
            SkipSpace();
            if (Error is null && !Takes(':'))
            {
                return Unexpected("after object key");
            }

            if (Error is null)
            {
                members.Add(new(key, Value()));
                SkipSpace();
            }
        }
        while (Error is null && Takes(','));
        return Close('}', "after object key:value pair", new GoJsonValue.Object(members));
    }

    private GoJsonValue Array()
    {
        List<GoJsonValue> items = [];
        if (!Open() || Closes(']'))
        {
            return new GoJsonValue.Array(items);
        }

        do
        {
            items.Add(Value());
            SkipSpace();
        }
        while (Error is null && Takes(','));
        return Close(']', "after array element", new GoJsonValue.Array(items));
    }

    private bool Open()
    {
        if (++_depth > GoJson.MaxDepth)
        {
            _ = Unexpected("exceeded max depth");
        }

        Position++;

        return Error is null;
    }

    private bool Closes(char bracket)
    {
        SkipSpace();
        bool closes = Takes(bracket);
        _depth -= closes ? 1 : 0;
        return closes;
    }

    private GoJsonValue Close(char bracket, string otherwise, GoJsonValue value)
    {
        if (Error is null && !Takes(bracket))
        {
            return Unexpected(otherwise);
        }

        _depth--;
        return value;
    }

    private GoJsonValue Literal(string word, GoJsonValue value)
    {
        foreach (char expected in word)
        {
            if (!Takes(expected))
            {
                return Unexpected($"in literal {word} (expecting '{expected}')");
            }
        }

        return value;
    }

    private GoJsonValue Number()
    {
        int start = Position;
        _ = Takes('-');
        if (!Takes('0') && !Digits())
        {
            return Unexpected("in numeric literal");
        }

        if (Takes('.') && !Digits())
        {
            return Unexpected("after decimal point in numeric literal");
        }

        if ((Takes('e') || Takes('E')) && !((Takes('+') || Takes('-') || true) && Digits()))
        {
            return Unexpected("in exponent of numeric literal");
        }

        return new GoJsonValue.Number(Encoding.ASCII.GetString(_data[start..Position]));
    }

    private bool Digits()
    {
        int start = Position;
        while (Peek() is >= '0' and <= '9')
        {
            Position++;
        }

        return Position > start;
    }

    private GoJsonValue Text()
    {
        int start = ++Position;
        bool escaped = false;
        for (; ; Position++)
        {
            switch (Peek())
            {
                case < 0x20:
                    return Unexpected("in string literal");
                case '"':
                    GoJsonValue text = GoJsonText.Decode(_data[start..Position], escaped);
                    Position++;
                    return text;
                case '\\':
                    escaped = true;
                    Position++;
                    if (!Escape())
                    {
                        return Nothing;
                    }

                    break;
            }
        }
    }

    /// <summary>Checks the rest of an escape and stops at its last character.</summary>
    private bool Escape()
    {
        if (Peek() != 'u')
        {
            if (Peek() < 0 || !"bfnrt\\/\"".Contains((char)Peek()))
            {
                _ = Unexpected("in string escape code");
            }

            return Error is null;
        }

        for (int digit = 0; digit < 4; digit++)
        {
            Position++;
            if (Peek() < 0 || !char.IsAsciiHexDigit((char)Peek()))
            {
                _ = Unexpected("in \\u hexadecimal character escape");
                return false;
            }
        }

        return true;
    }

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
        {
            Position++;
        }
    }

    private readonly int Peek() => AtEnd ? -1 : _data[Position];

    private bool Takes(char expected)
    {
        bool taken = Peek() == expected;
        Position += taken ? 1 : 0;
        return taken;
    }

    private GoJsonValue Unexpected(string context)
    {
        Error ??= new ParseError(AtEnd ? EndOfInput : $"invalid character {Quote((char)_data[Position])} {context}");
        return Nothing;
    }

    /// <summary>A byte, taken for the character of that number, in single quotes.</summary>
    private static string Quote(char c) => c switch
    {
        '\'' => "'\\''",
        '"' => "'\"'",
        _ => "'" + GoQuoting.Quote(c.ToString())[1..^1] + "'",
    };
}
