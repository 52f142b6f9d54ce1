using Sutler.Storage.Index;
using Sutler.Storage.Pins;
using Sutler.Storage.Values;
using Xunit;

namespace Sutler.Tests.Storage.Contract;

public abstract class TotalsContract<TAdapter> : IndexContract<TAdapter>
    where TAdapter : IIndexAdapter, new()
{
    [Fact]
    public async Task Counts_nothing_in_an_empty_store()
    {
        var totals = await Index.CountAsync(Cancellation);
        Assert.Equal(default, totals.Blobs);
        Assert.Equal(default, totals.UnreferencedBlobs);
        Assert.Equal(default, totals.Pinned);
        Assert.All(totals.Areas, area => Assert.Equal(default, area.Entries));
    }

    [Fact]
    public async Task Counts_shared_blobs_once_and_entries_each()
    {
        await PutAsync("a", "12345");
        await PutAsync("b", "12345");
        await PutAsync("c", "123", area: "other");
        await Index.Ledger.ReserveAsync(Digest("reserved"), 100, TimeSpan.FromHours(1), Cancellation);
        await Index.Pins.PutAsync(new PinSet { Name = "app" }, [Key("a"), Key("c", "other")], Cancellation);
        await Index.Values.PutAsync(Value("v", 7), Cancellation);
        var totals = await Index.CountAsync(Cancellation);
        Assert.Equal((new Tally(3, 108), new Tally(1, 100), new Tally(2, 8)), (totals.Blobs, totals.UnreferencedBlobs, totals.Pinned));
        Assert.Equal(
            [new AreaTotals("file", new Tally(2, 10), default), new AreaTotals("list", default, new Tally(1, 7)), new AreaTotals("other", new Tally(1, 3), default)],
            totals.Areas.Where(area => area.Entries.Count + area.Values.Count > 0));
    }

    [Fact]
    public async Task Counts_rightly_after_everything_that_changes_something()
    {
        var a = await PutAsync("a", "12345");
        await Index.Pins.PutAsync(new PinSet { Name = "app" }, [Key("a")], Cancellation);
        await Index.Ledger.ReserveAsync(Digest("1"), 1, TimeSpan.FromHours(1), Cancellation);
        await Index.Entries.PutAsync(new EntryWrite { Key = Key("a"), Digest = Digest("1"), Facts = EntryFacts.None, Replaces = a.Revision }, Cancellation);
        await Index.Values.PutAsync(Value("v", 7), Cancellation);
        await Index.Values.PutAsync(Value("v", 3), Cancellation);
        await Index.Values.PutAsync(Value("w", 3), Cancellation);
        await Index.Values.RemoveAsync("list", "w", Cancellation);
        var totals = await Index.CountAsync(Cancellation);
        Assert.Equal((new Tally(2, 6), new Tally(1, 5), new Tally(1, 1)), (totals.Blobs, totals.UnreferencedBlobs, totals.Pinned));
        Assert.Equal((new Tally(1, 1), new Tally(1, 3)), (totals.Areas.Single(area => area.Area == "file").Entries, totals.Areas.Single(area => area.Area == "list").Values));

        await Index.Entries.RemoveAsync(Key("a"), null, RemovalReason.Evicted, "", Cancellation);
        await Index.Pins.RemoveAsync("app", Cancellation);
        Time.Advance(TimeSpan.FromHours(1));
        await Index.Ledger.ForgetAsync([.. (await Index.Ledger.CondemnAsync(10, Cancellation)).Select(blob => blob.Digest)], Cancellation);
        totals = await Index.CountAsync(Cancellation);
        Assert.Equal((default, default, default), (totals.Blobs, totals.UnreferencedBlobs, totals.Pinned));
    }

    private static ValueWrite Value(string name, int length) => new()
    {
        Key = Key(name, "list"),
        Content = new ValueContent.Present(new byte[length], ""),
        FetchedAt = Start,
        FreshUntil = null,
    };
}
