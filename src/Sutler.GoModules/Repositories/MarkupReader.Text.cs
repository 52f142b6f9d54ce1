using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sutler.GoModules.Repositories;

/// <content>Text, in and outside of quotes, and what stands for characters in it.</content>
internal ref partial struct MarkupReader
{
    /// <summary>Where a text ends.</summary>
    private enum TextEnd
    {
        /// <summary>Before the next <c>&lt;</c>.</summary>
        Markup,

        /// <summary>Behind <c>"</c>.</summary>
        DoubleQuote,

        /// <summary>Behind <c>'</c>.</summary>
        Quote,

        /// <summary>Behind <c>]]&gt;</c>.</summary>
        Section,
    }

    /// <summary>The text with its entities resolved, line ends made one character; good until the next is read. A text may end with the page, a section may not.</summary>
    private ReadOnlySpan<byte> ReadText(TextEnd end)
    {
        _text.ResetWrittenCount();
        // Where the bytes begin that stand one after the other as they came, no entity among them.
        var plain = _at;
        while (true)
        {
            if (_at == _page.Length)
            {
                if (end == TextEnd.Section)
                {
                    throw Broken("unexpected EOF in CDATA section");
                }

                break;
            }

            var letter = _page[_at++];
            if (letter == '>' && end is TextEnd.Markup or TextEnd.Section && _at - plain > 2 && _page[_at - 2] == ']' && _page[_at - 3] == ']')
            {
                if (end == TextEnd.Markup)
                {
                    throw Broken("unescaped ]]> not in CDATA section");
                }

                break;
            }

            if (letter == '<' && end != TextEnd.Section)
            {
                _at = end == TextEnd.Markup ? _at - 1 : throw Broken("unescaped < inside quoted string");
                break;
            }

            if ((end == TextEnd.DoubleQuote && letter == '"') || (end == TextEnd.Quote && letter == '\''))
            {
                break;
            }

            if (letter == '&' && end != TextEnd.Section)
            {
                ReadEntity();
                plain = _at;
            }
            else if (letter == '\r')
            {
                Write((byte)'\n');
            }
            else if (!(letter == '\n' && _at - plain > 1 && _page[_at - 2] == '\r'))
            {
                Write(letter);
            }
        }

        CheckCharacters(_text.WrittenSpan);
        return _text.WrittenSpan;
    }

    // What is none stays as it is written.
    private void ReadEntity()
    {
        var start = _at - 1;
        var meaning = Need() == '#' ? ReadNumber() : ReadNamed();
        if (meaning is { } rune)
        {
            _text.Advance(rune.EncodeToUtf8(_text.GetSpan(4)));
        }
        else
        {
            _text.Write(_page[start.._at]);
        }
    }

    private Rune? ReadNumber()
    {
        var style = NumberStyles.None;
        if (Need() == 'x')
        {
            style = NumberStyles.AllowHexSpecifier;
        }
        else
        {
            _at--;
        }

        var start = _at;
        while (IsDigit(Need(), style))
        {
        }

        var digits = _page[start..--_at];
        if (!EndsEntity() || !ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var number) || number > 0x10FFFF)
        {
            return null;
        }

        return Rune.IsValid((int)number) ? new Rune((int)number) : Rune.ReplacementChar;
    }

    private static bool IsDigit(byte letter, NumberStyles style) =>
        style == NumberStyles.None ? char.IsAsciiDigit((char)letter) : char.IsAsciiHexDigit((char)letter);

    private Rune? ReadNamed()
    {
        var start = --_at;
        SkipName();
        // A name that is none may be followed by anything too.
        var name = _page[start.._at];
        if (_at == _page.Length)
        {
            Need();
        }

        return !EndsEntity() ? null
            : name.SequenceEqual("lt"u8) ? new Rune('<')
            : name.SequenceEqual("gt"u8) ? new Rune('>')
            : name.SequenceEqual("amp"u8) ? new Rune('&')
            : name.SequenceEqual("apos"u8) ? new Rune('\'')
            : name.SequenceEqual("quot"u8) ? new Rune('"')
            : null;
    }

    private bool EndsEntity()
    {
        var ends = _page[_at] == ';';
        _at += ends ? 1 : 0;
        return ends;
    }

    private void Write(byte letter)
    {
        _text.GetSpan(1)[0] = letter;
        _text.Advance(1);
    }

    private readonly void CheckCharacters(ReadOnlySpan<byte> text)
    {
        for (var rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var length) != OperationStatus.Done)
            {
                throw Broken("invalid UTF-8");
            }

            if (rune.Value is < 0x20 and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF)
            {
                throw Broken(string.Create(CultureInfo.InvariantCulture, $"illegal character code U+{rune.Value:X4}"));
            }

            rest = rest[length..];
        }
    }
}
