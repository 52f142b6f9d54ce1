using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Transfer;

/// <summary>A request shows that it starts by its trace line, at once if there is room: no waiting is needed to see that one does not.</summary>
public sealed class FetchOrderTests : IAsyncLifetime
{
    private readonly List<string> _started = [];
    private readonly Lock _lock = new();
    private ScriptedUpstream _upstream = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _upstream = await ScriptedUpstream.StartAsync();

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task Starts_six_requests_to_one_host_at_a_time()
    {
        var gate = new Gate();
        _upstream.Otherwise = _ => Reply.Text("x") with { BeforeHeaders = gate };
        await using var fetcher = Fetcher(6);

        var fetches = Enumerable.Range(0, 20).Select(i => ReadAsync(fetcher, $"/{i}", FetchPriority.Metadata)).ToList();

        Assert.Equal(6, Started().Count);
        await gate.WaitForArrivalsAsync(6, Token);
        gate.Open();
        await Task.WhenAll(fetches);
        Assert.Equal(20, Started().Count);
        Assert.Equal(6, _upstream.MostInFlight);
    }

    [Fact]
    public async Task Limits_each_host_for_itself()
    {
        await using var other = await ScriptedUpstream.StartAsync();
        var gate = new Gate();
        _upstream.Otherwise = other.Otherwise = _ => Reply.Text("x") with { BeforeHeaders = gate };
        await using var fetcher = Fetcher(1);

        var here = ReadAsync(fetcher, "/x", FetchPriority.Metadata);
        var there = ReadUrlAsync(fetcher, other.Url + "/x", FetchPriority.Metadata, Token);
        await gate.WaitForArrivalsAsync(2, Token);
        gate.Open();

        await Task.WhenAll(here, there);
    }

    [Fact]
    public async Task Starts_metadata_before_bulk_and_each_in_the_order_asked()
    {
        var gate = new Gate();
        _upstream.Otherwise = _ => Reply.Text("x") with { BeforeHeaders = gate };
        await using var fetcher = Fetcher(1);

        Task[] fetches =
        [
            ReadAsync(fetcher, "/first", FetchPriority.Bulk),
            ReadAsync(fetcher, "/b1", FetchPriority.Bulk),
            ReadAsync(fetcher, "/m1", FetchPriority.Metadata),
            ReadAsync(fetcher, "/b2", FetchPriority.Bulk),
            ReadAsync(fetcher, "/m2", FetchPriority.Metadata),
        ];
        gate.Open();
        await Task.WhenAll(fetches);

        Assert.Equal(["/first", "/m1", "/m2", "/b1", "/b2"], _upstream.Targets);
    }

    [Fact]
    public async Task Large_files_and_the_small_ones_that_go_with_them_take_turns()
    {
        var gate = new Gate();
        _upstream.Otherwise = _ => Reply.Text("x") with { BeforeHeaders = gate };
        await using var fetcher = Fetcher(1);

        Task[] fetches =
        [
            ReadAsync(fetcher, "/first", FetchPriority.Bulk),
            ReadAsync(fetcher, "/c1", FetchPriority.Companion),
            ReadAsync(fetcher, "/b1", FetchPriority.Bulk),
            ReadAsync(fetcher, "/c2", FetchPriority.Companion),
            ReadAsync(fetcher, "/b2", FetchPriority.Bulk),
            ReadAsync(fetcher, "/m", FetchPriority.Metadata),
        ];
        gate.Open();
        await Task.WhenAll(fetches);

        Assert.Equal(["/first", "/m", "/c1", "/b1", "/c2", "/b2"], _upstream.Targets);
    }

    [Fact]
    public async Task Keeps_places_free_of_large_files_where_it_is_told_to()
    {
        var gate = new Gate();
        _upstream.Otherwise = request => Reply.Text("x") with { InBody = request.Target.StartsWith("/b", StringComparison.Ordinal) ? gate : null };
        await using var fetcher = Fetcher(3, bulk: 2);

        var bulk = new[] { "/b1", "/b2", "/b3" }.Select(target => ReadAsync(fetcher, target, FetchPriority.Bulk)).ToList();
        await gate.WaitForArrivalsAsync(2, Token);
        await ReadAsync(fetcher, "/m", FetchPriority.Metadata);

        Assert.DoesNotContain("/b3", _upstream.Targets);
        gate.Open();
        await Task.WhenAll(bulk);
        Assert.Contains("/b3", _upstream.Targets);
    }

