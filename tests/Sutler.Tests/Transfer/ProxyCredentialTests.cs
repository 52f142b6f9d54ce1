using System.Text;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Proxies;
using Xunit;

namespace Sutler.Tests.Transfer;

/// <summary>Who asks a proxy says so at once, to the proxy alone.</summary>
public sealed class ProxyCredentialTests : IAsyncLifetime
{
    private const string Password = "s3cr3t-Pa55";
    private static readonly string Basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("u@x:" + Password));

    private SecureUpstream _upstream = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await SecureUpstream.StartAsync();
        _upstream.Server.Answer("/x", "through");
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task Asks_for_a_tunnel_with_its_credentials_and_speaks_to_the_host_without_them()
    {
        await using var proxy = new TunnelProxy();
        await using var fetcher = FetcherThrough($"http://u%40x:{Password}@127.0.0.1:{proxy.Port}");

        Assert.Equal("through", await ReadAsync(fetcher, _upstream.A + "/x"));
        Assert.Equal("through", await ReadAsync(fetcher, _upstream.A + "/x"));

        var target = $"a.test:{_upstream.Server.Port}";
        Assert.Equal($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: Go-http-client/1.1\r\nProxy-Authorization: {Basic}\r\n\r\n", Assert.Single(proxy.Heads.Distinct()));
        Assert.All(_upstream.Server.Requests, request => Assert.DoesNotContain(request.Headers, header => header.Value.Contains(Basic, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Asks_without_credentials_where_there_are_none()
    {
        await using var proxy = new TunnelProxy();
        await using var fetcher = FetcherThrough($"127.0.0.1:{proxy.Port}");

        Assert.Equal("through", await ReadAsync(fetcher, _upstream.A + "/x"));
        Assert.DoesNotContain("Authorization", Assert.Single(proxy.Heads.Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speaks_tls_to_an_https_proxy_that_proves_who_it_is()
    {
        using var authority = new TestCertificateAuthority();
        await using var proxy = new TunnelProxy(authority.Issue("proxy.test"));
        var through = EnvironmentProxy.FromVariables(new Dictionary<string, string> { ["HTTPS_PROXY"] = $"https://u%40x:{Password}@proxy.test:{proxy.Port}" });
        await using var fetcher = new HttpFetcher(_upstream.Options with { Proxy = through, AdditionalRoots = authority.Roots });
        await using var distrustful = new HttpFetcher(_upstream.Options with { Proxy = through });

        Assert.Equal("through", await ReadAsync(fetcher, _upstream.A + "/x"));
        Assert.Contains(Basic, Assert.Single(proxy.Heads.Distinct()), StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<TransferException>(() => ReadAsync(distrustful, _upstream.A + "/x"));
        Assert.StartsWith($"Get \"{_upstream.A}/x\": proxyconnect tcp: tls: failed to verify certificate: x509: ", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.MayPass);
    }

    [Fact]
    public async Task Says_who_it_is_to_a_socks_proxy_that_finds_the_host()
    {
        await using var proxy = new TunnelProxy();
        await using var fetcher = FetcherThrough($"socks5://u%40x:{Password}@127.0.0.1:{proxy.Port}");

        Assert.Equal("through", await ReadAsync(fetcher, _upstream.A + "/x"));
        Assert.Equal($"u@x:{Password} a.test:{_upstream.Server.Port}", Assert.Single(proxy.Heads.Distinct()));
        Assert.Null(Assert.Single(_upstream.Server.Requests)["Authorization"]);
    }

    [Fact]
    public async Task Sends_credentials_with_a_plain_request_at_once_and_none_to_a_host_reached_directly()
    {
        await using var proxy = await ScriptedUpstream.StartAsync();
        await using var direct = await ScriptedUpstream.StartAsync();
        proxy.Otherwise = direct.Otherwise = _ => Reply.Text("plain");
        var variables = new Dictionary<string, string> { ["HTTP_PROXY"] = proxy.Url.Replace("//", $"//u%40x:{Password}@"), ["NO_PROXY"] = "b.test" };
        await using var fetcher = new HttpFetcher(_upstream.Options with { Proxy = EnvironmentProxy.FromVariables(variables) });

        Assert.Equal("plain", await ReadAsync(fetcher, "http://a.test/x"));
        Assert.Equal("plain", await ReadAsync(fetcher, $"http://b.test:{direct.Port}/x"));

        Assert.Equal(Basic, Assert.Single(proxy.Requests)["Proxy-Authorization"]);
        Assert.Null(Assert.Single(direct.Requests)["Proxy-Authorization"]);
    }

    public static TheoryData<string, string, string, bool> Refusals => new()
    {
        { "who are you", "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n\r\nno", "Proxy Authentication Required", false },
        { "not you", "HTTP/1.1 403 Forbidden\r\n\r\n", "Forbidden", false },
        { "not now", "HTTP/1.1 503 Service Unavailable\r\n\r\n", "Service Unavailable", true },
        { "no phrase", "HTTP/1.1 502\r\n\r\n", "unknown status code", true },
        { "201 is no tunnel", "HTTP/1.1 201 Created\r\n\r\n", "Created", true },
        { "control characters", "HTTP/1.1 403 \u001b[31mred\r\n\r\n", "?[31mred", false },
        { "not HTTP", "SSH-2.0-x\r\n\r\n", "malformed HTTP response to CONNECT", false },
        { "headers without end", "HTTP/1.1 200 OK\r\n" + new string('a', 70_000), "the proxy's answer to CONNECT has no end", true },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Says_what_the_proxy_said_and_never_the_password(string name, string answer, string expected, bool mayPass)
    {
        _ = name;
        await using var proxy = new TunnelProxy { Answer = _ => answer };
        var trace = new List<string>();
        var through = EnvironmentProxy.FromVariables(new Dictionary<string, string> { ["HTTPS_PROXY"] = $"http://u%40x:{Password}@127.0.0.1:{proxy.Port}" });
        await using var fetcher = new HttpFetcher(_upstream.Options with { Proxy = through, Trace = trace.Add });

        var failure = await Assert.ThrowsAsync<TransferException>(() => ReadAsync(fetcher, _upstream.A + "/x"));

        Assert.Equal($"Get \"{_upstream.A}/x\": {expected}", failure.Message);
        Assert.Equal(mayPass, failure.MayPass);
        Assert.DoesNotContain(Password, failure + string.Join('\n', trace), StringComparison.Ordinal);
        Assert.DoesNotContain(Basic["Basic ".Length..], failure + string.Join('\n', trace), StringComparison.Ordinal);
        Assert.Empty(_upstream.Server.Requests);
    }

    private HttpFetcher FetcherThrough(string proxy) =>
        new(_upstream.Options with { Proxy = EnvironmentProxy.FromVariables(new Dictionary<string, string> { ["HTTPS_PROXY"] = proxy }) });

    private static async Task<string> ReadAsync(HttpFetcher fetcher, string url)
    {
        await using var response = await SecureUpstream.GetAsync(fetcher, url, Token);
        return Encoding.UTF8.GetString(await response.ReadAllAsync(1000, Token));
    }
}
