using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <content>The connections: one handler for hosts that prove who they are, one for those that need not.</content>
public sealed partial class HttpFetcher
{
    /// <summary>Whether a request to the URL goes to whom it names; credentials go nowhere else.</summary>
    private bool IsProven(Url url) => url.Scheme is "https" && !IsUnchecked(url);

    private bool IsUnchecked(Url url) => _options.UncheckedHosts.Any(host => host.Matches(url));

    private HttpMessageInvoker InvokerFor(Url url)
    {
        if (url.Scheme is not "https" || !IsUnchecked(url))
        {
            return _invoker;
        }

        var proxy = _options.Proxy?.For(url) is { Scheme: "https" } secured ? secured : null;
        return _unchecked.GetOrAdd(
            proxy?.Origin ?? "", _ => new Lazy<HttpMessageInvoker>(() => CreateInvoker(_options, name => IsUnchecked(name, proxy)))).Value;
    }

    // A certificate is checked for a name; the port is not told. Either it is that of the proxy, or that of a server, of which only those come
    // here that need no check. When both have one name, both are checked unless the proxy is exempt, too.
    private bool IsUnchecked(string name, Url? proxy) => string.Equals(proxy?.HostName, name, StringComparison.OrdinalIgnoreCase)
        ? IsUnchecked(proxy!)
        : _options.UncheckedHosts.Any(host => host.MatchesName(name));

    private static HttpMessageInvoker CreateInvoker(HttpFetcherOptions options, Func<string, bool> isUnchecked)
    {
        var dialer = new Dialer(options);
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = options.Http1Limit,
            InitialHttp2StreamWindowSize = options.Http2Window,
            Proxy = options.Proxy,
            UseProxy = options.Proxy is not null,
            // The dialer's own timeout covers the connection; this one, on the system's clock, adds the TLS handshake.
            ConnectTimeout = options.ConnectTimeout * 2,
            ConnectCallback = (context, token) => ConnectAsync(dialer, context, token),
        };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.None,
            RemoteCertificateValidationCallback = new CertificateCheck(options.AdditionalRoots, isUnchecked).Accept,
            CertificateChainPolicy = options.TrustedRoots is null ? null : CertificateCheck.PolicyOf(options.TrustedRoots),
        };
        return new HttpMessageInvoker(handler, disposeHandler: true);
    }

    private static async ValueTask<Stream> ConnectAsync(Dialer dialer, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await dialer.DialAsync(context.DnsEndPoint, cancellationToken);
        }
        catch (DialException failure) when (IsProxy(context))
        {
            throw new DialException("proxyconnect tcp: " + failure.Message, failure) { IsUnknownHost = failure.IsUnknownHost };
        }
    }

    // A tunnel is asked for by a CONNECT request to the proxy itself.
    private static bool IsProxy(SocketsHttpConnectionContext context)
    {
        var request = context.InitialRequestMessage;
        return request.Method == HttpMethod.Connect
            || request.RequestUri is not { } url
            || url.IdnHost != context.DnsEndPoint.Host
            || url.Port != context.DnsEndPoint.Port;
    }
}
