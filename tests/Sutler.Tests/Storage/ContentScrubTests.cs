using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Storage;
using Sutler.Storage.Blobs;
using Sutler.Storage.Content;
using Sutler.Storage.Index;
using Sutler.TestKit.Storage;
using Xunit;

namespace Sutler.Tests.Storage;

public sealed class ContentScrubTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBlobStore _blobs;
    private readonly ContentStore _store;

    public ContentScrubTests()
    {
        _blobs = new MemoryBlobStore(_time);
        _store = new ContentStore(_blobs, new MemoryIndexStore(_time), _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checks_the_longest_unchecked_first_and_what_was_checked_lately_not_at_all()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            await StoreAsync(name, name + name);
            _time.Advance(TimeSpan.FromHours(1));
        }
        var scrub = new ContentScrub(_store, null, _time);
        Assert.Equal(new Tally(2, 4), (await scrub.RunAsync(TimeSpan.FromMinutes(90), 10, Cancellation)).Checked);
        Assert.Equal(new Tally(0, 0), (await scrub.RunAsync(TimeSpan.FromMinutes(90), 10, Cancellation)).Checked);
        Assert.Equal(new Tally(1, 2), (await scrub.RunAsync(TimeSpan.Zero, 1, Cancellation)).Checked);
    }

    [Fact]
    public async Task Sets_damage_aside_and_says_what_to_fetch_again()
    {
        var digest = await StoreAsync("a", "sound");
        await StoreAsync("b", "sound");
        await StoreAsync("c", "other");
        _blobs.Damage(digest, "wrong"u8.ToArray());
        _time.Advance(TimeSpan.FromHours(1));
        var result = await new ContentScrub(_store, null, _time).RunAsync(TimeSpan.FromMinutes(1), 10, Cancellation);
        Assert.Equal(["a", "b"], result.Removed.Select(entry => entry.Key.Name));
        Assert.Equal(digest, Assert.Single(await _blobs.ListQuarantineAsync(10, Cancellation)).Digest);
        Assert.Null(await _store.OpenAsync(Key("a"), Cancellation));
        Assert.NotNull(await _store.OpenAsync(Key("c"), Cancellation));
    }

    [Fact]
    public async Task Removes_what_is_lost()
    {
        await _blobs.DeleteAsync(await StoreAsync("a", "sound"), Cancellation);
        _time.Advance(TimeSpan.FromHours(1));
        var result = await new ContentScrub(_store, null, _time).RunAsync(TimeSpan.FromMinutes(1), 10, Cancellation);
        Assert.Equal("a", Assert.Single(result.Removed).Key.Name);
        Assert.Null(await _store.Index.Entries.FindAsync(Key("a"), Cancellation));
    }

    [Fact]
    public async Task Asks_who_knows_more_of_the_content()
    {
        await StoreAsync("a", "right");
        await StoreAsync("b", "wrong");
        _time.Advance(TimeSpan.FromHours(1));
        var result = await new ContentScrub(_store, new Suspicious(), _time).RunAsync(TimeSpan.FromMinutes(1), 10, Cancellation);
        Assert.Equal("b", Assert.Single(result.Removed).Key.Name);
        Assert.Equal("says wrong", (await _store.Index.Events.ReadAsync(0, 100, Cancellation))[^1].Detail);
    }

    [Fact]
    public async Task Goes_on_behind_what_cannot_be_read_and_does_not_take_it_for_damaged()
    {
        var digest = await StoreAsync("a", "unreadable");
        await StoreAsync("b", "sound");
        _time.Advance(TimeSpan.FromHours(1));
        _blobs.OpenFailure = each => each == digest ? new StorageException("open x: too many open files") : null;
        var scrub = new ContentScrub(_store, null, _time);
        var result = await scrub.RunAsync(TimeSpan.FromMinutes(1), 10, Cancellation);
        Assert.Equal((new Tally(1, 5), "a", "open x: too many open files"), (result.Checked, Assert.Single(result.Unreadable).Entry.Key.Name, result.Unreadable[0].Failure.Message));
        Assert.Empty(result.Removed);
        _blobs.OpenFailure = static _ => null;
        Assert.Equal(new Tally(1, 10), (await scrub.RunAsync(TimeSpan.FromMinutes(1), 10, Cancellation)).Checked);
    }

    private static IndexKey Key(string name) => IndexKey.Create("file", name);

    private async Task<BlobDigest> StoreAsync(string name, string text)
    {
        await using var writer = await _blobs.BeginAsync(null, Cancellation);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        return Assert.IsType<EntryOutcome.Written>(await _store.StoreAsync(writer, Key(name), EntryFacts.None, null, Cancellation)).Entry.Digest;
    }

    private sealed class Suspicious : IContentVerifier
    {
        public async ValueTask<string?> FindFaultAsync(IndexEntry entry, BlobContent bytes, CancellationToken cancellationToken)
        {
            var buffer = new byte[5];
            await bytes.ReadAsync(buffer, 0, cancellationToken);
            return Encoding.UTF8.GetString(buffer) == "wrong" ? "says wrong" : null;
        }
    }
}
