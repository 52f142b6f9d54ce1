using System.Text;
using Sutler.Errors;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Transfer;

public sealed class HttpFetcherTests : IAsyncLifetime
{
    private ScriptedUpstream _upstream = null!;
    private HttpFetcher _fetcher = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync();
        _fetcher = new HttpFetcher(new HttpFetcherOptions());
    }

    public async ValueTask DisposeAsync()
    {
        await _fetcher.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Sends_a_plain_get_and_nothing_that_identifies_the_user()
    {
        _upstream.Answer("/x", "hello");

        var (status, body) = await FetchAsync("/x");

        Assert.Equal(("200 OK", "hello"), (status, body));
        var request = Assert.Single(_upstream.Requests);
        Assert.Equal("GET", request.Method);
        Assert.Equal(["Accept-Encoding", "Host", "User-Agent"], request.Headers.Keys.Order());
        Assert.Equal("Go-http-client/1.1", request["User-Agent"]);
        Assert.Equal("gzip", request["Accept-Encoding"]);
    }

    [Fact]
    public async Task Asks_for_archives_as_they_are()
    {
        _upstream.Answer("/x.zip", "zip");
        await using var response = await _fetcher.GetAsync(new FetchRequest(Url.Parse(_upstream.Url + "/x.zip"), FetchPriority.Bulk) { AcceptGzip = false }, TestContext.Current.CancellationToken);

        Assert.Equal("identity", _upstream.Requests[0]["Accept-Encoding"]);
        Assert.Equal(3, response.Length);
    }

    [Theory]
    [InlineData("bang escaped", "/%21a/@v/v1.0.0+incompatible.info")]
    [InlineData("bang bare", "/!a/@v/list")]
    [InlineData("dots and escapes", "/a/%2e%2E/%2f/b;c,d")]
    [InlineData("query", "/a?b=%20c&d")]
    public async Task Sends_the_path_as_written(string name, string target)
    {
        _ = name;
        await FetchAsync(target);

        Assert.Equal(target, Assert.Single(_upstream.Targets));
    }

    [Fact]
    public async Task Decodes_gzip()
    {
        _upstream.Answer("/x", Reply.Gzip(Encoding.UTF8.GetBytes("packed")));

        Assert.Equal(("200 OK", "packed"), await FetchAsync("/x"));
    }

    [Fact]
    public async Task Bounds_what_gzip_inflates_to()
    {
        _upstream.Answer("/x", Reply.Gzip(new byte[1 << 20]));
        await using var response = await GetAsync("/x");

        var failure = await Assert.ThrowsAsync<TransferException>(() => response.ReadAllAsync(1000, TestContext.Current.CancellationToken));

        Assert.Equal("response is larger than 1000 bytes", failure.Message);
    }

    [Fact]
    public async Task Reports_gzip_that_is_none()
    {
        _upstream.Answer("/x", Reply.Text("not gzip at all") with { Headers = [("Content-Encoding", "gzip")] });

        var failure = await Assert.ThrowsAsync<TransferException>(() => FetchAsync("/x"));

        Assert.Equal("gzip: invalid data", failure.Message);
    }

    [Fact]
    public async Task Reports_gzip_that_ends_early()
    {
        var whole = Reply.Gzip(Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 1000))));
        _upstream.Answer("/x", whole with { Body = whole.Body[..(whole.Body.Length / 2)] });

        await Assert.ThrowsAsync<TransferException>(() => FetchAsync("/x"));
    }

    [Theory]
    [InlineData("the server's phrase", 404, "Nope", "404 Nope")]
    [InlineData("the standard phrase", 410, null, "410 Gone")]
    [InlineData("no phrase that steers a terminal", 500, "a\tb", "500 a?b")]
    public async Task Gives_the_status_line(string name, int status, string? reason, string expected)
    {
        _ = name;
        _upstream.Answer("/x", new Reply { Status = status, Reason = reason });

        Assert.Equal(expected, (await FetchAsync("/x")).Status);
    }

    [Fact]
    public async Task Reports_a_body_that_ends_early()
    {
        _upstream.Answer("/x", Reply.Truncated(new byte[1000], 10));

        var failure = await Assert.ThrowsAsync<TransferException>(() => FetchAsync("/x"));

        Assert.Equal("unexpected EOF", failure.Message);
        Assert.False(failure.IsNotExist);
    }

    [Fact]
    public async Task Reports_a_length_that_lies()
    {
        _upstream.Answer("/x", Reply.Text("short") with { ClaimedLength = 100 });

        Assert.Equal("unexpected EOF", (await Assert.ThrowsAsync<TransferException>(() => FetchAsync("/x"))).Message);
    }

    [Fact]
    public async Task Reports_a_connection_that_is_reset_in_the_body()
    {
        var inBody = new Gate();
        _upstream.Answer("/x", Reply.Bytes(new byte[1000]) with { ResetAfter = 10, InBody = inBody, StallAfter = 5 });
        await using var response = await GetAsync("/x");
        inBody.Open();

        var failure = await Assert.ThrowsAsync<TransferException>(() => response.ReadAllAsync(1000, TestContext.Current.CancellationToken));

        Assert.Equal("read: connection reset by peer", failure.Message);
    }

    [Fact]
    public async Task Reports_a_connection_that_closes_without_answer()
    {
        _upstream.Answer("/x", new Reply { HangUp = true });

        var failure = await Assert.ThrowsAsync<TransferException>(() => FetchAsync("/x"));

        Assert.Matches($"^Get \"{_upstream.Url}/x\": (EOF|read: connection reset by peer)$", failure.Message);
    }

    [Fact]
    public async Task Reports_a_refused_connection()
    {
        var url = _upstream.Url;
        await _upstream.DisposeAsync();

        var failure = await Assert.ThrowsAsync<TransferException>(() => _fetcher.GetAsync(new FetchRequest(Url.Parse(url + "/x"), FetchPriority.Metadata), TestContext.Current.CancellationToken));

        Assert.Equal($"Get \"{url}/x\": dial tcp {url[7..]}: connect: connection refused", failure.Message);
    }

    [Fact]
    public async Task Reports_a_host_that_has_no_address()
    {
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { Resolve = (_, _) => Task.FromResult<System.Net.IPAddress[]>([]) });

        var failure = await Assert.ThrowsAsync<TransferException>(() => fetcher.GetAsync(new FetchRequest(Url.Parse("http://u.test/x"), FetchPriority.Metadata), TestContext.Current.CancellationToken));

        Assert.Equal("Get \"http://u.test/x\": dial tcp: lookup u.test: no such host", failure.Message);
    }

    [Fact]
    public async Task Tries_the_other_family_when_one_leads_nowhere()
    {
        _upstream.Answer("/x", "hello");
        // Nothing listens on the IPv6 loopback at this port.
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { Resolve = (_, _) => Task.FromResult(new[] { System.Net.IPAddress.IPv6Loopback, System.Net.IPAddress.Loopback }) });
        await using var response = await fetcher.GetAsync(new FetchRequest(Url.Parse($"http://u.test:{_upstream.Port}/x"), FetchPriority.Metadata), TestContext.Current.CancellationToken);

        Assert.Equal(200, response.StatusCode);
    }

    [Fact]
    public async Task Refuses_credentials_on_plain_http()
    {
        var trace = new List<string>();
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { Trace = trace.Add });

        var failure = await Assert.ThrowsAsync<InsecureCredentialsException>(() => fetcher.GetAsync(new FetchRequest(Url.Parse(_upstream.Url.Replace("//", "//u:secret@") + "/x"), FetchPriority.Metadata), TestContext.Current.CancellationToken));

        Assert.Equal($"refusing to pass credentials to insecure URL: http://u:xxxxx@127.0.0.1:{_upstream.Port}/x", failure.Message);
        Assert.Equal([$"# get http://u:xxxxx@127.0.0.1:{_upstream.Port}/x: insecure credentials"], trace);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Knows_only_http()
    {
        var failure = await Assert.ThrowsAsync<SutlerException>(() => _fetcher.GetAsync(new FetchRequest(Url.Parse("ftp://a.b/x"), FetchPriority.Metadata), TestContext.Current.CancellationToken));

        Assert.Equal("unsupported scheme: ftp://a.b/x", failure.Message);
    }

    [Fact]
    public async Task Traces_request_and_answer()
    {
        var trace = new List<string>();
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { Trace = trace.Add, TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider() });
        _upstream.Answer("/x", Reply.Redirect("/y")).Answer("/y", Reply.Failure(404));

        await using var response = await fetcher.GetAsync(new FetchRequest(Url.Parse(_upstream.Url + "/x"), FetchPriority.Metadata), TestContext.Current.CancellationToken);

        Assert.Equal([$"# get {_upstream.Url}/x", $"# get {_upstream.Url}/x: 404 Not Found (0.000s)"], trace);
    }

    [Fact]
    public async Task Traces_a_failure()
    {
        var trace = new List<string>();
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { Trace = trace.Add });
        var url = _upstream.Url;
        await _upstream.DisposeAsync();

        await Assert.ThrowsAsync<TransferException>(() => fetcher.GetAsync(new FetchRequest(Url.Parse(url + "/x"), FetchPriority.Metadata), TestContext.Current.CancellationToken));

        Assert.Equal([$"# get {url}/x", $"# get {url}/x: Get \"{url}/x\": dial tcp {url[7..]}: connect: connection refused"], trace);
    }

    [Fact]
    public async Task Leaves_at_once_when_the_caller_gives_up()
    {
        var gate = new Gate();
        _upstream.Answer("/x", Reply.Text("late") with { BeforeHeaders = gate });
        using var giveUp = new CancellationTokenSource();
        var fetch = _fetcher.GetAsync(new FetchRequest(Url.Parse(_upstream.Url + "/x"), FetchPriority.Metadata), giveUp.Token);
        await gate.WaitForArrivalsAsync(1, TestContext.Current.CancellationToken);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
    }

    private Task<FetchResponse> GetAsync(string target) =>
        _fetcher.GetAsync(new FetchRequest(Url.Parse(_upstream.Url + target), FetchPriority.Metadata), TestContext.Current.CancellationToken);

    private async Task<(string Status, string Body)> FetchAsync(string target)
    {
        await using var response = await GetAsync(target);
        return (response.Status, Encoding.UTF8.GetString(await response.ReadAllAsync(1 << 20, TestContext.Current.CancellationToken)));
    }
}
