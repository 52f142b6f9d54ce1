using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Sutler.TestKit;
using Sutler.Transfer.Files;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.TransferFiles;

/// <summary>How fast transfers should be, and may be.</summary>
public sealed class PaceTests
{
    private const double Usual = 1_000_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("as usual", Usual, Usual, false)]
    [InlineData("slower", Usual / 9, Usual, false)]
    [InlineData("far slower", Usual / 11, Usual, true)]
    [InlineData("nothing", 0, Usual, true)]
    [InlineData("slow host", 0, 60_000.0, false)]
    [InlineData("unknown host", 0, null, false)]
    public void Stalled_is_what_is_far_slower_than_usual(string name, double rate, double? usual, bool stalled)
    {
        Assert.NotEmpty(name);
        Assert.Equal(stalled, new StallRule().IsStalled(rate, usual));
    }

    [Fact]
    public void Measures_a_transfer_against_those_beside_it()
    {
        var (rates, mine, other) = (new RateMemory(), new object(), new object());
        for (var second = 0; second < 30; second++)
        {
            rates.Note(other, TimeSpan.FromSeconds(second), second < 20 ? 1000 : 10);
            rates.Note(mine, TimeSpan.FromSeconds(second), 5);
        }

        // The link became slow for all of them.
        Assert.Equal(10, rates.Usual(mine, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(9)));
    }

    [Fact]
    public void Measures_a_transfer_that_is_alone_against_what_came_before()
    {
        var (rates, mine) = (new RateMemory(), new object());
        for (var second = 0; second < 30; second++)
        {
            rates.Note(mine, TimeSpan.FromSeconds(second), second < 20 ? 1000 : 10);
        }

        Assert.Equal(1000, rates.Usual(mine, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(10)));
        Assert.Null(rates.Usual(mine, TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Knows_nothing_of_a_host_without_samples() => Assert.Null(new RateMemory().Usual(new object(), TimeSpan.Zero, TimeSpan.FromSeconds(10)));

    [Fact]
    public async Task A_slow_disk_is_waited_for_and_not_taken_for_a_stalled_sender()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var world = new FileWorld();
        var content = FileWorld.Content(1 << 20);
        upstream.Answer("/file", Reply.File(content));

        // Each block takes longer to write than any sender may be silent, and than a retry may take in all.
        world.DiskTime = TimeSpan.FromMinutes(20);
        Assert.Equal(content, await world.FetchAsync(upstream.Url + "/file", Token));
        Assert.Empty(world.Retries);
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task A_limit_makes_whoever_reads_wait_until_the_bytes_were_due()
    {
        var time = new FakeTimeProvider();
        var limit = new BandwidthLimit(1000, time);
        Assert.Equal(512, limit.LargestRead);

        var first = limit.SpendAsync(500, Token).AsTask();
        var second = limit.SpendAsync(500, Token).AsTask();
        time.Advance(TimeSpan.FromSeconds(0.49));
        Assert.False(first.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.02));
        await first;
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.5));
        await second;

        // A pause saves nothing up.
        time.Advance(TimeSpan.FromMinutes(1));
        var third = limit.SpendAsync(1000, Token).AsTask();
        time.Advance(TimeSpan.FromSeconds(0.99));
        Assert.False(third.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.02));
        await third;
    }

    [Fact]
    public async Task A_limit_holds_all_bodies_together()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Otherwise = _ => Reply.Bytes(new byte[100_000]);
        var time = new HastyClock(TimeSpan.FromSeconds(29));
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { Bandwidth = 50_000, TimeProvider = time });
        var before = time.GetUtcNow();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(async i =>
        {
            await using var response = await fetcher.GetAsync(new FetchRequest(Url.Parse($"{upstream.Url}/{i}"), FetchPriority.Bulk), Token);
            Assert.Equal(100_000, (await response.ReadAllAsync(200_000, Token)).Length);
        }));

        Assert.True(time.GetUtcNow() - before >= TimeSpan.FromSeconds(5.9));
    }

    [Fact]
    public void Ranges_are_what_a_list_of_bytes_would_be()
    {
        Gen.Select(Gen.Int[0, 63], Gen.Int[1, 20]).Array[0, 30].Sample(added =>
        {
            var (ranges, bytes) = (new ByteRanges(), new bool[100]);
            foreach (var (first, count) in added)
            {
                ranges.Add(new ByteRange(first, first + count));
                Array.Fill(bytes, true, first, count);
            }

            Assert.Equal(bytes.Count(held => held), ranges.Total);
            Assert.Equal(bytes.TakeWhile(held => held).Count(), ranges.Prefix);
            Assert.Equal(Array.LastIndexOf(bytes, true) + 1, ranges.End);
            var gaps = ranges.Gaps(100).SelectMany(gap => Enumerable.Range((int)gap.First, (int)gap.Count));
            Assert.Equal(Enumerable.Range(0, 100).Where(i => !bytes[i]), gaps);
            Assert.All(ranges.All.Zip(ranges.All.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.First));
        });
    }
}
