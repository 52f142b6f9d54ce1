using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sutler.TestKit.Scripts;

/// <summary>Regular expressions as the go command's scripts write them (RE2 syntax, multi-line).</summary>
public static class GoRegex
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Translates <paramref name="pattern"/> where the two syntaxes differ and compiles it with <c>(?m)</c>.</summary>
    public static Regex Compile(string pattern) => new(Translate(pattern), RegexOptions.Multiline | RegexOptions.CultureInvariant, Limit);

    /// <summary>Escapes <paramref name="text"/> so that it matches itself, outside and inside brackets.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var quoted = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (@"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal))
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.ToString();
    }

    private static string Translate(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var to = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (rest.StartsWith("\\Q"))
            {
                var end = pattern.IndexOf("\\E", i, StringComparison.Ordinal);
                to.Append(Quote(pattern[(i + 2)..(end < 0 ? pattern.Length : end)]));
                i = end < 0 ? pattern.Length : end + 1;
            }
            else if (rest.StartsWith("\\x{"))
            {
                var end = pattern.IndexOf('}', i);
                to.Append(Quote(char.ConvertFromUtf32(int.Parse(pattern.AsSpan(i + 3, end - i - 3), NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
                i = end;
            }
            else if (rest[0] == '\\' && rest.Length > 1)
            {
                to.Append(EscapeOf(rest[1], inClass));
                i++;
            }
            else if (rest.StartsWith("(?P<"))
            {
                to.Append("(?<");
                i += 3;
            }
            else if (inClass && rest.StartsWith("[:"))
            {
                var end = pattern.IndexOf(":]", i, StringComparison.Ordinal);
                to.Append(PosixClass(pattern[(i + 2)..end]));
                i = end + 1;
            }
            else if (rest[0] == '[')
            {
                to.Append(inClass ? "\\[" : "[");
                if (!inClass && rest.StartsWith("[^]"))
                {
                    to.Append("^\\]");
                    i += 2;
                }
                else if (!inClass && rest.StartsWith("[]"))
                {
                    to.Append("\\]");
                    i++;
                }

                inClass = true;
            }
            else
            {
                inClass &= rest[0] != ']';
                to.Append(rest[0]);
            }
        }

        return to.ToString();
    }

    private static string EscapeOf(char c, bool inClass) => (c, inClass) switch
    {
        ('d', true) => "0-9",
        ('d', false) => "[0-9]",
        ('D', _) => "[^0-9]",
        ('w', true) => "0-9A-Za-z_",
        ('w', false) => "[0-9A-Za-z_]",
        ('W', _) => "[^0-9A-Za-z_]",
        ('s', true) => @"\t\n\f\r ",
        ('s', false) => @"[\t\n\f\r ]",
        ('S', false) => @"[^\t\n\f\r ]",
        _ => "\\" + c,
    };

    private static string PosixClass(string name) => name switch
    {
        "alpha" => "A-Za-z",
        "digit" => "0-9",
        "alnum" => "0-9A-Za-z",
        "space" => @"\t\n\v\f\r ",
        "xdigit" => "0-9A-Fa-f",
        _ => throw new FormatException($"character class [:{name}:]"),
    };
}
