using System.Text;
using System.Text.RegularExpressions;
using Sutler.Errors;
using Sutler.Go.Sources.Credentials;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Doctor;

/// <summary>Takes secrets out of texts that are about to be shown: a report is pasted into bug trackers.</summary>
/// <remarks>
/// Known secrets are what stands as password, or as user without password, in the URLs of settings, and the passwords of the netrc file. Beside
/// these, whatever stands before the <c>@</c> or behind the <c>?</c> of any URL goes: signed URLs, and tokens in what a server repeats.
/// </remarks>
public sealed partial class SecretFilter
{
    private const string Hidden = "xxxxx";
    private const int Shortest = 4;

    private readonly Lock _gate = new();
    private volatile string[] _secrets;

    /// <summary>Knows <paramref name="secrets"/>; what is so short that it would hide half of every text is left out.</summary>
    public SecretFilter(IEnumerable<string> secrets) =>
        _secrets = Arrange(secrets);

    /// <summary>Knows the secrets of an environment.</summary>
    /// <param name="variables">The environment variables.</param>
    /// <param name="settings">Values of settings that may hold URLs, from wherever they are set.</param>
    public static SecretFilter Of(IReadOnlyDictionary<string, string> variables, IEnumerable<string> settings)
    {
        // Proxies may be named without a scheme, and a comma is no separator in them.
        string[] proxies = [.. variables.Where(variable => variable.Key.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)).Select(variable => variable.Value)];
        var urls = settings.Concat(proxies).Concat(variables.Select(variable => variable.Value).Where(value => value.Contains('@') && value.Contains("://", StringComparison.Ordinal)));
        return new SecretFilter([.. urls.SelectMany(OfUrls), .. proxies.SelectMany(OfUrl), .. OfNetrc(variables)]);
    }

    /// <summary>Knows the arguments of GOAUTH's programs as well.</summary>
    public SecretFilter With(string goAuth) => new(
        [.. _secrets, .. GoAuthCommand.ParseList(goAuth).Where(command => command.IsProgram && command.Kind is not "git").SelectMany(command => command.Words.Skip(1))]);

    /// <summary>Knows credentials that were found on the way as well: every value, and what it is made of. From any thread.</summary>
    public void Learn(CredentialHeaders? credentials)
    {
        lock (_gate)
        {
            _secrets = Arrange([.. _secrets, .. (credentials?.Headers ?? []).SelectMany(header => CredentialSecrets.Of(header.Value))]);
        }
    }

    /// <summary>The text without secrets.</summary>
    public string Clean(string text)
    {
        var clean = UserInfo().Replace(text, "${before}" + Hidden + "@");
        clean = QueryOfUrl().Replace(clean, "${before}?" + Hidden);
        clean = CommandAuthenticator.Masked(clean);
        return _secrets.Aggregate(clean, (cleaner, secret) => cleaner.Replace(secret, Hidden, StringComparison.Ordinal));
    }

    /// <summary>The text without what goes beyond a length; to be called on clean text.</summary>
    internal static string Cut(string text, int length) => text.Length > length ? text[..length] + "..." : text;

    private static string[] Arrange(IEnumerable<string> secrets) =>
        [.. secrets.Where(secret => secret.Length >= Shortest).Distinct().OrderByDescending(secret => secret.Length)];

    private static IEnumerable<string> OfUrls(string value) => value.Split([',', '|', ' '], StringSplitOptions.RemoveEmptyEntries).SelectMany(OfUrl);

    private static IEnumerable<string> OfUrl(string text)
    {
        var end = text.LastIndexOf('@');
        var start = text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0;
        var user = end > start ? text[start..end] : "";
        var colon = user.IndexOf(':');
        var secret = colon < 0 ? user : user[(colon + 1)..];
        yield return secret;
        yield return Uri.UnescapeDataString(secret);
        if (user.Length > 0)
        {
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(colon < 0 ? user + ":" : user)));
        }

        foreach (var pair in Url.TryParse(text, out var url, out _) ? url.Query.Split('&') : [])
        {
            yield return pair[(pair.IndexOf('=') + 1)..];
        }
    }

    private static IEnumerable<string> OfNetrc(IReadOnlyDictionary<string, string> variables)
    {
        IReadOnlyList<NetrcEntry> entries;
        try
        {
            entries = NetrcFile.Read(variables);
        }
        catch (SutlerException)
        {
            yield break;
        }

        foreach (var entry in entries)
        {
            yield return entry.Password;
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes($"{entry.Login}:{entry.Password}"));
        }
    }

    [GeneratedRegex(@"(?<before>\b[a-zA-Z][a-zA-Z0-9+.-]{0,20}://)[^/\s""'?#@]{1,2000}@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<before>https?://[^\s""'?]{1,4000})\?[^\s""']*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QueryOfUrl();
}
