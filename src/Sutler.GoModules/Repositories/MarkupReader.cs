using System.Buffers;
using System.Text;

namespace Sutler.GoModules.Repositories;

/// <summary>Reads a page token by token as XML with HTML's liberties: values without quotes, attributes without values, any entity.</summary>
/// <remarks>Elements need not match. <see cref="MarkupException"/> where even so it is no markup. DISC-6.</remarks>
internal ref partial struct MarkupReader
{
    private readonly ReadOnlySpan<byte> _page;
    private readonly List<(string Name, string Value)> _attributes = [];
    private readonly ArrayBufferWriter<byte> _text = new();
    private int _at;
    private bool _closesItself;

    public MarkupReader(ReadOnlySpan<byte> page) => _page = page;

    /// <summary>What was read last.</summary>
    public MarkupToken Token { get; private set; }

    /// <summary>The name of the element, without what stands before a colon.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The attributes of a start in their order; one without value has its name for it.</summary>
    public readonly IReadOnlyList<(string Name, string Value)> Attributes => _attributes;

    /// <summary>Goes to the next token; false at the end of the page.</summary>
    public bool Read()
    {
        if (_closesItself)
        {
            (_closesItself, Token) = (false, MarkupToken.End);
            return true;
        }

        if (_at == _page.Length)
        {
            return false;
        }

        Token = MarkupToken.Other;
        if (_page[_at] != '<')
        {
            ReadText(TextEnd.Markup);
            return true;
        }

        _at++;
        switch (Need())
        {
            case (byte)'/':
                ReadEnd();
                break;
            case (byte)'?':
                ReadInstruction();
                break;
            case (byte)'!':
                ReadDeclaration();
                break;
            default:
                _at--;
                ReadStart();
                break;
        }

        return true;
    }

    private void ReadEnd()
    {
        Token = MarkupToken.End;
        Name = ReadLocalName("expected element name after </");
        SkipBlanks();
        if (Need() != '>')
        {
            throw Broken($"invalid characters between </{Name} and >");
        }
    }

    private void ReadStart()
    {
        Token = MarkupToken.Start;
        Name = ReadLocalName("expected element name after <");
        _attributes.Clear();
        while (true)
        {
            SkipBlanks();
            switch (Need())
            {
                case (byte)'>':
                    return;
                case (byte)'/':
                    _closesItself = Need() == '>' ? true : throw Broken("expected /> in element");
                    return;
                default:
                    _at--;
                    ReadAttribute();
                    break;
            }
        }
    }

    private void ReadAttribute()
    {
        var name = ReadLocalName("expected attribute name in element");
        SkipBlanks();
        if (Need() != '=')
        {
            _at--;
            _attributes.Add((name, name));
            return;
        }

        SkipBlanks();
        _attributes.Add((name, Need() switch
        {
            (byte)'"' => Encoding.UTF8.GetString(ReadText(TextEnd.DoubleQuote)),
            (byte)'\'' => Encoding.UTF8.GetString(ReadText(TextEnd.Quote)),
            _ => ReadBareValue(),
        }));
    }

    // The characters that HTML allows in a value without quotes; others end it.
    private string ReadBareValue()
    {
        var start = --_at;
        while (IsBare(Need()))
        {
        }

        return Encoding.UTF8.GetString(_page[start..--_at]);
    }

    private static bool IsBare(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'_' or (byte)':' or (byte)'-';

    private void SkipBlanks()
    {
        while (_at < _page.Length && _page[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    /// <summary>The next byte, where the markup cannot end.</summary>
    private byte Need() => _at < _page.Length ? _page[_at++] : throw Broken("unexpected EOF");

    private readonly MarkupException Broken(string reason) => new($"XML syntax error on line {1 + _page[.._at].Count((byte)'\n')}: {reason}");
}
