using Sutler.Storage.Index;
using Xunit;

namespace Sutler.Tests.Storage.Contract;

public abstract class BlobLedgerContract<TAdapter> : IndexContract<TAdapter>
    where TAdapter : IIndexAdapter, new()
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Condemns_no_blob_that_is_reserved_or_named()
    {
        await PutAsync("named");
        Time.Advance(Hour * 2);
        await Index.Ledger.ReserveAsync(Digest("reserved"), 8, Hour, Cancellation);
        Assert.Empty(await Index.Ledger.CondemnAsync(10, Cancellation));
    }

    [Fact]
    public async Task Condemns_what_was_reserved_and_never_named()
    {
        await Index.Ledger.ReserveAsync(Digest("a"), 8, Hour, Cancellation);
        Time.Advance(Hour);
        Assert.Equal([new LedgerBlob(Digest("a"), 8)], await Index.Ledger.CondemnAsync(10, Cancellation));
    }

    [Fact]
    public async Task Does_not_shorten_a_reservation()
    {
        await Index.Ledger.ReserveAsync(Digest("a"), 8, Hour * 2, Cancellation);
        await Index.Ledger.ReserveAsync(Digest("a"), 8, Hour, Cancellation);
        Time.Advance(Hour);
        Assert.Empty(await Index.Ledger.CondemnAsync(10, Cancellation));
    }

    [Fact]
    public async Task Condemns_a_blob_with_its_last_entry()
    {
        await PutAsync("a", "same");
        await PutAsync("b", "same");
        Time.Advance(Hour);
        await Index.Entries.RemoveAsync(Key("a"), null, RemovalReason.Evicted, "", Cancellation);
        Assert.Empty(await Index.Ledger.CondemnAsync(10, Cancellation));
        await Index.Entries.RemoveAsync(Key("b"), null, RemovalReason.Evicted, "", Cancellation);
        Assert.Single(await Index.Ledger.CondemnAsync(10, Cancellation));
    }

    [Fact]
    public async Task Neither_reserves_nor_names_a_condemned_blob_until_it_is_forgotten()
    {
        await Index.Ledger.ReserveAsync(Digest("a"), 8, Hour, Cancellation);
        Time.Advance(Hour);
        await Index.Ledger.CondemnAsync(10, Cancellation);
        Assert.False(await Index.Ledger.ReserveAsync(Digest("a"), 8, Hour, Cancellation));
        var write = new EntryWrite { Key = Key("a"), Digest = Digest("a"), Facts = EntryFacts.None };
        Assert.IsType<EntryOutcome.BlobNotReserved>(await Index.Entries.PutAsync(write, Cancellation));

        await Index.Ledger.ForgetAsync([Digest("a")], Cancellation);
        Assert.IsType<EntryOutcome.BlobNotReserved>(await Index.Entries.PutAsync(write, Cancellation));
        Assert.True(await Index.Ledger.ReserveAsync(Digest("a"), 8, Hour, Cancellation));
        Assert.IsType<EntryOutcome.Written>(await Index.Entries.PutAsync(write, Cancellation));
    }

    [Fact]
    public async Task Names_what_an_earlier_sweep_condemned_again()
    {
        await Index.Ledger.ReserveAsync(Digest("a"), 8, Hour, Cancellation);
        Time.Advance(Hour);
        var first = await Index.Ledger.CondemnAsync(10, Cancellation);
        Assert.Equal(first, await Index.Ledger.CondemnAsync(10, Cancellation));
    }

    [Fact]
    public async Task Forgets_only_what_is_condemned()
    {
        await PutAsync("a");
        await Index.Ledger.ForgetAsync([Digest("a"), Digest("unknown")], Cancellation);
        Assert.Equal(new Tally(1, 1), (await Index.CountAsync(Cancellation)).Blobs);
    }

    [Fact]
    public async Task Condemns_no_more_than_asked_for()
    {
        for (var i = 0; i < 5; i++)
        {
            await Index.Ledger.ReserveAsync(Digest($"{i}"), 1, Hour, Cancellation);
        }
        Time.Advance(Hour);
        Assert.Equal(3, (await Index.Ledger.CondemnAsync(3, Cancellation)).Count);
    }

    [Fact]
    public async Task Adopts_only_blobs_that_it_does_not_know()
    {
        await PutAsync("a");
        Assert.Equal(1, await Index.Ledger.AdoptAsync([new LedgerBlob(Digest("a"), 1), new LedgerBlob(Digest("stray"), 5)], Cancellation));
        Assert.Equal([new LedgerBlob(Digest("stray"), 5)], await Index.Ledger.CondemnAsync(10, Cancellation));
    }

    [Fact]
    public async Task Counts_the_entries_of_a_blob()
    {
        await PutAsync("a", "same");
        await PutAsync("b", "same");
        await PutAsync("c");
        await Index.Ledger.ReserveAsync(Digest("reserved"), 8, Hour, Cancellation);
        var counts = await Index.Ledger.CountReferencesAsync([Digest("same"), Digest("c"), Digest("reserved"), Digest("unknown")], Cancellation);
        Assert.Equal((2, 1, 0, 0), (counts[Digest("same")], counts[Digest("c")], counts.GetValueOrDefault(Digest("reserved")), counts.GetValueOrDefault(Digest("unknown"))));
    }
}
