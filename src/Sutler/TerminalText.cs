using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sutler;

/// <summary>
/// Makes text from outside harmless for a terminal: a server must not move the cursor, ring the bell, turn lines around or fill the screen.
/// </summary>
internal static class TerminalText
{
    // Longer than any path; what a server can send as one name is far longer.
    private const int LongestLine = 8192;
    // Controls but tab and line feed, and the characters that change the direction of what follows.
    private static readonly SearchValues<char> Harmful = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x20).Select(code => (char)code).Except(['\t', '\n']),
        .. Enumerable.Range(0x7f, 0x21).Select(code => (char)code),
        '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069',
    ]);

    /// <summary>The text with each harmful character written as its escape, such as <c>\x1b</c>, and endless lines cut.</summary>
    public static string Clean(string text) => Escape(text.Length > LongestLine ? Cut(text) : text);

    private static string Cut(string text) => string.Join(
        '\n', text.Split('\n').Select(line => line.Length > LongestLine ? line[..LongestLine] + "[Truncated: too long.]" : line));

    private static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny(Harmful) < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (Harmful.Contains(character))
            {
                clean.Append(CultureInfo.InvariantCulture, $"{(character < 0x100 ? "\\x" : "\\u")}{(int)character:x2}");
            }
            else
            {
                clean.Append(character);
            }
        }

        return clean.ToString();
    }
}
