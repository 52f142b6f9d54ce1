using System.Text;
using System.Xml;

namespace Sutler.GoModules.Repositories;

/// <content>Names.</content>
internal ref partial struct MarkupReader
{
    /// <summary>A name, without what stands before its colon if there is something on both sides of it.</summary>
    private string ReadLocalName(string otherwise)
    {
        var name = ReadName(otherwise);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon != name.LastIndexOf(':') ? throw Broken(otherwise)
            : colon <= 0 || colon == name.Length - 1 ? name
            : name[(colon + 1)..];
    }

    private string ReadName(string otherwise)
    {
        var start = _at;
        SkipName();
        if (_at == _page.Length)
        {
            throw Broken("unexpected EOF");
        }

        if (_at == start)
        {
            throw Broken(otherwise);
        }

        var name = Encoding.UTF8.GetString(_page[start.._at]);
        return IsName(name) ? name : throw Broken("invalid XML name: " + name);
    }

    private void SkipName()
    {
        while (_at < _page.Length && (_page[_at] >= 0x80 || char.IsAsciiLetterOrDigit((char)_page[_at]) || _page[_at] is (byte)'_' or (byte)':' or (byte)'.' or (byte)'-'))
        {
            _at++;
        }
    }

    // U+FFFD, which stands for what is not UTF-8, is in no name.
    private static bool IsName(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != ':' && !(i == 0 ? XmlConvert.IsStartNCNameChar(name[i]) : XmlConvert.IsNCNameChar(name[i])))
            {
                return false;
            }
        }

        return true;
    }
}
