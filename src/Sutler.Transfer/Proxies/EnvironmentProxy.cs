using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Proxies;

/// <summary>HTTP_PROXY, HTTPS_PROXY and NO_PROXY by Go's rules, which differ from .NET's (decision 17).</summary>
/// <remarks>
/// Upper case wins over lower case; a value without scheme is http; a value that is no URL is no proxy; loopback addresses and
/// <c>localhost</c> are never proxied. Immutable. Spec: HTTP-1.
/// </remarks>
public sealed class EnvironmentProxy
{
    private readonly Url? _forHttp;
    private readonly Url? _forHttps;
    private readonly NoProxyRules _direct;
    private readonly bool _isCgi;
    private readonly string _httpVariable;
    private readonly string _httpsVariable;

    private EnvironmentProxy(IReadOnlyDictionary<string, string> variables, Url? otherwise, string directOtherwise)
    {
        var (http, https, direct) = (First(variables, "HTTP_PROXY", "http_proxy"), First(variables, "HTTPS_PROXY", "https_proxy"), First(variables, "NO_PROXY", "no_proxy"));
        var isSet = http.Length > 0 || https.Length > 0;
        _forHttp = isSet ? ParseProxy(http) : otherwise;
        _forHttps = isSet ? ParseProxy(https) : otherwise;
        _direct = NoProxyRules.Parse(direct.Length > 0 ? direct : directOtherwise);
        _httpVariable = isSet ? NameOf(variables, "HTTP_PROXY", "http_proxy") : "";
        _httpsVariable = isSet ? NameOf(variables, "HTTPS_PROXY", "https_proxy") : "";
        _isCgi = isSet && First(variables, "REQUEST_METHOD", "REQUEST_METHOD").Length > 0;
    }

    /// <summary>Reads the variables; null when they name no proxy at all.</summary>
    public static EnvironmentProxy? FromVariables(IReadOnlyDictionary<string, string> variables) => FromVariables(variables, otherwise: null, directOtherwise: "");

    /// <summary>Reads the variables, with what holds where they say nothing; null when no proxy is named at all.</summary>
    /// <param name="variables">The environment.</param>
    /// <param name="otherwise">The proxy for all requests when neither HTTP_PROXY nor HTTPS_PROXY is set.</param>
    /// <param name="directOtherwise">NO_PROXY when that is not set.</param>
    public static EnvironmentProxy? FromVariables(IReadOnlyDictionary<string, string> variables, Url? otherwise, string directOtherwise)
    {
        var proxy = new EnvironmentProxy(variables, otherwise, directOtherwise);
        return proxy._forHttp is null && proxy._forHttps is null ? null : proxy;
    }

    /// <summary>The proxy for a request, credentials and all; null to connect directly.</summary>
    public Url? For(Url target)
    {
        var proxy = target.Scheme switch
        {
            "https" => _forHttps,
            "http" => _forHttp,
            _ => null,
        };
        var port = target.Port.Length > 0 ? target.Port : target.EffectivePort.ToString();
        return proxy is null || _direct.Matches(NoProxyRules.ToAscii(target.HostName), port) ? null : proxy;
    }

    /// <summary>The variable that names the proxy for a request, such as <c>https_proxy</c>; empty when no variable does.</summary>
    public string VariableFor(Url target) => For(target) is null ? "" : target.Scheme is "https" ? _httpsVariable : _httpVariable;

    /// <summary>Why a request must not be sent, or null: under CGI a client of the web server could have set HTTP_PROXY.</summary>
    public string? Refusal(Url target) => _isCgi && _forHttp is not null && target.Scheme is "http"
        ? "refusing to use HTTP_PROXY value in CGI environment; see golang.org/s/cgihttpproxy"
        : null;

    /// <summary>The proxies named, credentials and all.</summary>
    internal IEnumerable<Url> All => new[] { _forHttp, _forHttps }.OfType<Url>();

    /// <summary>The HTTP proxy to ask for a tunnel to the target; null when none is needed.</summary>
    internal Url? TunnelFor(Url target) => target.Scheme is "https" && For(target) is { Scheme: "http" or "https" } proxy ? proxy : null;

    /// <summary>The <c>Proxy-Authorization</c> of a request that the proxy itself sees; null when there is none to send.</summary>
    internal string? ForwardAuthorization(Url target) =>
        target.Scheme is "http" && For(target) is { Scheme: "http" or "https", UserName: { } user } proxy
            ? CredentialHeaders.BasicValue(user, proxy.Password ?? "")
            : null;

    private static Url? ParseProxy(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }
        var isUrl = Url.TryParse(text, out var url, out _);
        return isUrl && url!.Scheme.Length > 0 && url.Host.Length > 0 ? url
            : Url.TryParse("http://" + text, out var withScheme, out _) ? withScheme
            : null;
    }

    private static string NameOf(IReadOnlyDictionary<string, string> variables, string name, string alternative) =>
        variables.TryGetValue(name, out var value) && value.Length > 0 ? name : alternative;

    private static string First(IReadOnlyDictionary<string, string> variables, string name, string alternative) =>
        variables.TryGetValue(name, out var value) && value.Length > 0 ? value
            : variables.TryGetValue(alternative, out var other) ? other
            : "";
}
