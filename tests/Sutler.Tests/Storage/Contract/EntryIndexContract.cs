using Sutler.Storage.Events;
using Sutler.Storage.Index;
using Xunit;

namespace Sutler.Tests.Storage.Contract;

public abstract class EntryIndexContract<TAdapter> : IndexContract<TAdapter>
    where TAdapter : IIndexAdapter, new()
{
    private static readonly EntryFacts Facts = new() { MediaType = "text/plain", Source = "https://example.com", ContentHash = "h1:abc", Authority = "log.example" };

    [Fact]
    public async Task Finds_what_was_written_with_all_that_is_known_of_it()
    {
        Assert.True(await Index.Ledger.ReserveAsync(Digest("a"), 17, TimeSpan.FromHours(1), Cancellation));
        var written = Assert.IsType<EntryOutcome.Written>(await Index.Entries.PutAsync(new EntryWrite { Key = Key("a"), Digest = Digest("a"), Facts = Facts }, Cancellation)).Entry;
        Assert.Equal(
            new IndexEntry
            {
                Key = Key("a"),
                Digest = Digest("a"),
                Length = 17,
                Facts = Facts,
                FirstSeen = Start,
                LastUsed = Start,
                LastChecked = Start,
                IsPinned = false,
                Revision = written.Revision,
            },
            written);
        Assert.Equal(written, await Index.Entries.FindAsync(Key("a"), Cancellation));
    }

    [Fact]
    public async Task Keeps_facts_that_are_missing_missing()
    {
        await PutAsync("a");
        Assert.Equal(EntryFacts.None, (await Index.Entries.FindAsync(Key("a"), Cancellation))!.Facts);
    }

    [Fact]
    public async Task Finds_nothing_under_other_names_and_areas()
    {
        await PutAsync("a");
        Assert.Null(await Index.Entries.FindAsync(Key("A"), Cancellation));
        Assert.Null(await Index.Entries.FindAsync(Key("a", "other"), Cancellation));
    }

    [Fact]
    public async Task Finds_many_at_once_and_leaves_out_what_is_not_there()
    {
        for (var i = 0; i < 40; i++)
        {
            await PutAsync($"n{i}");
        }
        var found = await Index.Entries.FindManyAsync([.. Enumerable.Range(0, 1000).Select(i => Key($"n{i}")), Key("n1")], Cancellation);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"n{i}").Order(), found.Select(entry => entry.Key.Name).Order());
    }

    [Fact]
    public async Task Lets_the_first_entry_of_a_name_stay()
    {
        var first = await PutAsync("a", "first");
        await Index.Ledger.ReserveAsync(Digest("second"), 6, TimeSpan.FromHours(1), Cancellation);
        var outcome = await Index.Entries.PutAsync(new EntryWrite { Key = Key("a"), Digest = Digest("second"), Facts = Facts }, Cancellation);
        Assert.Equal(first, Assert.IsType<EntryOutcome.Conflict>(outcome).Current);
        Assert.Equal(first, await Index.Entries.FindAsync(Key("a"), Cancellation));
    }

    [Fact]
    public async Task Replaces_only_the_revision_that_is_named()
    {
        var first = await PutAsync("a", "first");
        await UseAsync("a");
        Time.Advance(TimeSpan.FromHours(1));
        await Index.Ledger.ReserveAsync(Digest("second"), 6, TimeSpan.FromHours(1), Cancellation);
        var write = new EntryWrite { Key = Key("a"), Digest = Digest("second"), Facts = Facts, Replaces = first.Revision };
        var second = Assert.IsType<EntryOutcome.Written>(await Index.Entries.PutAsync(write, Cancellation)).Entry;
        Assert.Equal((Digest("second"), 6L, Start.AddHours(1)), (second.Digest, second.Length, second.FirstSeen));
        Assert.True(second.Revision > first.Revision);
        Assert.IsType<EntryOutcome.Conflict>(await Index.Entries.PutAsync(write, Cancellation));
        Assert.True(await Index.Entries.RemoveAsync(Key("a"), second.Revision, RemovalReason.Purged, "", Cancellation));
        Assert.IsType<EntryOutcome.Gone>(await Index.Entries.PutAsync(write, Cancellation));
    }

    [Fact]
    public async Task Learns_new_facts_without_forgetting_since_when_the_bytes_are_there()
    {
        var first = await PutAsync("a");
        Time.Advance(TimeSpan.FromHours(1));
        var write = new EntryWrite { Key = Key("a"), Digest = first.Digest, Facts = Facts, Replaces = first.Revision };
        var second = Assert.IsType<EntryOutcome.Written>(await Index.Entries.PutAsync(write, Cancellation)).Entry;
        Assert.Equal((Start, Start.AddHours(1), Facts), (second.FirstSeen, second.LastChecked, second.Facts));
    }

    [Fact]
    public async Task Writes_no_entry_for_a_blob_that_is_not_reserved() =>
        Assert.IsType<EntryOutcome.BlobNotReserved>(await Index.Entries.PutAsync(new EntryWrite { Key = Key("a"), Digest = Digest("a"), Facts = Facts }, Cancellation));

    [Fact]
    public async Task Never_uses_a_revision_twice_for_a_name()
    {
        var first = await PutAsync("a");
        await Index.Entries.RemoveAsync(Key("a"), null, RemovalReason.Evicted, "", Cancellation);
        var second = await PutAsync("a");
        Assert.True(second.Revision > first.Revision);
        Assert.False(await Index.Entries.RemoveAsync(Key("a"), first.Revision, RemovalReason.Evicted, "", Cancellation));
    }

    [Fact]
    public async Task Refuses_facts_without_end() =>
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Index.Entries.PutAsync(new EntryWrite { Key = Key("a"), Digest = Digest("a"), Facts = new EntryFacts { Source = new string('x', 2049) } }, Cancellation));

    [Fact]
    public async Task Removes_and_tells_why()
    {
        await PutAsync("a");
        var before = await Index.Events.LastAsync(Cancellation);
        Assert.True(await Index.Entries.RemoveAsync(Key("a"), null, RemovalReason.Quarantined, new string('x', 2000), Cancellation));
        Assert.False(await Index.Entries.RemoveAsync(Key("a"), null, RemovalReason.Quarantined, "", Cancellation));
        var told = Assert.Single(await Index.Events.ReadAsync(before, 10, Cancellation));
        Assert.Equal((StoreEventKind.Quarantined, "file", "a", Start, 1000), (told.Kind, told.Area, told.Name, told.At, told.Detail.Length));
    }

    [Fact]
    public async Task Notes_uses_and_checks_without_changing_the_revision()
    {
        var entry = await PutAsync("a");
        Time.Advance(TimeSpan.FromMinutes(1));
        await UseAsync("a");
        await UseAsync("nowhere");
        Time.Advance(TimeSpan.FromMinutes(1));
        await Index.Entries.MarkCheckedAsync([Key("a"), Key("nowhere")], Cancellation);
        Assert.Equal(
            entry with { LastUsed = Start.AddMinutes(1), LastChecked = Start.AddMinutes(2) },
            await Index.Entries.FindAsync(Key("a"), Cancellation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(500)]
    public async Task Lists_by_name_in_pages_of_any_size(int limit)
    {
        foreach (var name in (string[])["b/2", "a/1", "b/10", "b!1", "c"])
        {
            await PutAsync(name);
        }
        await PutAsync("b/3", area: "other");
        Assert.Equal(["a/1", "b!1", "b/10", "b/2", "c", "b/3"], await NamesAsync(new EntryQuery { Limit = limit }));
        Assert.Equal(["a/1", "b!1", "b/10", "b/2", "c"], await NamesAsync(new EntryQuery { Limit = limit, Area = "file" }));
        Assert.Equal(["b/10", "b/2"], await NamesAsync(new EntryQuery { Limit = limit, Area = "file", Prefix = "b/" }));
        Assert.Empty(await NamesAsync(new EntryQuery { Limit = limit, Area = "none" }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Lists_the_longest_unused_first_and_names_among_equals(int limit)
    {
        foreach (var name in (string[])["d", "c", "b", "a"])
        {
            await PutAsync(name);
        }
        Time.Advance(TimeSpan.FromMinutes(1));
        await UseAsync("b");
        Time.Advance(TimeSpan.FromMinutes(1));
        await PutAsync("e");
        Assert.Equal(["a", "c", "d", "b", "e"], await NamesAsync(new EntryQuery { Order = EntryOrder.LastUsed, Limit = limit }));
        Assert.Equal(["a", "c", "d"], await NamesAsync(new EntryQuery { Order = EntryOrder.LastUsed, Before = Start.AddMinutes(1), Limit = limit }));
    }

    [Fact]
    public async Task Lists_by_each_time()
    {
        await PutAsync("old");
        Time.Advance(TimeSpan.FromMinutes(1));
        await PutAsync("new");
        Time.Advance(TimeSpan.FromMinutes(1));
        await Index.Entries.MarkCheckedAsync([Key("old")], Cancellation);
        Assert.Equal(["old", "new"], await NamesAsync(new EntryQuery { Order = EntryOrder.FirstSeen }));
        Assert.Equal(["new", "old"], await NamesAsync(new EntryQuery { Order = EntryOrder.LastChecked }));
        Assert.Equal(["old"], await NamesAsync(new EntryQuery { Order = EntryOrder.FirstSeen, Before = Start.AddMinutes(1) }));
    }

    [Fact]
    public async Task Lists_what_stands_for_a_blob()
    {
        await PutAsync("a", "same");
        await PutAsync("b", "other");
        await PutAsync("c", "same");
        Assert.Equal(["a", "c"], await NamesAsync(new EntryQuery { Blob = Digest("same"), Limit = 1 }));
    }

    [Theory]
    [InlineData("no limit", 0, null, "")]
    [InlineData("too many", 10_001, null, "")]
    [InlineData("names of no area", 10, null, "x")]
    [InlineData("no area", 10, "UPPER", "")]
    [InlineData("no name", 10, "file", "with space")]
    public async Task Refuses_questions_that_make_no_sense(string what, int limit, string? area, string prefix)
    {
        Assert.NotEmpty(what);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Index.Entries.QueryAsync(new EntryQuery { Limit = limit, Area = area, Prefix = prefix }, Cancellation));
    }

    [Fact]
    public async Task Lets_one_of_many_writers_win()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            async () =>
            {
                await Index.Ledger.ReserveAsync(Digest($"{i}"), 1, TimeSpan.FromHours(1), Cancellation);
                return await Index.Entries.PutAsync(new EntryWrite { Key = Key("a"), Digest = Digest($"{i}"), Facts = EntryFacts.None }, Cancellation);
            },
            Cancellation)));
        var winner = Assert.Single(outcomes.OfType<EntryOutcome.Written>()).Entry;
        Assert.All(outcomes.OfType<EntryOutcome.Conflict>(), lost => Assert.Equal(winner, lost.Current));
        Assert.Equal(winner, await Index.Entries.FindAsync(Key("a"), Cancellation));
    }
}
