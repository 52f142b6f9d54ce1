using System.Net;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Proxies;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Transfer;

public sealed class EnvironmentProxyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http", "HTTP_PROXY=p.test:8080", "http://example.com/", "http://p.test:8080")]
    [InlineData("lower case", "http_proxy=p.test", "http://example.com/", "http://p.test")]
    [InlineData("upper case wins", "HTTP_PROXY=up.test;http_proxy=low.test", "http://example.com/", "http://up.test")]
    [InlineData("empty upper case does not", "HTTP_PROXY=;http_proxy=low.test", "http://example.com/", "http://low.test")]
    [InlineData("scheme given", "HTTP_PROXY=https://p.test", "http://example.com/", "https://p.test")]
    [InlineData("socks", "HTTPS_PROXY=socks5://p.test", "https://example.com/", "socks5://p.test")]
    [InlineData("http is not for https", "HTTP_PROXY=p.test", "https://example.com/", null)]
    [InlineData("https is not for http", "HTTPS_PROXY=p.test", "http://example.com/", null)]
    [InlineData("user", "HTTPS_PROXY=http://u:pw@p.test", "https://example.com/", "http://u:xxxxx@p.test")]
    [InlineData("ALL_PROXY is not known", "ALL_PROXY=p.test;HTTPS_PROXY=q.test", "http://example.com/", null)]
    [InlineData("no URL", "HTTP_PROXY=:", "http://example.com/", "http://:")]
    [InlineData("nonsense", "HTTP_PROXY=a b c;HTTPS_PROXY=q.test", "http://example.com/", null)]
    public void Chooses_the_variable_by_the_scheme_of_the_request(string name, string variables, string url, string? expected)
    {
        _ = name;
        Assert.Equal(expected, EnvironmentProxy.FromVariables(Variables(variables))!.For(Url.Parse(url))?.Redacted);
    }

    // true: goes through the proxy.
    [Theory]
    [InlineData("nothing excluded", "", "example.com", true)]
    [InlineData("localhost", "", "localhost", false)]
    [InlineData("localhost with port", "", "localhost:8080", false)]
    [InlineData("loopback", "", "127.0.0.1", false)]
    [InlineData("any loopback", "", "127.0.0.2:80", false)]
    [InlineData("IPv6 loopback", "", "[::1]:80", false)]
    [InlineData("no loopback", "", "[::2]", true)]
    [InlineData("only looks like loopback", "", "127.0.0.1.example.com", true)]
    [InlineData("everything", "*", "example.com", false)]
    [InlineData("everything among others", "foo.com, *", "1.2.3.4", false)]
    [InlineData("the name", "example.com", "example.com", false)]
    [InlineData("below the name", "example.com", "www.example.com", false)]
    [InlineData("case", "EXAMPLE.com", "WWW.example.COM", false)]
    [InlineData("not beside the name", "example.com", "notexample.com", true)]
    [InlineData("blanks", " a.com , example.com ,,", "example.com", false)]
    [InlineData("dot: below", ".example.com", "www.example.com", false)]
    [InlineData("dot: not itself", ".example.com", "example.com", true)]
    [InlineData("star dot: below", "*.example.com", "www.example.com", false)]
    [InlineData("star dot: not itself", "*.example.com", "example.com", true)]
    [InlineData("port", "example.com:80", "example.com", false)]
    [InlineData("written port", "example.com:8080", "example.com:8080", false)]
    [InlineData("another port", "example.com:8080", "example.com", true)]
    [InlineData("address", "192.168.1.1", "192.168.1.1", false)]
    [InlineData("another address", "192.168.1.1", "192.168.1.2", true)]
    [InlineData("address and port", "192.168.1.1:81", "192.168.1.1:81", false)]
    [InlineData("address and another port", "192.168.1.1:81", "192.168.1.1", true)]
    [InlineData("network", "192.168.1.0/24", "192.168.1.77", false)]
    [InlineData("outside the network", "192.168.1.0/24", "192.168.2.77", true)]
    [InlineData("network with host bits", "192.168.1.3/24", "192.168.1.77", false)]
    [InlineData("odd number of bits", "10.0.0.0/9", "10.127.0.1", false)]
    [InlineData("beyond an odd number of bits", "10.0.0.0/9", "10.128.0.1", true)]
    [InlineData("whole space", "0.0.0.0/0", "8.8.8.8", false)]
    [InlineData("IPv4 network says nothing of IPv6", "0.0.0.0/0", "[2001:db8::1]", true)]
    [InlineData("IPv6", "2001:db8::1", "[2001:db8::1]", false)]
    [InlineData("IPv6 with port", "[2001:db8::1]:81", "[2001:db8::1]:81", false)]
    [InlineData("IPv6 network", "2001:db8::/32", "[2001:db8:1::1]", false)]
    [InlineData("a name rule says nothing of addresses", ".1.1", "192.168.1.1", true)]
    [InlineData("network out of range is ignored", "10.0.0.0/33", "10.0.0.0", true)]
    [InlineData("port without host is ignored", ":80", "example.com", true)]
    [InlineData("international name", "bücher.example", "xn--bcher-kva.example", false)]
    public void Follows_no_proxy(string name, string noProxy, string host, bool proxied)
    {
        _ = name;
        var proxy = EnvironmentProxy.FromVariables(Variables($"HTTP_PROXY=p.test;NO_PROXY={noProxy}"))!;

        Assert.Equal(proxied, proxy.For(Url.Parse($"http://{host}/x")) is not null);
    }

    [Fact]
    public void Is_none_without_variables() => Assert.Null(EnvironmentProxy.FromVariables(Variables("NO_PROXY=x")));

    [Fact]
    public async Task Refuses_a_proxy_that_a_cgi_client_may_have_set()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { Proxy = EnvironmentProxy.FromVariables(Variables($"HTTP_PROXY={upstream.Url};REQUEST_METHOD=GET")) });

        var failure = await Assert.ThrowsAsync<TransferException>(() => SecureUpstream.GetAsync(fetcher, "http://example.test/x", Token));

        Assert.Equal("Get \"http://example.test/x\": refusing to use HTTP_PROXY value in CGI environment; see golang.org/s/cgihttpproxy", failure.Message);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Sends_http_requests_through_the_proxy_with_its_credentials_and_path_as_written()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Otherwise = request => request["Proxy-Authorization"] is null
            ? new Reply { Status = 407, Headers = [("Proxy-Authenticate", "Basic realm=\"x\"")] }
            : Reply.Text("through");
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { Proxy = EnvironmentProxy.FromVariables(Variables($"HTTP_PROXY={upstream.Url.Replace("//", "//u:pw@")}")) });

        await using var response = await SecureUpstream.GetAsync(fetcher, "http://example.test/%21a/x", Token);

        Assert.Equal(200, response.StatusCode);
        Assert.Equal("Basic " + Convert.ToBase64String("u:pw"u8), upstream.Requests[^1]["Proxy-Authorization"]);
        Assert.EndsWith("/%21a/x", upstream.Targets[^1], StringComparison.Ordinal);
        Assert.Equal("example.test", upstream.Requests[^1].Host);
    }

    [Fact]
    public async Task Asks_the_proxy_for_a_tunnel_to_https_hosts()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Otherwise = _ => Reply.Failure(403);
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { Proxy = EnvironmentProxy.FromVariables(Variables($"HTTPS_PROXY={upstream.Url}")) });

        await Assert.ThrowsAsync<TransferException>(() => SecureUpstream.GetAsync(fetcher, "https://example.test/x", Token));

        Assert.Equal("CONNECT", Assert.Single(upstream.Requests).Method);
    }

    [Theory]
    [InlineData("http", "http://example.test/x")]
    [InlineData("tunnel", "https://example.test/x")]
    public async Task Says_that_it_was_the_proxy_that_refused(string name, string url)
    {
        _ = name;
        var upstream = await ScriptedUpstream.StartAsync();
        var port = upstream.Port;
        await upstream.DisposeAsync();
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { Proxy = EnvironmentProxy.FromVariables(Variables($"HTTP_PROXY=127.0.0.1:{port};HTTPS_PROXY=127.0.0.1:{port}")) });

        var failure = await Assert.ThrowsAsync<TransferException>(() => SecureUpstream.GetAsync(fetcher, url, Token));

        Assert.Equal($"Get \"{url}\": proxyconnect tcp: dial tcp 127.0.0.1:{port}: connect: connection refused", failure.Message);
    }

    [Fact]
    public async Task Reaches_excluded_hosts_directly()
    {
        await using var proxy = await ScriptedUpstream.StartAsync();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Answer("/x", "direct");
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions
        {
            Proxy = EnvironmentProxy.FromVariables(Variables($"HTTP_PROXY={proxy.Url};NO_PROXY=example.test")),
            Resolve = static (_, _) => Task.FromResult(new[] { IPAddress.Loopback }),
        });

        await using var response = await SecureUpstream.GetAsync(fetcher, $"http://www.example.test:{upstream.Port}/x", Token);

        Assert.Equal(200, response.StatusCode);
        Assert.Empty(proxy.Requests);
    }

    private static Dictionary<string, string> Variables(string text) =>
        text.Split(';').Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1], StringComparer.Ordinal);
}
