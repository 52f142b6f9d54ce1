using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sutler.Transfer.Urls;

/// <summary>The part of a URL that a text stands in; each leaves other characters bare.</summary>
internal enum UrlPart
{
    /// <summary>A whole path: only <c>?</c> of the reserved characters is escaped.</summary>
    Path,

    /// <summary>One path segment: <c>/ ; , ?</c> are escaped.</summary>
    Segment,

    /// <summary>User name or password: <c>@ / ? :</c> are escaped.</summary>
    UserInfo,

    /// <summary>Host and port.</summary>
    Host,
}

/// <summary>Percent-encoding with exactly the sets of Go's net/url, because the encoded form is what proxies and error texts show.</summary>
/// <remarks>Go's encoder escapes <c>!</c>, which is why <c>!azure</c> travels as <c>%21azure</c>. Spec: EP-1.</remarks>
internal static class UrlEscaping
{
    private const string ReservedInPaths = "$&+,/:;=@";

    /// <summary>Encodes the UTF-8 bytes of <paramref name="text"/>.</summary>
    public static string Escape(string text, UrlPart part)
    {
        if (text.All(c => StaysBare(c, part)))
        {
            return text;
        }
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (StaysBare((char)b, part))
            {
                escaped.Append((char)b);
            }
            else
            {
                escaped.Append('%').Append(Convert.ToHexString([b]));
            }
        }
        return escaped.ToString();
    }

    /// <summary>Decodes; false with Go's words when a <c>%</c> is malformed or, in a host, a character is not allowed.</summary>
    public static bool TryUnescape(string text, UrlPart part, [NotNullWhen(true)] out string? decoded, [NotNullWhen(false)] out string? reason)
    {
        (decoded, reason) = (null, null);
        var bytes = new List<byte>(text.Length);
        var source = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == '%')
            {
                if (i + 2 >= source.Length || !char.IsAsciiHexDigit((char)source[i + 1]) || !char.IsAsciiHexDigit((char)source[i + 2]))
                {
                    reason = "invalid URL escape " + UrlText.Quote(Encoding.UTF8.GetString(source.AsSpan(i, Math.Min(3, source.Length - i))));
                    return false;
                }
                var value = Convert.FromHexString(Encoding.ASCII.GetString(source, i + 1, 2))[0];
                if (part == UrlPart.Host && value < 0x80 && value != '%')
                {
                    reason = "invalid URL escape " + UrlText.Quote(Encoding.ASCII.GetString(source, i, 3));
                    return false;
                }
                bytes.Add(value);
                i += 2;
                continue;
            }
            if (part == UrlPart.Host && source[i] < 0x80 && !StaysBare((char)source[i], part))
            {
                reason = "invalid character " + UrlText.Quote(((char)source[i]).ToString()) + " in host name";
                return false;
            }
            bytes.Add(source[i]);
        }
        decoded = Encoding.UTF8.GetString([.. bytes]);
        return true;
    }

    /// <summary>Whether an encoded path may be sent as written. The sub-delimiters and brackets are tolerated bare.</summary>
    public static bool IsValidPathEncoding(string path) =>
        path.All(c => c is '!' or '\'' or '(' or ')' or '*' or '[' or ']' or '%' || StaysBare(c, UrlPart.Path));

    private static bool StaysBare(char c, UrlPart part)
    {
        if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~')
        {
            return true;
        }
        return part switch
        {
            UrlPart.Path => ReservedInPaths.Contains(c),
            UrlPart.Segment => c is '$' or '&' or '+' or ':' or '=' or '@',
            UrlPart.UserInfo => c is '$' or '&' or '+' or ',' or ';' or '=',
            _ => "!$&'()*+,;=:[]<>\"".Contains(c),
        };
    }
}
