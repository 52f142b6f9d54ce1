using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Sutler.Serving.Metrics;
using Sutler.Storage.Content;
using Sutler.Storage.Index;
using Sutler.TestKit.Storage;
using Xunit;

namespace Sutler.Tests.Serving.Metrics;

/// <summary>What is told of the store.</summary>
public sealed class StoreMeterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tells_what_was_counted_last()
    {
        var time = new FakeTimeProvider();
        using var meter = new Meter("sutler.server");
        var store = new ContentStore(new MemoryBlobStore(time), new MemoryIndexStore(time), time);
        var stored = new StoreMeter(meter, store.Index);
        using var reader = new MeterReader(meter);
        Assert.DoesNotContain(reader.Read(), line => line.StartsWith("sutler.store.", StringComparison.Ordinal));

        // The same bytes under two names.
        foreach (var name in new[] { "ex.com/a/@v/v1.0.0.mod", "ex.com/a/@v/v1.0.1.mod" })
        {
            await using var writer = await store.Blobs.BeginAsync(3, Token);
            await writer.WriteAsync("abc"u8.ToArray(), Token);
            await store.StoreAsync(writer, IndexKey.Create("go-file", name), EntryFacts.None, null, Token);
        }

        await stored.CountAsync(Token);
        Assert.Equal(
            ["sutler.store.answers 0", "sutler.store.files 2", "sutler.store.pinned 0", "sutler.store.size 3", "sutler.store.unreferenced 0"],
            reader.Read().Where(line => line.StartsWith("sutler.store.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Adds_up_what_checking_found()
    {
        using var meter = new Meter("sutler.server");
        var stored = new StoreMeter(meter, new MemoryIndexStore(new FakeTimeProvider()));
        using var reader = new MeterReader(meter);
        stored.Checked(new ScrubResult(new Tally(3, 70), [], []));
        stored.Checked(new ScrubResult(new Tally(2, 5), [null!], []));
        Assert.Equal(["sutler.scrub.checked 5", "sutler.scrub.damaged 1", "sutler.scrub.read 75", "sutler.scrub.unreadable 0"], reader.Read());
    }
}
