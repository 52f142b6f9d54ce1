using Sutler.Transfer.Urls;

namespace Sutler.Settings;

/// <summary>A list of sources for people: passwords are hidden.</summary>
internal static class UpstreamText
{
    /// <summary>The list with each password in a URL replaced.</summary>
    public static string Redacted(string list)
    {
        var (shown, start) = ("", 0);
        for (var i = 0; i <= list.Length; i++)
        {
            if (i == list.Length || list[i] is ',' or '|' or ';')
            {
                var (entry, weight) = WithoutWeight(list[start..i].Trim());
                shown += (Url.TryParse(entry, out var url, out _) && url.Scheme.Length > 0 ? url.Redacted : entry) + weight + (i < list.Length ? list[i] : "");
                start = i + 1;
            }
        }

        return shown;
    }

    private static (string Entry, string Weight) WithoutWeight(string text)
    {
        var end = text.AsSpan().TrimEnd("0123456789").Length;
        return end > 0 && end < text.Length && text[end - 1] == '=' ? (text[..(end - 1)], text[(end - 1)..]) : (text, "");
    }
}
