using System.Text;

namespace Sutler.Transfer.Urls;

/// <summary>How URLs are shown in errors.</summary>
internal static class UrlText
{
    /// <summary>The text in double quotes, control characters and quotes escaped, so that a hostile URL cannot steer a terminal.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\x7f' => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>Hides what stands between <c>//user:</c> and <c>@</c> in a text that could not be parsed as a URL. Spec: AUTH-8.</summary>
    public static string RedactUnparsed(string text)
    {
        var at = text.LastIndexOf('@');
        if (at < 0)
        {
            return text;
        }
        var start = text.IndexOf("//", StringComparison.Ordinal) is var slashes and >= 0 && slashes < at ? slashes + 2 : 0;
        var colon = text.IndexOf(':', start);
        return colon < 0 || colon > at ? text : text[..(colon + 1)] + "xxxxx" + text[at..];
    }
}
