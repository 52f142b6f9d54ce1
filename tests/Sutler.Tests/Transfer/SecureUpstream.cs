using System.Net;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Tests.Transfer;

/// <summary>An https server that answers to a.test, b.test and sub.a.test, and a client that trusts and finds it.</summary>
internal sealed class SecureUpstream : IAsyncDisposable
{
    private readonly TestCertificateAuthority _authority;

    private SecureUpstream(TestCertificateAuthority authority, ScriptedUpstream server) => (_authority, Server) = (authority, server);

    public ScriptedUpstream Server { get; }

    public HttpFetcherOptions Options => new()
    {
        TrustedRoots = _authority.Roots,
        Resolve = static (_, _) => Task.FromResult(new[] { IPAddress.Loopback }),
    };

    public string A => $"https://a.test:{Server.Port}";

    public string B => $"https://b.test:{Server.Port}";

    public string RootPem => _authority.RootPem;

    public static async Task<SecureUpstream> StartAsync(bool http2 = false, Func<TestCertificateAuthority, System.Security.Cryptography.X509Certificates.X509Certificate2>? issue = null)
    {
        var authority = new TestCertificateAuthority();
        var certificate = issue?.Invoke(authority) ?? authority.Issue("a.test", "b.test", "sub.a.test", "127.0.0.1");
        return new SecureUpstream(authority, await ScriptedUpstream.StartAsync(new UpstreamOptions { Certificate = certificate, Http2 = http2 }));
    }

    public static async Task<FetchResponse> GetAsync(HttpFetcher fetcher, string url, CancellationToken cancellationToken) =>
        await fetcher.GetAsync(new FetchRequest(Url.Parse(url), FetchPriority.Metadata), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _authority.Dispose();
    }
}
