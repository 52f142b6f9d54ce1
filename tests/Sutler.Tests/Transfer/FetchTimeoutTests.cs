using System.Net;
using Microsoft.Extensions.Time.Testing;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Transfer;

public sealed class FetchTimeoutTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private ScriptedUpstream _upstream = null!;
    private HttpFetcher _fetcher = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync();
        _fetcher = new HttpFetcher(new HttpFetcherOptions { TimeProvider = _time });
    }

    public async ValueTask DisposeAsync()
    {
        await _fetcher.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Gives_up_a_body_that_falls_silent()
    {
        _upstream.Answer("/x", Reply.Text("0123456789") with { InBody = new Gate(), StallAfter = 5 });
        await using var response = await GetAsync("/x");
        var buffer = new byte[100];
        Assert.Equal(5, await response.Body.ReadAtLeastAsync(buffer, 5, cancellationToken: Token));

        var rest = response.Body.ReadAsync(buffer, Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal("no data received for 60 seconds", (await Assert.ThrowsAsync<TransferException>(() => rest)).Message);
    }

    [Fact]
    public async Task Starts_the_clock_anew_with_every_byte_and_stops_it_between_reads()
    {
        var gate = new Gate();
        _upstream.Answer("/x", Reply.Text("0123456789") with { InBody = gate, StallAfter = 5 });
        await using var response = await GetAsync("/x");
        var buffer = new byte[100];
        Assert.Equal(5, await response.Body.ReadAtLeastAsync(buffer, 5, cancellationToken: Token));

        _time.Advance(TimeSpan.FromMinutes(10));
        var rest = response.Body.ReadAtLeastAsync(buffer, 5, cancellationToken: Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(59));
        gate.Open();

        Assert.Equal(5, await rest);
    }

    [Fact]
    public async Task Gives_up_a_server_that_never_answers()
    {
        var gate = new Gate();
        _upstream.Answer("/x", Reply.Text("late") with { BeforeHeaders = gate });
        var fetch = GetAsync("/x");
        await gate.WaitForArrivalsAsync(1, Token);

        _time.Advance(TimeSpan.FromMinutes(5));

        var failure = await Assert.ThrowsAsync<TransferException>(() => fetch);
        Assert.Equal($"Get \"{_upstream.Url}/x\": net/http: timeout awaiting response headers", failure.Message);
    }

    [Fact]
    public async Task Waits_longer_for_the_first_answer_than_for_the_next_byte()
    {
        var gate = new Gate();
        _upstream.Answer("/x", Reply.Text("late") with { BeforeHeaders = gate });
        var fetch = GetAsync("/x");
        await gate.WaitForArrivalsAsync(1, Token);

        _time.Advance(TimeSpan.FromMinutes(4));
        gate.Open();

        await using var response = await fetch;
        Assert.Equal(200, response.StatusCode);
    }

    [Fact]
    public async Task Gives_up_a_connection_that_never_comes_about()
    {
        var asked = new TaskCompletionSource();
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions
        {
            TimeProvider = _time,
            Resolve = async (_, token) =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return [IPAddress.Loopback];
            },
        });
        var fetch = fetcher.GetAsync(new FetchRequest(Url.Parse("http://slow.test/x"), FetchPriority.Metadata), Token);
        await asked.Task.WaitAsync(Token);

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("Get \"http://slow.test/x\": dial tcp slow.test:80: i/o timeout", (await Assert.ThrowsAsync<TransferException>(() => fetch)).Message);
    }

    private Task<FetchResponse> GetAsync(string target) =>
        _fetcher.GetAsync(new FetchRequest(Url.Parse(_upstream.Url + target), FetchPriority.Metadata), Token);
}
