using System.Net;
using System.Security.Cryptography.X509Certificates;
using Sutler.Transfer.Proxies;

namespace Sutler.Transfer.Http;

/// <summary>How an <see cref="HttpFetcher"/> behaves; the defaults are for real use.</summary>
public sealed record HttpFetcherOptions
{
    /// <summary>Clock of every timeout and of the trace.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The HTTP proxy to go through; null connects directly.</summary>
    public EnvironmentProxy? Proxy { get; init; }

    /// <summary>Credentials beside those written in a URL; closed with the fetcher.</summary>
    public ICredentialSource? Credentials { get; init; }

    /// <summary>Whether credentials may go to this machine itself over http, too: nobody on the way can read them.</summary>
    public bool TrustsLoopback { get; init; }

    /// <summary>Receives a line per request and one per answer, passwords hidden; null for none. Spec: XOUT-1.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>Counts requests, answers and bytes; null for nobody.</summary>
    public IExchangeObserver? Observer { get; init; }

    /// <summary>Roots to trust instead of the system's (SSL_CERT_FILE and SSL_CERT_DIR included). Spec: HTTP-7.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Roots to trust beside those.</summary>
    public X509Certificate2Collection AdditionalRoots { get; init; } = [];

    /// <summary>Hosts whose certificates are not checked. As over http, no credentials are sent to them.</summary>
    public IReadOnlyList<HostPattern> UncheckedHosts { get; init; } = [];

    /// <summary>Is told of every certificate a server shows, accepted or not, from any thread; null for nobody.</summary>
    public Action<CertificateSighting>? OnCertificate { get; init; }

    /// <summary>Finds the addresses of a host name; null asks the system.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; init; }

    /// <summary>Why an address is not to be visited, or null; asked of whatever a name stands for, of each redirect's too. Null visits all.</summary>
    public Func<IPAddress, string?>? RefuseAddress { get; init; }

    /// <summary>Longest wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for the answer's headers. Generous: a proxy may have to clone a repository before it can say anything.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest silence while a body is read; any byte starts it anew. There is no limit on the whole.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes a second that all bodies together may bring; null for no limit.</summary>
    public long? Bandwidth { get; init; }

    /// <summary>Requests in flight, and connections, to one host that speaks HTTP/1.1 (or is not known yet).</summary>
    public int Http1Limit { get; init; } = 6;

    /// <summary>Large bodies among those of one such host, so that a small text never waits for a large file to end; null for all of them.</summary>
    public int? Http1BulkLimit { get; init; }

    /// <summary>Requests in flight to one host that speaks HTTP/2.</summary>
    public int Http2Limit { get; init; } = 100;

    /// <summary>Requests in flight to all hosts together.</summary>
    public int TotalLimit { get; init; } = 128;

    /// <summary>Large bodies among those of one HTTP/2 host: each may hold a whole <see cref="Http2Window"/> in memory until it is read.</summary>
    public int Http2BulkLimit { get; init; } = 32;

    /// <summary>
    /// Bytes a server may send on one HTTP/2 stream before they are read: 5 MB/s at a round trip of 100 ms, where the usual
    /// 64 KB would give 0.6. The executable turns off .NET's own growth of it, to 16 MB a stream, which memory use then follows.
    /// </summary>
    public int Http2Window { get; init; } = 512 << 10;

    /// <summary>
    /// The only identification sent: that of Go's client, because some corporate servers answer no other. On HTTP/2 Go says
    /// <c>2.0</c>; which one it will be is not known when the header is written. Spec: HTTP-1.
    /// </summary>
    public string UserAgent { get; init; } = "Go-http-client/1.1";
}
