using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Storage;
using Sutler.Storage.Blobs;
using Sutler.Storage.Content;
using Sutler.Storage.Events;
using Sutler.Storage.Index;
using Sutler.TestKit.Storage;
using Xunit;

namespace Sutler.Tests.Storage;

public sealed class ContentStoreTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBlobStore _blobs;
    private readonly MemoryIndexStore _index;
    private readonly ContentStore _store;

    public ContentStoreTests()
    {
        _blobs = new MemoryBlobStore(_time);
        _index = new MemoryIndexStore(_time);
        _store = new ContentStore(_blobs, _index, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _index.DisposeAsync();

    [Fact]
    public async Task Opens_what_was_stored_and_notes_the_use()
    {
        await StoreAsync("a", "hello");
        _time.Advance(TimeSpan.FromMinutes(1));
        await using var content = await _store.OpenAsync(Key("a"), Cancellation);
        Assert.Equal(5, content!.Bytes.Length);
        Assert.Equal(content.Entry.LastUsed.AddMinutes(1), (await _index.Entries.FindAsync(Key("a"), Cancellation))!.LastUsed);
        Assert.Null(await _store.OpenAsync(Key("b"), Cancellation));
    }

    [Fact]
    public async Task Lets_the_first_content_of_a_name_stay()
    {
        var first = Assert.IsType<EntryOutcome.Written>(await StoreAsync("a", "first")).Entry;
        Assert.Equal(first, Assert.IsType<EntryOutcome.Conflict>(await StoreAsync("a", "second")).Current);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(new Tally(1, 6), await new BlobSweep(_blobs, _index).DeleteUnreferencedAsync(Cancellation));
        Assert.NotNull(await _store.OpenAsync(Key("a"), Cancellation));
    }

    [Fact]
    public async Task Replaces_what_is_known()
    {
        var first = Assert.IsType<EntryOutcome.Written>(await StoreAsync("a", "first")).Entry;
        await using var writer = await BeginAsync("second");
        var second = Assert.IsType<EntryOutcome.Written>(await _store.ReplaceAsync(writer, first, EntryFacts.None, null, Cancellation)).Entry;
        Assert.Equal(BlobDigest.Of("second"u8), second.Digest);
        await using var late = await BeginAsync("third");
        Assert.IsType<EntryOutcome.Conflict>(await _store.ReplaceAsync(late, first, EntryFacts.None, null, Cancellation));
    }

    [Fact]
    public async Task Writes_no_entry_when_the_blob_could_not_be_committed()
    {
        _blobs.CommitFailure = digest => new StorageException($"blob {digest}: no") { Fault = StorageFault.Full };
        await Assert.ThrowsAsync<StorageException>(() => StoreAsync("a", "hello"));
        Assert.Null(await _index.Entries.FindAsync(Key("a"), Cancellation));
    }

    [Fact]
    public async Task Takes_a_lost_blob_for_a_miss_and_tells_it()
    {
        var entry = Assert.IsType<EntryOutcome.Written>(await StoreAsync("a", "hello")).Entry;
        await _blobs.DeleteAsync(entry.Digest, Cancellation);
        Assert.Null(await _store.OpenAsync(Key("a"), Cancellation));
        Assert.Null(await _index.Entries.FindAsync(Key("a"), Cancellation));
        Assert.Equal(StoreEventKind.Lost, (await LastEventAsync()).Kind);
        await StoreAsync("a", "hello");
        Assert.NotNull(await _store.OpenAsync(Key("a"), Cancellation));
    }

    [Fact]
    public async Task Quarantines_a_blob_of_the_wrong_length_with_all_that_stood_for_it()
    {
        var entry = Assert.IsType<EntryOutcome.Written>(await StoreAsync("a", "hello")).Entry;
        await StoreAsync("b", "hello");
        await StoreAsync("c", "other");
        _blobs.Damage(entry.Digest, "hell"u8.ToArray());
        Assert.Null(await _store.OpenAsync(Key("a"), Cancellation));
        Assert.Equal(["c"], (await _index.Entries.QueryAsync(new EntryQuery(), Cancellation)).Entries.Select(left => left.Key.Name));
        Assert.Equal(entry.Digest, Assert.Single(await _blobs.ListQuarantineAsync(10, Cancellation)).Digest);
        var told = await LastEventAsync();
        Assert.Equal((StoreEventKind.Quarantined, $"blob {entry.Digest} has 4 bytes instead of 5"), (told.Kind, told.Detail));
    }

    [Fact]
    public async Task Waits_for_a_deletion_to_end_before_it_stores_the_same_blob_anew()
    {
        await CondemnAsync("hello");
        var storing = StoreAsync("a", "hello");
        Assert.False(storing.IsCompleted);
        await _index.Ledger.ForgetAsync([BlobDigest.Of("hello"u8)], Cancellation);
        await TurnUntilAsync(storing);
        Assert.IsType<EntryOutcome.Written>(await storing);
        Assert.NotNull(await _store.OpenAsync(Key("a"), Cancellation));
    }

    [Fact]
    public async Task Gives_up_on_a_deletion_that_does_not_end()
    {
        await CondemnAsync("hello");
        var storing = StoreAsync("a", "hello");
        await TurnUntilAsync(storing);
        var error = await Assert.ThrowsAsync<StorageException>(() => storing);
        Assert.Equal($"blob {BlobDigest.Of("hello"u8)}: is still being deleted", error.Message);
    }

    [Fact]
    public async Task Sweeps_what_the_index_does_not_know()
    {
        await using (var writer = await BeginAsync("stray"))
        {
            await writer.FinishAsync(Cancellation);
            await writer.CommitAsync(Cancellation);
        }
        await StoreAsync("a", "hello");
        var sweep = new BlobSweep(_blobs, _index);
        Assert.Equal(new Tally(0, 0), await sweep.DeleteUnreferencedAsync(Cancellation));
        Assert.Equal(1, await sweep.AdoptStraysAsync(Cancellation));
        Assert.Equal(new Tally(1, 5), await sweep.DeleteUnreferencedAsync(Cancellation));
        Assert.Equal(BlobDigest.Of("hello"u8), Assert.Single((await _blobs.ListAsync(null, 10, Cancellation)).Blobs).Digest);
    }

    [Fact]
    public async Task Finishes_the_deletion_of_a_sweep_that_died()
    {
        await StoreAsync("a", "hello");
        await _index.Entries.RemoveAsync(Key("a"), null, RemovalReason.Evicted, "", Cancellation);
        _time.Advance(TimeSpan.FromHours(2));
        await _index.Ledger.CondemnAsync(10, Cancellation);
        await new BlobSweep(_blobs, _index).DeleteUnreferencedAsync(Cancellation);
        Assert.Empty((await _blobs.ListAsync(null, 10, Cancellation)).Blobs);
        Assert.IsType<EntryOutcome.Written>(await StoreAsync("a", "hello"));
    }

    private static IndexKey Key(string name) => IndexKey.Create("file", name);

    private async Task<EntryOutcome> StoreAsync(string name, string text)
    {
        await using var writer = await BeginAsync(text);
        return await _store.StoreAsync(writer, Key(name), EntryFacts.None, null, Cancellation);
    }

    private async Task<IBlobWriter> BeginAsync(string text)
    {
        var writer = await _blobs.BeginAsync(null, Cancellation);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        return writer;
    }

    private async Task CondemnAsync(string text)
    {
        await _index.Ledger.AdoptAsync([new LedgerBlob(BlobDigest.Of(Encoding.UTF8.GetBytes(text)), text.Length)], Cancellation);
        Assert.Single(await _index.Ledger.CondemnAsync(10, Cancellation));
    }

    private async Task<StoreEvent> LastEventAsync() => (await _index.Events.ReadAsync(0, 1000, Cancellation))[^1];

    // The clock turns only as far as somebody waits for it.
    private async Task TurnUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }
    }
}
