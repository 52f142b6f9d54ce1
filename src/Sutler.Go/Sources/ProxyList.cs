using Sutler.Errors;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources;

/// <summary>Reads GOPROXY: an ordered list of proxies and keywords.</summary>
public static class ProxyList
{
    private static readonly char[] Separators = [',', '|'];

    /// <summary>
    /// The entries in order, the implicit <c>noproxy</c> first when GONOPROXY is set; nothing behind <c>direct</c> or <c>off</c>.
    /// Throws <see cref="SutlerException"/> for a list without entries or with an element that is no proxy URL; every look-up then
    /// fails with it. Spec: PROXY-1 to PROXY-4.
    /// </summary>
    public static IReadOnlyList<ProxyListEntry> Parse(string goproxy, GlobList gonoproxy)
    {
        var entries = Elements(goproxy).Select(Entry).ToList();
        if (entries.Count == 0)
        {
            throw new SutlerException("GOPROXY list is not the empty string, but contains no entries");
        }
        if (gonoproxy.Text.Length > 0 && goproxy is not ProxyListEntry.Direct)
        {
            entries.Insert(0, new ProxyListEntry(ProxyListEntry.NoProxy, FallBackOnAnyError: false));
        }
        return entries;
    }

    private static IEnumerable<(string Text, bool Any)> Elements(string goproxy)
    {
        for (var rest = goproxy; rest.Length > 0;)
        {
            var end = rest.IndexOfAny(Separators);
            var element = (end < 0 ? rest : rest[..end]).Trim();
            var any = end >= 0 && rest[end] == '|';
            rest = end < 0 ? "" : rest[(end + 1)..];
            if (element.Length == 0)
            {
                continue;
            }
            var isLast = element is ProxyListEntry.Direct or ProxyListEntry.Off;
            yield return (element, any && !isLast);
            if (isLast)
            {
                yield break;
            }
        }
    }

    private static ProxyListEntry Entry((string Text, bool Any) element)
    {
        var text = element.Text;
        if (text is ProxyListEntry.Direct or ProxyListEntry.Off)
        {
            return new ProxyListEntry(text, FallBackOnAnyError: false);
        }
        // Single words are reserved for keywords; a ":/" or an absolute path is meant as a whole URL.
        if (text.AsSpan().IndexOfAny('.', ':', '/') >= 0 && !text.Contains(":/", StringComparison.Ordinal)
            && !text.StartsWith('/') && !System.IO.Path.IsPathFullyQualified(text))
        {
            text = "https://" + text;
        }
        return OfUrl(text, element.Any);
    }

    /// <summary>The entry of a proxy by its whole URL, wherever that stands; throws <see cref="SutlerException"/> for what cannot be a proxy. Spec: PROXY-3, DISC-11.</summary>
    internal static ProxyListEntry OfUrl(string text, bool fallBackOnAnyError)
    {
        var url = ParseBase(text);
        return new ProxyListEntry(url.WithoutFinalSlash().Secret, fallBackOnAnyError) { DisplayUrl = url.Redacted };
    }

    /// <summary>The URL, or the go command's error for what cannot be a proxy. Spec: PROXY-3.</summary>
    private static Url ParseBase(string text)
    {
        var url = Url.Parse(text);
        return url.Scheme switch
        {
            "http" or "https" => url,
            "file" when url.IsOnlyPath => url,
            "file" => throw new SutlerException($"invalid file:// proxy URL with non-path elements: {url.Redacted}"),
            "" => throw new SutlerException($"invalid proxy URL missing scheme: {url.Redacted}"),
            _ => throw new SutlerException($"invalid proxy URL scheme (must be https, http, file): {url.Redacted}"),
        };
    }
}
