using Sutler.Transfer.Urls;

namespace Sutler.Settings;

/// <summary>The URL of an HTTP proxy; without scheme it is http.</summary>
internal sealed class ProxyForm : TextForm<Url>
{
    /// <inheritdoc/>
    public override string Allowed => "the URL of a proxy, such as http://proxy.example.com:3128 (http, https, socks5 or socks5h)";

    /// <inheritdoc/>
    public override string Show(Url? value) => value switch
    {
        null => "",
        // Some proxies take a token in the place of the name.
        { UserName.Length: > 0, Password: null } => value.WithoutUser().Redacted.Replace("://", "://xxxxx@", StringComparison.Ordinal),
        _ => value.Redacted,
    };

    // Without the text that was refused: a password may stand in it.
    /// <inheritdoc/>
    protected override Url Parse(string text, string directory) =>
        Url.TryParse(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, out var url, out _)
        && url is { Scheme: "http" or "https" or "socks5" or "socks5h", HostName.Length: > 0, EffectivePort: > 0, Query: "", Fragment: "" } && IsHost(url)
            ? url
            : throw new FormatException($"must be {Allowed}");

    private static bool IsHost(Url url) => Uri.CheckHostName(url.HostName) != UriHostNameType.Unknown && !url.HostName.Contains('%');
}
