using System.Globalization;
using System.Text;

namespace Sutler.Go.Json;

/// <summary>Decodes the inside of a JSON string whose form was checked.</summary>
internal static class GoJsonText
{
    internal static string Decode(ReadOnlySpan<byte> raw, bool escaped)
    {
        string text = Encoding.UTF8.GetString(raw);
        return escaped ? Unescape(text) : text;
    }

    private static string Unescape(string text)
    {
        var output = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                _ = output.Append(text[i]);
            }
            else if (text[++i] != 'u')
            {
                _ = output.Append(Short(text[i]));
            }
            else
            {
                _ = output.Append(Unit(text, i + 1));
                i += 4;
            }
        }

        return ReplaceHalfPairs(output);
    }

    private static char Short(char letter) => letter switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => letter,
    };

    private static char Unit(string text, int at) =>
        (char)ushort.Parse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static string ReplaceHalfPairs(StringBuilder output)
    {
        string text = output.ToString();
        _ = output.Clear();
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = output.Append(rune.ToString());
        }

        return output.ToString();
    }
}
