using System.Security.Cryptography;
using System.Text;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Files;

/// <summary>Which bytes a file is made of, well enough to ask for the rest of them later. Decision 4.</summary>
/// <param name="Length">The whole length in bytes, more than 0.</param>
/// <param name="Tag">A strong entity tag, quotes included.</param>
/// <param name="Source">What <see cref="SourceOf"/> says of the URL.</param>
public sealed record FileIdentity(long Length, string Tag, string Source)
{
    /// <summary>Longest tag that is remembered.</summary>
    public const int MaxTagLength = 1024;

    /// <summary>A name for a URL that gives none of its secrets away: 32 hexadecimal digits.</summary>
    public static string SourceOf(Url url) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url.WithoutUser().Secret)).AsSpan(0, 16));

    /// <summary>The identity of a body, or null when it cannot be continued.</summary>
    public static FileIdentity? Of(Url url, long? length, string? tag) =>
        length > 0 && tag is not null && IsTag(tag) ? new FileIdentity(length.Value, tag, SourceOf(url)) : null;

    /// <summary>Whether a text is a strong tag that may be stored and sent: RFC 9110, 8.8.3, ASCII only.</summary>
    internal static bool IsTag(string text) =>
        text.Length is >= 2 and <= MaxTagLength
        && text[0] == '"' && text[^1] == '"'
        && text.AsSpan(1, text.Length - 2).IndexOfAnyExceptInRange('!', '~') < 0
        && text.AsSpan(1, text.Length - 2).IndexOf('"') < 0;
}