    [Fact]
    public async Task A_redirect_to_the_same_host_keeps_its_place()
    {
        var gate = new Gate();
        _upstream.Otherwise = _ => Reply.Text("x");
        _upstream.Answer("/first", Reply.Redirect("/second") with { BeforeHeaders = gate });
        await using var fetcher = Fetcher(1);

        Task[] fetches = [ReadAsync(fetcher, "/first", FetchPriority.Metadata), ReadAsync(fetcher, "/a", FetchPriority.Bulk), ReadAsync(fetcher, "/b", FetchPriority.Bulk)];
        gate.Open();
        await Task.WhenAll(fetches);

        Assert.Equal(["/first", "/second", "/a", "/b"], _upstream.Targets);
    }

    [Fact]
    public async Task Holds_its_place_until_the_body_is_read()
    {
        _upstream.Otherwise = _ => Reply.Text("x");
        await using var fetcher = Fetcher(1);
        await using var first = await fetcher.GetAsync(new FetchRequest(Url.Parse(_upstream.Url + "/1"), FetchPriority.Metadata), Token);

        var second = ReadAsync(fetcher, "/2", FetchPriority.Metadata);
        Assert.Single(Started());

        await first.ReadAllAsync(10, Token);
        await second;
        Assert.Equal(2, Started().Count);
    }

    [Fact]
    public async Task Gives_its_place_back_when_the_body_is_not_wanted()
    {
        _upstream.Otherwise = _ => Reply.Bytes(new byte[1 << 20]);
        await using var fetcher = Fetcher(1);
        var first = await fetcher.GetAsync(new FetchRequest(Url.Parse(_upstream.Url + "/1"), FetchPriority.Metadata), Token);
        var second = ReadAsync(fetcher, "/2", FetchPriority.Metadata);

        await first.DisposeAsync();
        await second;

        Assert.Equal(2, Started().Count);
    }

    [Fact]
    public async Task Gives_its_place_back_when_the_request_fails()
    {
        _upstream.Otherwise = _ => new Reply { HangUp = true };
        await using var fetcher = Fetcher(1);

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<TransferException>(() => ReadAsync(fetcher, "/x", FetchPriority.Metadata));
        }
    }

    [Fact]
    public async Task One_that_gives_up_waiting_takes_no_place()
    {
        var gate = new Gate();
        _upstream.Otherwise = _ => Reply.Text("x") with { BeforeHeaders = gate };
        await using var fetcher = Fetcher(1);
        using var giveUp = new CancellationTokenSource();
        var first = ReadAsync(fetcher, "/1", FetchPriority.Metadata);
        var second = ReadUrlAsync(fetcher, _upstream.Url + "/2", FetchPriority.Metadata, giveUp.Token);
        var third = ReadAsync(fetcher, "/3", FetchPriority.Metadata);

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.Open();
        await Task.WhenAll(first, third);

        Assert.Equal(["/1", "/3"], _upstream.Targets);
    }

    private HttpFetcher Fetcher(int limit, int? bulk = null) => new(new HttpFetcherOptions
    {
        Http1Limit = limit,
        Http1BulkLimit = bulk,
        Trace = line =>
        {
            lock (_lock)
            {
                if (line.Count(c => c == ' ') == 2)
                {
                    _started.Add(line);
                }
            }
        },
    });

    private List<string> Started()
    {
        lock (_lock)
        {
            return [.. _started];
        }
    }

    private Task ReadAsync(HttpFetcher fetcher, string target, FetchPriority priority) => ReadUrlAsync(fetcher, _upstream.Url + target, priority, Token);

    private static async Task ReadUrlAsync(HttpFetcher fetcher, string url, FetchPriority priority, CancellationToken cancellationToken)
    {
        await using var response = await fetcher.GetAsync(new FetchRequest(Url.Parse(url), priority), cancellationToken);
        await response.ReadAllAsync(1 << 20, cancellationToken);
    }
}
