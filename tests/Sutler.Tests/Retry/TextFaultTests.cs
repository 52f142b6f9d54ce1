using System.Net;
using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.Tests.Transfer;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;
using Xunit;

namespace Sutler.Tests.Retry;

/// <summary>What becomes of a small text when the network or the server fails: what is asked again, after how long, and what the user reads.</summary>
public sealed class TextFaultTests : IAsyncLifetime
{
    private ScriptedUpstream _upstream = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _upstream = await ScriptedUpstream.StartAsync();

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    public static TheoryData<string, Reply, string> Passing() => new()
    {
        { "request timeout", Reply.Failure(408), "408 Request Timeout" },
        { "too many requests", Reply.Failure(429, "slow down"), "429 Too Many Requests\n\tserver response: slow down" },
        { "internal error", Reply.Failure(500), "500 Internal Server Error" },
        { "bad gateway", Reply.Failure(502), "502 Bad Gateway" },
        { "unavailable", Reply.Failure(503), "503 Service Unavailable" },
        { "gateway timeout", Reply.Failure(504), "504 Gateway Timeout" },
        { "hung up", new Reply { HangUp = true }, "/x\": " },
        { "reset in the body", Reply.Text("hello") with { ResetAfter = 2 }, "" },
        { "cut at a length that promised more", Reply.Truncated("hello"u8.ToArray(), 3), "unexpected EOF" },
        { "cut in its compressed form", Reply.Bytes([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]) with { Headers = [("Content-Encoding", "gzip")] }, "unexpected EOF" },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Asks_again_and_says_why(string name, Reply fault, string reason)
    {
        Assert.NotEmpty(name);
        await using var world = new RetryWorld();
        _upstream.Answer("/x", fault, fault, Reply.Text("well"));

        Assert.Equal("well", await world.ReadAsync(_upstream.Url + "/x", Token));

        Assert.Equal(3, _upstream.Requests.Count);
        Assert.Equal([0.5, 1], world.Delays);
        Assert.All(world.Reasons, seen => Assert.Contains(reason, seen, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(501)]
    public async Task Takes_a_final_answer_for_final(int status)
    {
        await using var world = new RetryWorld();
        _upstream.Answer("/x", Reply.Failure(status), Reply.Text("well"));

        var failure = await Assert.ThrowsAsync<ReadingException>(() => world.ReadAsync(_upstream.Url + "/x", Token));

        Assert.Equal(status, failure.StatusCode);
        Assert.Single(_upstream.Requests);
        Assert.Empty(world.Notices);
    }

    [Fact]
    public async Task Gives_up_after_five_more_attempts_with_the_words_of_the_last()
    {
        await using var world = new RetryWorld();
        _upstream.Answer("/x", Reply.Failure(503, "first"), Reply.Failure(503, "last"));

        var failure = await Assert.ThrowsAsync<ReadingException>(() => world.ReadAsync(_upstream.Url + "/x", Token));

        Assert.Equal($"reading {_upstream.Url}/x: 503 Service Unavailable\n\tserver response: last", failure.Message);
        Assert.Equal(6, _upstream.Requests.Count);
        Assert.Equal([0.5, 1, 2, 4, 8], world.Delays);
        Assert.Equal([1, 2, 3, 4, 5], world.Notices.Select(notice => notice.Failures));
    }

    [Fact]
    public async Task Waits_as_many_seconds_as_the_server_says()
    {
        await using var world = new RetryWorld();
        _upstream.Answer("/x", Reply.Failure(429) with { Headers = [("Retry-After", "7")] }, Reply.Text("well"));

        Assert.Equal("well", await world.ReadAsync(_upstream.Url + "/x", Token));

        Assert.Equal([7], world.Delays);
    }

    [Fact]
    public async Task Waits_until_the_date_that_the_server_says()
    {
        await using var world = new RetryWorld();
        var date = world.Clock.GetUtcNow().AddSeconds(9).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        _upstream.Answer("/x", Reply.Failure(503) with { Headers = [("Retry-After", date)] }, Reply.Text("well"));

        Assert.Equal("well", await world.ReadAsync(_upstream.Url + "/x", Token));

        Assert.Equal([9], world.Delays);
    }

    [Theory]
    [InlineData("an hour", "3600", "3600")]
    [InlineData("longer than a number says", "99999999999999999999", "922337203686")]
    public async Task Does_not_wait_for_a_server_that_wants_too_much(string name, string header, string seconds)
    {
        Assert.NotEmpty(name);
        await using var world = new RetryWorld();
        _upstream.Answer("/x", Reply.Failure(429) with { Headers = [("Retry-After", header)] });

        var failure = await Assert.ThrowsAsync<ReadingException>(() => world.ReadAsync(_upstream.Url + "/x", Token));

        Assert.Equal(
            $"reading {_upstream.Url}/x: 429 Too Many Requests\n\tnot tried again: the server asks to wait {seconds} seconds, sutler waits 120 at most",
            failure.Message);
        Assert.Single(_upstream.Requests);
    }

    [Theory]
    [InlineData("no retries are wanted", 503, 0)]
    [InlineData("the answer is final anyway", 404, 5)]
    public async Task Says_nothing_of_a_pause_where_that_changes_nothing(string name, int status, int retries)
    {
        await using var world = new RetryWorld(new RetryPolicy { Retries = retries });
        _upstream.Answer("/x", Reply.Failure(status) with { Headers = [("Retry-After", "3600")] });

        var failure = await Assert.ThrowsAsync<ReadingException>(() => world.ReadAsync(_upstream.Url + "/x", Token));

        Assert.False(failure.Message.Contains('\n'), name);
        Assert.Single(_upstream.Requests);
    }

    [Fact]
    public async Task Survives_a_server_that_is_not_up_yet()
    {
        var address = IPAddress.Parse("127.0.0.2");
        await using var world = new RetryWorld(http: new HttpFetcherOptions { Resolve = (_, _) => Task.FromResult(new[] { address }) });
        world.OnRetry = _ => address = IPAddress.Loopback;
        _upstream.Answer("/x", "well");

        Assert.Equal("well", await world.ReadAsync($"http://up.test:{_upstream.Port}/x", Token));

        Assert.Equal([$"Get \"http://up.test:{_upstream.Port}/x\": dial tcp 127.0.0.2:{_upstream.Port}: connect: connection refused"], world.Reasons);
    }

    [Fact]
    public async Task Does_not_look_for_a_host_that_nobody_knows_again()
    {
        var lookups = 0;
        await using var world = new RetryWorld(http: new HttpFetcherOptions
        {
            Resolve = (_, _) =>
            {
                lookups++;
                return Task.FromResult<IPAddress[]>([]);
            },
        });

        var failure = await Assert.ThrowsAsync<TransferException>(() => world.ReadAsync("http://nobody.test/x", Token));

        Assert.Equal("Get \"http://nobody.test/x\": dial tcp: lookup nobody.test: no such host", failure.Message);
        Assert.Equal(1, lookups);
    }

    [Fact]
    public async Task Does_not_ask_a_server_again_that_is_not_who_it_should_be()
    {
        await using var secure = await SecureUpstream.StartAsync();
        var connections = 0;
        await using var world = new RetryWorld(http: secure.Options with
        {
            Resolve = (_, _) =>
            {
                connections++;
                return Task.FromResult(new[] { IPAddress.Loopback });
            },
        });

        var failure = await Assert.ThrowsAsync<TransferException>(() => world.ReadAsync($"https://other.test:{secure.Server.Port}/x", Token));

        Assert.Contains("tls: failed to verify certificate", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, connections);
        Assert.Empty(world.Notices);
    }

    [Fact]
    public async Task Does_not_walk_in_circles_twice()
    {
        await using var world = new RetryWorld();
        _upstream.Otherwise = _ => Reply.Redirect("/x");

        var failure = await Assert.ThrowsAsync<TransferException>(() => world.ReadAsync(_upstream.Url + "/x", Token));

        Assert.Equal("Get \"/x\": stopped after 10 redirects", failure.Message);
        Assert.Equal(10, _upstream.Requests.Count);
    }

    [Fact]
    public async Task Asks_again_where_a_server_fell_silent()
    {
        await using var world = new RetryWorld();
        var silence = new Gate();
        _upstream.Answer("/x", Reply.Text("well") with { BeforeHeaders = silence }, Reply.Text("well"));

        var reading = world.ReadAsync(_upstream.Url + "/x", Token);
        await silence.WaitForArrivalsAsync(1, Token);
        world.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("well", await reading);
        Assert.Equal([$"Get \"{_upstream.Url}/x\": net/http: timeout awaiting response headers"], world.Reasons);
    }

    [Fact]
    public async Task Bounds_the_time_of_a_single_attempt()
    {
        await using var world = new RetryWorld(new RetryPolicy { Retries = 0, TextAttemptBudget = TimeSpan.FromSeconds(40) });
        var silence = new Gate();
        _upstream.Answer("/x", Reply.Text("well") with { BeforeHeaders = silence });

        var reading = world.ReadAsync(_upstream.Url + "/x", Token);
        await silence.WaitForArrivalsAsync(1, Token);
        world.Clock.Advance(TimeSpan.FromSeconds(40));

        var failure = await Assert.ThrowsAsync<TransferException>(() => reading);
        Assert.Equal($"Get \"{_upstream.Url}/x\": no whole answer within 40 seconds", failure.Message);
    }

    [Fact]
    public async Task Leaves_a_host_alone_once_three_operations_in_a_row_came_to_nothing()
    {
        await using var world = new RetryWorld(new RetryPolicy { Retries = 1 });
        _upstream.Otherwise = _ => Reply.Failure(503);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<ReadingException>(() => world.ReadAsync($"{_upstream.Url}/{i}", Token));
        }

        var failure = await Assert.ThrowsAsync<TransferException>(() => world.ReadAsync(_upstream.Url + "/3", Token));

        Assert.Equal(
            $"Get \"{_upstream.Url}/3\": host is not asked again after 3 failures in a row, the last: reading {_upstream.Url}/2: 503 Service Unavailable",
            failure.Message);
        Assert.Equal(6, _upstream.Requests.Count);
    }

    [Fact]
    public async Task Forgives_a_host_as_soon_as_it_answers()
    {
        await using var world = new RetryWorld(new RetryPolicy { Retries = 1 });
        _upstream.Otherwise = request => request.Target == "/absent" ? Reply.Failure(404) : Reply.Failure(503);
        foreach (var target in new[] { "/0", "/1", "/absent", "/2", "/3" })
        {
            await Assert.ThrowsAsync<ReadingException>(() => world.ReadAsync(_upstream.Url + target, Token));
        }

        Assert.Equal(9, _upstream.Requests.Count);
    }

    [Theory]
    [InlineData("P/a|P/b", 3)]
    [InlineData("P/a,P/b", 6)]
    public async Task Asks_less_often_where_another_source_takes_over(string goproxy, int requests)
    {
        await using var world = new RetryWorld();
        _upstream.Answer("/a/x.test/m/@v/list", Reply.Failure(500));
        _upstream.Answer("/b/x.test/m/@v/list", "v1.0.0\n");
        var chain = new SourceChain(goproxy.Replace("P", _upstream.Url, StringComparison.Ordinal), new GlobList(""), world.Reader, NoVersionControl.Open);

        try
        {
            await chain.TryEachAsync(ModulePath.Parse("x.test/m"), (repository, token) => repository.VersionsAsync("", token), Token);
        }
        catch (SutlerException)
        {
            Assert.DoesNotContain('|', goproxy);
        }

        Assert.Equal(requests, _upstream.Targets.Count(target => target.StartsWith("/a/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Stops_waiting_when_the_user_gives_up()
    {
        using var stop = new CancellationTokenSource();
        await using var world = new RetryWorld(new RetryPolicy { FirstDelay = TimeSpan.FromSeconds(30) });
        world.OnRetry = _ => stop.Cancel();
        _upstream.Answer("/x", Reply.Failure(503));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.ReadAsync(_upstream.Url + "/x", stop.Token));

        Assert.Single(_upstream.Requests);
    }
}
