using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Transfer;

public sealed class RedirectTests : IAsyncLifetime
{
    private ScriptedUpstream _plain = null!;
    private SecureUpstream _secure = null!;
    private HttpFetcher _fetcher = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _plain = await ScriptedUpstream.StartAsync();
        _secure = await SecureUpstream.StartAsync();
        _fetcher = new HttpFetcher(_secure.Options with { Credentials = new Everywhere() });
    }

    public async ValueTask DisposeAsync()
    {
        await _fetcher.DisposeAsync();
        await _plain.DisposeAsync();
        await _secure.DisposeAsync();
    }

    [Fact]
    public async Task Follows_nine_hops()
    {
        Chain(9);

        Assert.Equal(200, await StatusAsync(_plain.Url + "/0"));
        Assert.Equal(10, _plain.Requests.Count);
    }

    [Fact]
    public async Task Stops_at_the_tenth_and_names_the_place_as_written()
    {
        Chain(10);

        var failure = await Assert.ThrowsAsync<TransferException>(() => StatusAsync(_plain.Url + "/0"));

        Assert.Equal("Get \"/10\": stopped after 10 redirects", failure.Message);
        Assert.Equal(10, _plain.Requests.Count);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Follows_every_kind(int status)
    {
        _plain.Answer("/0", Reply.Redirect("/1", status)).Answer("/1", "there");

        Assert.Equal(200, await StatusAsync(_plain.Url + "/0"));
    }

    [Fact]
    public async Task Takes_a_redirect_without_place_for_an_answer()
    {
        _plain.Answer("/0", new Reply { Status = 302 });

        Assert.Equal(302, await StatusAsync(_plain.Url + "/0"));
    }

    [Fact]
    public async Task Goes_from_http_to_https()
    {
        _plain.Answer("/0", Reply.Redirect(_secure.A + "/1"));
        _secure.Server.Answer("/1", "there");

        Assert.Equal(200, await StatusAsync(_plain.Url + "/0"));
        Assert.Null(_secure.Server.Requests[0]["Authorization"]);
    }

    [Fact]
    public async Task Never_goes_from_https_to_http()
    {
        _secure.Server.Answer("/0", Reply.Redirect("/1")).Answer("/1", Reply.Redirect(_plain.Url + "/2"));
        _plain.Answer("/2", "there");

        var failure = await Assert.ThrowsAsync<TransferException>(() => StatusAsync(_secure.A + "/0"));

        Assert.Equal($"Get \"{_plain.Url}/2\": redirected from secure URL {_secure.A}/1 to insecure URL {_plain.Url}/2", failure.Message);
        Assert.Empty(_plain.Requests);
    }

    [Fact]
    public async Task Remembers_that_it_began_as_https_after_any_number_of_hops()
    {
        _secure.Server.Answer("/0", Reply.Redirect(_secure.B + "/1")).Answer("/1", Reply.Redirect(_plain.Url.Replace("127.0.0.1", "a.test") + "/2"));

        await Assert.ThrowsAsync<TransferException>(() => StatusAsync(_secure.A + "/0"));

        Assert.Empty(_plain.Requests);
    }

    [Theory]
    [InlineData("scheme", "ftp://u:secret@x/y", "Get \"ftp://u:***@x/y\": unsupported protocol scheme \"ftp\"")]
    [InlineData("no URL", "http://a b/", "Get \"URL/0\": failed to parse Location header \"http://a b/\": parse \"http://a b/\": invalid character \" \" in host name")]
    public async Task Refuses_a_place_it_cannot_go(string name, string location, string expected)
    {
        _ = name;
        _plain.Answer("/0", Reply.Redirect(location));

        Assert.Equal(expected.Replace("URL", _plain.Url), (await Assert.ThrowsAsync<TransferException>(() => StatusAsync(_plain.Url + "/0"))).Message);
    }

    [Fact]
    public async Task Keeps_credentials_on_the_same_host()
    {
        _secure.Server.Answer("/0", Reply.Redirect("/1")).Answer("/1", Reply.Redirect(_secure.A + "/2")).Answer("/2", "there");

        await StatusAsync(_secure.A + "/0");

        Assert.Equal(["all", "all", "all"], _secure.Server.Requests.Select(r => r["Authorization"]));
    }

    [Fact]
    public async Task Drops_credentials_on_another_host_and_for_good()
    {
        _secure.Server.Answer("/0", Reply.Redirect(_secure.B + "/1")).Answer("/1", Reply.Redirect(_secure.A + "/2")).Answer("/2", "there");

        await StatusAsync(_secure.A + "/0");

        Assert.Equal(["all", null, null], _secure.Server.Requests.Select(r => r["Authorization"]));
    }

    [Fact]
    public async Task Drops_credentials_on_a_host_below()
    {
        _secure.Server.Answer("/0", Reply.Redirect($"https://sub.a.test:{_secure.Server.Port}/1")).Answer("/1", "there");

        await StatusAsync(_secure.A + "/0");

        Assert.Equal(["all", null], _secure.Server.Requests.Select(r => r["Authorization"]));
    }

    [Fact]
    public async Task Ignores_credentials_that_a_redirect_names()
    {
        _plain.Answer("/0", Reply.Redirect(_plain.Url.Replace("//", "//u:p@") + "/1")).Answer("/1", "there");

        Assert.Equal(200, await StatusAsync(_plain.Url + "/0"));
        Assert.All(_plain.Requests, r => Assert.Null(r["Authorization"]));
    }

    private void Chain(int hops)
    {
        for (var i = 0; i < hops; i++)
        {
            _plain.Answer($"/{i}", Reply.Redirect($"/{i + 1}"));
        }
        _plain.Answer($"/{hops}", "there");
    }

    private async Task<int> StatusAsync(string url)
    {
        await using var response = await _fetcher.GetAsync(new FetchRequest(Url.Parse(url), FetchPriority.Metadata), Token);
        return response.StatusCode;
    }

    private sealed class Everywhere : ICredentialSource
    {
        private static readonly CredentialHeaders All = new([("Authorization", "all")]);

        public ValueTask<CredentialHeaders?> FindAsync(Url url, CancellationToken cancellationToken) => ValueTask.FromResult<CredentialHeaders?>(All);

        public ValueTask<CredentialHeaders?> RefreshAsync(CredentialRefusal refusal, CancellationToken cancellationToken) => ValueTask.FromResult<CredentialHeaders?>(All);
    }
}
