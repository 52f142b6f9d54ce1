using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Sutler.Go.Json;

/// <summary>Decodes the inside of a JSON string whose form was checked.</summary>
internal static class GoJsonText
{
    internal static GoJsonValue.Text Decode(ReadOnlySpan<byte> raw, bool escaped)
    {
        string text = Utf8.IsValid(raw) ? Encoding.UTF8.GetString(raw) : ReplaceBadBytes(raw);
        return new GoJsonValue.Text(escaped ? Unescape(text) : text, text);
    }

    /// <summary>Each byte that is part of no character becomes one U+FFFD; .NET's own replacement takes several together.</summary>
    private static string ReplaceBadBytes(ReadOnlySpan<byte> raw)
    {
        var output = new StringBuilder(raw.Length);
        while (!raw.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(raw, out Rune rune, out int used);
            _ = output.Append(rune.ToString());
            raw = raw[(status == OperationStatus.Done ? used : 1)..];
        }

        return output.ToString();
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
