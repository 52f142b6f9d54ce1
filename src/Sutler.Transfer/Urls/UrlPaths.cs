namespace Sutler.Transfer.Urls;

/// <summary>Slash-separated paths without the file system's opinion.</summary>
internal static class UrlPaths
{
    /// <summary>Drops empty and <c>.</c> elements and resolves <c>..</c>; a rooted path stays within its root. Empty becomes <c>.</c>.</summary>
    public static string Clean(string path)
    {
        var rooted = path.StartsWith('/');
        var kept = new List<string>();
        foreach (var element in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (element is ".")
            {
                continue;
            }
            if (element is not "..")
            {
                kept.Add(element);
            }
            else if (kept.Count > 0 && kept[^1] is not "..")
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (!rooted)
            {
                kept.Add(element);
            }
        }
        var joined = (rooted ? "/" : "") + string.Join('/', kept);
        return joined.Length == 0 ? "." : joined;
    }

    /// <summary>The path of a redirect's target seen from the page that named it (RFC 3986, 5.2.4); a final slash is kept.</summary>
    public static string Resolve(string from, string reference)
    {
        var full = reference.Length == 0 ? from
            : reference.StartsWith('/') ? reference
            : from[..(from.LastIndexOf('/') + 1)] + reference;
        if (full.Length == 0)
        {
            return "";
        }
        var kept = new List<string>();
        var elements = full.TrimStart('/').Split('/');
        foreach (var element in elements)
        {
            if (element is ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (element is not ("." or ".."))
            {
                kept.Add(element);
            }
        }
        var directory = elements[^1] is "." or "..";
        return "/" + string.Join('/', kept) + (directory && kept.Count > 0 ? "/" : "");
    }
}
