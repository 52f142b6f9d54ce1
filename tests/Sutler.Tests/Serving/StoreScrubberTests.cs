using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Sutler.Serving;
using Sutler.Storage.Blobs;
using Sutler.Storage.Content;
using Sutler.Storage.Index;
using Sutler.TestKit.Storage;
using Xunit;

namespace Sutler.Tests.Serving;

public sealed class StoreScrubberTests
{
    private readonly WatchedTime _time = new();
    private readonly MemoryBlobStore _blobs;
    private readonly ContentStore _store;
    private readonly TaskCompletionSource<string> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoreScrubberTests()
    {
        _blobs = new MemoryBlobStore(_time);
        _store = new ContentStore(_blobs, new MemoryIndexStore(_time), _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sets_damage_aside_wherever_in_the_store_it_is()
    {
        // More than one stretch, the damage in the last.
        BlobDigest last = default;
        for (var number = 0; number < 50; number++)
        {
            last = await StoreAsync($"ex.com/m{number}/@v/v1.0.0.info", [(byte)number]);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _blobs.Damage(last, "x"u8.ToArray());
        _time.Advance(TimeSpan.FromDays(1));
        await using var scrubber = new StoreScrubber(_store, _time, _told.SetResult, _ => { });
        await _time.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("ex.com/m49/@v/v1.0.0.info is damaged or lost in the store: set aside, and fetched again when it is asked for", await _told.Task.WaitAsync(Cancellation));
        Assert.Null(await _store.OpenAsync(IndexKey.Create("go-file", "ex.com/m49/@v/v1.0.0.info"), Cancellation));
        Assert.NotNull(await _store.OpenAsync(IndexKey.Create("go-file", "ex.com/m48/@v/v1.0.0.info"), Cancellation));
    }

    // A server that was killed holds the lease for a while yet; and there are hashes besides bytes.
    [Fact]
    public async Task Waits_for_the_lease_and_checks_hashes()
    {
        await _store.Index.Leases.TryAcquireAsync(IndexKey.Create("lease", "scrub"), TimeSpan.FromMinutes(5), Cancellation);
        await StoreAsync("ex.com/a/@v/v1.0.0.mod", "module ex.com/b\n"u8.ToArray(), "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=");
        await using var scrubber = new StoreScrubber(_store, _time, _told.SetResult, _ => { });
        await _time.PassAsync(TimeSpan.FromMinutes(1));
        await _time.PassAsync(TimeSpan.FromMinutes(10), TimeSpan.FromDays(1));

        Assert.StartsWith("ex.com/a/@v/v1.0.0.mod is damaged", await _told.Task.WaitAsync(Cancellation), StringComparison.Ordinal);
    }

    private async Task<BlobDigest> StoreAsync(string name, byte[] bytes, string? hash = null)
    {
        await using var writer = await _store.Blobs.BeginAsync(bytes.Length, Cancellation);
        await writer.WriteAsync(bytes, Cancellation);
        var outcome = await _store.StoreAsync(writer, IndexKey.Create("go-file", name), EntryFacts.None with { ContentHash = hash }, null, Cancellation);
        return Assert.IsType<EntryOutcome.Written>(outcome).Entry.Digest;
    }

    /// <summary>A clock that goes on only when somebody waits for it.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _waits.Writer.TryWrite(dueTime);
            return timer;
        }

        public async Task PassAsync(TimeSpan wait, TimeSpan? by = null)
        {
            while (await _waits.Reader.ReadAsync(Cancellation) != wait)
            {
            }

            Advance(by ?? wait);
        }
    }
}
