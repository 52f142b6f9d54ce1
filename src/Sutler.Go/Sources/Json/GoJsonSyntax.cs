using System.Text;

namespace Sutler.Go.Sources.Json;

/// <summary>Checks that bytes are one JSON value, with the words Go's encoding/json has for what is wrong.</summary>
/// <remarks>One pass, no recursion, at most <see cref="MaxDepth"/> open brackets.</remarks>
internal sealed class GoJsonSyntax
{
    private const int MaxDepth = 10_000;

    private readonly byte[] _json;
    private readonly Stack<byte> _open = new();
    private int _at;
    private string? _error;

    private GoJsonSyntax(byte[] json) => _json = json;

    /// <summary>Null for valid JSON; else a text such as <c>invalid character 'i' looking for beginning of value</c>.</summary>
    public static string? FirstError(ReadOnlySpan<byte> json)
    {
        var check = new GoJsonSyntax(json.ToArray());
        check.Run();
        return check._error;
    }

    private void Run()
    {
        while (Value() && AfterValue())
        {
        }
    }

    /// <summary>Reads a scalar, or opens a bracket that is not closed at once; an empty one is a whole value.</summary>
    private bool Value()
    {
        while (true)
        {
            SkipSpace();
            if (!Peek(out var first))
            {
                return false;
            }
            if (first is not ((byte)'{' or (byte)'['))
            {
                return Scalar(first);
            }
            _at++;
            _open.Push(first);
            if (_open.Count > MaxDepth)
            {
                return Fail("exceeded max depth");
            }
            SkipSpace();
            if (!Peek(out var next))
            {
                return false;
            }
            if (next == (first == '{' ? '}' : ']'))
            {
                _at++;
                _open.Pop();
                return true;
            }
            if (first == '{' && !Key())
            {
                return false;
            }
        }
    }

    /// <summary>Closes what ends here; true when another value follows.</summary>
    private bool AfterValue()
    {
        while (true)
        {
            SkipSpace();
            if (_open.Count == 0)
            {
                return _at < _json.Length && Unexpected("after top-level value");
            }
            if (!Peek(out var next))
            {
                return false;
            }
            var inObject = _open.Peek() == '{';
            if (next == (inObject ? '}' : ']'))
            {
                _open.Pop();
                _at++;
                continue;
            }
            if (next != ',')
            {
                return Unexpected(inObject ? "after object key:value pair" : "after array element");
            }
            _at++;
            SkipSpace();
            return !inObject || Key();
        }
    }

    private bool Key()
    {
        if (!Peek(out var quote))
        {
            return false;
        }
        if (quote != '"')
        {
            return Unexpected("looking for beginning of object key string");
        }
        if (!Text())
        {
            return false;
        }
        SkipSpace();
        if (!Peek(out var colon))
        {
            return false;
        }
        _at++;
        return colon == ':' || Unexpected("after object key", _at - 1);
    }

    private bool Scalar(byte first) => first switch
    {
        (byte)'"' => Text(),
        (byte)'t' => Word("true"),
        (byte)'f' => Word("false"),
        (byte)'n' => Word("null"),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Number(),
        _ => Unexpected("looking for beginning of value"),
    };

    private bool Word(string word)
    {
        for (var i = 0; i < word.Length; i++, _at++)
        {
            if (!Peek(out var next))
            {
                return false;
            }
            if (next != word[i])
            {
                return Unexpected($"in literal {word} (expecting '{word[i]}')");
            }
        }
        return true;
    }

    private bool Text()
    {
        _at++;
        while (Peek(out var next))
        {
            if (next == '"')
            {
                _at++;
                return true;
            }
            if (next < 0x20)
            {
                return Unexpected("in string literal");
            }
            _at++;
            if (next == '\\' && !Escape())
            {
                return false;
            }
        }
        return false;
    }

    private bool Escape()
    {
        if (!Peek(out var kind))
        {
            return false;
        }
        if ("\"\\/bfnrt".Contains((char)kind))
        {
            _at++;
            return true;
        }
        if (kind != 'u')
        {
            return Unexpected("in string escape code");
        }
        _at++;
        for (var i = 0; i < 4; i++, _at++)
        {
            if (!Peek(out var digit))
            {
                return false;
            }
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return Unexpected("in \\u hexadecimal character escape");
            }
        }
        return true;
    }

    private bool Number()
    {
        _at += _json[_at] == '-' ? 1 : 0;
        if (!Peek(out var first))
        {
            return false;
        }
        if (first == '0')
        {
            _at++;
        }
        else if (!Digits("in numeric literal"))
        {
            return false;
        }
        if (_at < _json.Length && _json[_at] == '.')
        {
            _at++;
            if (!Digits("after decimal point in numeric literal"))
            {
                return false;
            }
        }
        if (_at < _json.Length && _json[_at] is (byte)'e' or (byte)'E')
        {
            _at++;
            _at += _at < _json.Length && _json[_at] is (byte)'+' or (byte)'-' ? 1 : 0;
            return Digits("in exponent of numeric literal");
        }
        return true;
    }

    private bool Digits(string where)
    {
        if (!Peek(out var first))
        {
            return false;
        }
        if (!char.IsAsciiDigit((char)first))
        {
            return Unexpected(where);
        }
        while (_at < _json.Length && char.IsAsciiDigit((char)_json[_at]))
        {
            _at++;
        }
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    private bool Peek(out byte next)
    {
        next = _at < _json.Length ? _json[_at] : (byte)0;
        return _at < _json.Length || Fail("unexpected end of JSON input");
    }

    private bool Unexpected(string where) => Unexpected(where, _at);

    private bool Unexpected(string where, int at) => Fail($"invalid character {QuoteByte(_json[at])} {where}");

    private bool Fail(string error)
    {
        _error ??= error;
        return false;
    }

    // Go quotes the single byte as if it were a character of its own.
    private static string QuoteByte(byte value) => value switch
    {
        (byte)'\'' => @"'\''",
        (byte)'"' => "'\"'",
        _ => GoModules.GoQuoting.QuoteRune(new Rune((char)value)),
    };
}
