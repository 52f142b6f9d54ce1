using System.Globalization;
using System.Text;

namespace Sutler.Go.Direct.Subversion;

/// <summary>Reads the XML that svn writes: elements, attributes, text and character references, and nothing else.</summary>
/// <remarks>
/// Not the framework's reader, which would make the program larger by half for two documents with seven elements. <see cref="FormatException"/>
/// where the text is no such XML. Bounds depth; the text itself is bounded by whoever read it.
/// </remarks>
public sealed class SubversionXml
{
    private const int MaxDepth = 16;

    private readonly string _document;
    private readonly List<string> _open = [];
    private readonly List<(string Name, string Value)> _attributes = [];
    private readonly StringBuilder _text = new();
    private int _at;
    private bool _closesItself;
    private bool _leaves;

    /// <summary>Reads a document.</summary>
    public SubversionXml(string document) => _document = document;

    /// <summary>Whether an element begins here, or else ends.</summary>
    public bool IsStart { get; private set; }

    /// <summary>The names of the elements that are open, the one that begins or ends included: <c>list/entry/name</c>.</summary>
    public string Path { get; private set; } = "";

    /// <summary>At the end of an element the text in it; nothing of use for one with elements in it.</summary>
    public string Text => _text.ToString();

    /// <summary>An attribute of the element that begins here, or null.</summary>
    public string? Attribute(string name) => _attributes.Find(attribute => attribute.Name == name).Value;

    /// <summary>Goes to the next beginning or end of an element; false at the end of the document.</summary>
    public bool Read()
    {
        if (_leaves)
        {
            _open.RemoveAt(_open.Count - 1);
            (_leaves, Path) = (false, string.Join('/', _open));
        }

        if (_closesItself)
        {
            _closesItself = false;
            return Leave();
        }

        if (IsStart)
        {
            _text.Clear();
        }

        while (_at < _document.Length && _document[_at] != '<')
        {
            ReadCharacter();
        }

        if (_at == _document.Length)
        {
            return _open.Count == 0 ? false : throw new FormatException($"no end of <{_open[^1]}>");
        }

        return ReadTag();
    }

    private bool ReadTag()
    {
        _at++;
        switch (Peek())
        {
            case '?':
                _at = _document.IndexOf("?>", _at, StringComparison.Ordinal) is >= 0 and var end ? end + 2 : throw new FormatException("no end of <?");
                return Read();
            case '/':
                _at++;
                var name = ReadName();
                SkipBlanks();
                Expect('>');
                return _open.Count > 0 && _open[^1] == name ? Leave() : throw new FormatException($"</{name}> without a beginning");
            default:
                ReadStart();
                return true;
        }
    }

    private void ReadStart()
    {
        var name = ReadName();
        _attributes.Clear();
        SkipBlanks();
        while (Peek() is not ('>' or '/'))
        {
            _attributes.Add(ReadAttribute());
            SkipBlanks();
        }

        _closesItself = Peek() == '/';
        _at += _closesItself ? 1 : 0;
        Expect('>');
        if (_open.Count == MaxDepth)
        {
            throw new FormatException("too deep");
        }

        _open.Add(name);
        _text.Clear();
        (IsStart, Path) = (true, string.Join('/', _open));
    }

    private bool Leave()
    {
        (IsStart, _leaves) = (false, true);
        return true;
    }

    private (string Name, string Value) ReadAttribute()
    {
        var name = ReadName();
        Expect('=');
        Expect('"');
        _text.Clear();
        while (Peek() != '"')
        {
            ReadCharacter();
        }

        _at++;
        return (name, _text.ToString());
    }

    private string ReadName()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '-' or '_')
        {
            _at++;
        }

        return _at > start ? _document[start.._at] : throw new FormatException($"no name at {start}");
    }

    private void ReadCharacter()
    {
        if (_document[_at] != '&')
        {
            _text.Append(_document[_at++]);
            return;
        }

        var end = _document.IndexOf(';', _at, Math.Min(12, _document.Length - _at));
        var name = end < 0 ? "" : _document[(_at + 1)..end];
        _text.Append(name switch
        {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "quot" => "\"",
            "apos" => "'",
            ['#', 'x', .. var digits] => Character(digits, NumberStyles.AllowHexSpecifier),
            ['#', .. var digits] => Character(digits, NumberStyles.None),
            _ => throw new FormatException($"no character at {_at}"),
        });
        _at = end + 1;
    }

    private static string Character(string digits, NumberStyles style) =>
        int.TryParse(digits, style, CultureInfo.InvariantCulture, out var number) && Rune.IsValid(number)
            ? new Rune(number).ToString()
            : throw new FormatException($"no character {digits}");

    private void SkipBlanks()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }

    private char Peek() => _at < _document.Length ? _document[_at] : throw new FormatException("unexpected end");

    private void Expect(char letter)
    {
        if (Peek() != letter)
        {
            throw new FormatException($"no '{letter}' at {_at}");
        }

        _at++;
    }
}
