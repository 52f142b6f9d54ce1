using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Sutler.Transfer.Proxies;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <content>The connections: one handler for hosts that prove who they are, one for those that need not.</content>
public sealed partial class HttpFetcher
{
    /// <summary>Whether a request to the URL goes to whom it names; credentials go nowhere else.</summary>
    private bool IsProven(Url url) => (url.Scheme is "https" && !IsUnchecked(url)) || (_options.TrustsLoopback && IsLoopback(url));

    private static bool IsLoopback(Url url) => url.HostName == "localhost" || (IPAddress.TryParse(url.HostName, out var address) && IPAddress.IsLoopback(address));

    private bool IsUnchecked(Url url) => _options.UncheckedHosts.Any(host => host.Matches(url));

    private HttpMessageInvoker InvokerFor(FetchRequest request, Url url) =>
        url.Scheme is not "https" ? _invoker
        : request.IsFromAnybody ? _anybody.Value
        : IsUnchecked(url) ? _unchecked.Value
        : _invoker;

    private static HttpMessageInvoker CreateInvoker(HttpFetcherOptions options, Func<string, bool> isUnchecked)
    {
        var dialer = new Dialer(options);
        var check = new CertificateCheck(options.AdditionalRoots, isUnchecked, options.OnCertificate);
        var tunnel = new ProxyTunnel(dialer, options, proxy => TlsTo(CheckOfProxy(proxy, options), options, proxy.HostName));
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            // One byte a character: what a credential command says goes out as it came.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            MaxConnectionsPerServer = options.Http1Limit,
            InitialHttp2StreamWindowSize = options.Http2Window,
            Proxy = options.Proxy is { } proxy ? new ForwardProxy(proxy) : null,
            UseProxy = options.Proxy is not null,
            // The dialer's own timeout covers the connection, the tunnel's its own steps; this one, on the system's clock, adds the TLS handshake.
            ConnectTimeout = options.ConnectTimeout * (options.Proxy is null ? 2 : 4),
            ConnectCallback = (context, token) => options.Proxy is { } proxy && TunnelOf(proxy, context) is ({ } through, { } target)
                ? new ValueTask<Stream>(tunnel.OpenAsync(through, target, token))
                : ConnectAsync(dialer, context, token),
            SslOptions = TlsTo(check, options, host: null),
        };
        return new HttpMessageInvoker(handler, disposeHandler: true);
    }

    // Who is exempt as a server is not as a proxy on another port.
    private static CertificateCheck CheckOfProxy(Url proxy, HttpFetcherOptions options)
    {
        var isUnchecked = options.UncheckedHosts.Any(host => host.Matches(proxy));
        return new CertificateCheck(options.AdditionalRoots, _ => isUnchecked, options.OnCertificate);
    }

    private static SslClientAuthenticationOptions TlsTo(CertificateCheck check, HttpFetcherOptions options, string? host) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.None,
        RemoteCertificateValidationCallback = check.Accept,
        CertificateChainPolicy = options.TrustedRoots is null ? null : CertificateCheck.PolicyOf(options.TrustedRoots),
    };

    private static (Url Proxy, string Target)? TunnelOf(EnvironmentProxy proxy, SocketsHttpConnectionContext context)
    {
        if (context.InitialRequestMessage.RequestUri is not { } uri || !Url.TryParse(uri.OriginalString, out var url, out _))
        {
            return null;
        }
        var host = uri.IdnHost.Contains(':') ? $"[{uri.IdnHost}]" : uri.IdnHost;
        return proxy.TunnelFor(url) is { } through ? (through, string.Create(CultureInfo.InvariantCulture, $"{host}:{uri.Port}")) : null;
    }

    private static async ValueTask<Stream> ConnectAsync(Dialer dialer, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await dialer.DialAsync(context.DnsEndPoint, cancellationToken);
        }
        catch (DialException failure) when (IsProxy(context))
        {
            throw DialException.ToProxy(failure);
        }
    }

    // Plain http and SOCKS: the place to connect to is not the one the request names.
    private static bool IsProxy(SocketsHttpConnectionContext context)
    {
        var request = context.InitialRequestMessage;
        return request.RequestUri is not { } url
            || url.IdnHost != context.DnsEndPoint.Host
            || url.Port != context.DnsEndPoint.Port;
    }
}
