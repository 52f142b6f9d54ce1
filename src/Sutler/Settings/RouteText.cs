using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Server;

namespace Sutler.Settings;

/// <summary>Reads <c>HEADER: VALUE URL</c>: the requests that come from a source of their own.</summary>
internal static class RouteText
{
    /// <summary>The route; throws <see cref="FormatException"/> without the URL, in which a password may stand.</summary>
    public static HeaderRoute Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var blank = text.LastIndexOf(' ');
        if (colon <= 0 || blank <= colon || !IsToken(text.AsSpan(0, colon)) || text[(colon + 1)..blank].Trim() is not { Length: > 0 } value || !IsVisible(value))
        {
            throw new FormatException("must be HEADER: VALUE URL, such as X-Sutler-Upstream: canary https://proxy.example.com");
        }

        try
        {
            return ProxyList.Parse(text[(blank + 1)..], new GlobList("")) is [{ IsProxy: true } proxy]
                ? new HeaderRoute(text[..colon], value, proxy.PublicUrl)
                : throw new FormatException("must end with the URL of one proxy");
        }
        catch (SutlerException error)
        {
            throw new FormatException("must end with the URL of one proxy", error);
        }
    }

    // RFC 9110, 5.6.2.
    private static bool IsToken(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsVisible(string text) => text.All(static c => c is >= ' ' and <= '~');
}
