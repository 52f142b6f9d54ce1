using System.Text.RegularExpressions;

namespace Sutler.Go.Direct.Programs;

/// <summary>Takes the passwords out of URLs in what version-control programs say.</summary>
/// <remarks>A user without password is hidden for http and https, where it may be a token, and shown elsewhere: <c>ssh://git@host</c>.</remarks>
internal static partial class UrlSecrets
{
    /// <summary>The text with <c>xxxxx</c> for every secret.</summary>
    public static string Mask(string text) => text.Contains('@') ? Token().Replace(Password().Replace(text, "${before}xxxxx@"), "${before}xxxxx@") : text;

    /// <summary>A URL as it is written down for others: with its user, without the password.</summary>
    public static string WithoutPassword(string url) => url.Contains('@') ? PasswordPart().Replace(url, "${before}@") : url;

    [GeneratedRegex(@"(?<before>\b[a-zA-Z][a-zA-Z0-9+.-]{0,20}://[^/\s""'@:]{0,2000}:)[^/\s""']{1,2000}@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Password();

    [GeneratedRegex(@"(?<before>\bhttps?://)[^/\s""'@:]{1,2000}@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();

    [GeneratedRegex(@"^(?<before>[a-zA-Z][a-zA-Z0-9+.-]{0,20}://[^/\s""'@:]{0,2000}):[^/\s""']{0,2000}@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PasswordPart();
}
