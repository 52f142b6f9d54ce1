using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Storage.Blobs;
using Sutler.Storage.Content;
using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Sutler.Storage.Pins;
using Sutler.Storage.Retention;
using Sutler.Storage.Values;
using Sutler.TestKit.Storage;
using Xunit;

namespace Sutler.Tests.Storage;

public sealed class StoreMaintenanceTests
{
    private static readonly MaintenancePolicy Policy = new()
    {
        Retention = new RetentionPolicy { MaxIdle = TimeSpan.FromDays(10) },
        UnusedValues = TimeSpan.FromDays(10),
        Events = TimeSpan.FromDays(1),
        Quarantine = TimeSpan.FromDays(10),
    };

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBlobStore _blobs;
    private readonly ContentStore _store;

    public StoreMaintenanceTests()
    {
        _blobs = new MemoryBlobStore(_time);
        _store = new ContentStore(_blobs, new MemoryIndexStore(_time), _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Removes_in_one_round_what_one_thing_frees_after_the_other()
    {
        await StoreAsync("old", "12345");
        await StoreAsync("pinned", "123");
        var damaged = await StoreAsync("damaged", "12");
        await _store.Index.Pins.PutAsync(new PinSet { Name = "over", Expires = _time.GetUtcNow().AddDays(5) }, [Key("old")], Cancellation);
        await _store.Index.Pins.PutAsync(new PinSet { Name = "lasting" }, [Key("pinned")], Cancellation);
        await PutValueAsync("unused", new ValueContent.Present(new byte[1], ""));
        await PutValueAsync("absent", new ValueContent.Absent(404, ""));
        await _store.QuarantineAsync(damaged, "wrong", Cancellation);
        _time.Advance(TimeSpan.FromDays(11));
        await StoreAsync("new", "1");

        var report = await new StoreMaintenance(_store, _time).RunAsync(Policy, Cancellation);
        Assert.Equal((1, 1, 2, 1), (report!.PinSets, report.Entries, report.Values, report.Quarantined));
        // That of the damaged entry is gone already; the ledger did not know yet.
        Assert.Equal(new Tally(2, 7), report.Blobs);
        Assert.Equal(["new", "pinned"], (await _store.Index.Entries.QueryAsync(new EntryQuery(), Cancellation)).Entries.Select(entry => entry.Key.Name));
        Assert.Equal(2, (await _blobs.ListAsync(null, 10, Cancellation)).Blobs.Count);
        Assert.True(report.Events > 0);
    }

    [Fact]
    public async Task Evicts_nothing_unless_told_to()
    {
        await StoreAsync("old", "12345");
        _time.Advance(TimeSpan.FromDays(10_000));
        var report = await new StoreMaintenance(_store, _time).RunAsync(new MaintenancePolicy(), Cancellation);
        Assert.Equal((0, default), (report!.Entries, report.Blobs));
    }

    [Fact]
    public async Task Looks_for_strays_when_told_to()
    {
        await using (var writer = await BeginAsync("stray"))
        {
            await writer.FinishAsync(Cancellation);
            await writer.CommitAsync(Cancellation);
        }
        var maintenance = new StoreMaintenance(_store, _time);
        Assert.Equal(default, (await maintenance.RunAsync(Policy, Cancellation))!.Blobs);
        var report = await maintenance.RunAsync(Policy with { LooksForStrays = true }, Cancellation);
        Assert.Equal((1, new Tally(1, 5)), (report!.Strays, report.Blobs));
    }

    [Fact]
    public async Task Leaves_it_to_the_node_that_is_at_it()
    {
        var other = Assert.IsType<LeaseAttempt.Acquired>(await _store.Index.Leases.TryAcquireAsync(IndexKey.Create("lease", "maintenance"), TimeSpan.FromSeconds(30), Cancellation));
        var maintenance = new StoreMaintenance(_store, _time);
        Assert.Null(await maintenance.RunAsync(Policy, Cancellation));
        await other.Lease.DisposeAsync();
        Assert.NotNull(await maintenance.RunAsync(Policy, Cancellation));
        Assert.NotNull(await maintenance.RunAsync(Policy, Cancellation));
    }

    private static IndexKey Key(string name) => IndexKey.Create("file", name);

    private async Task PutValueAsync(string name, ValueContent content) =>
        await _store.Index.Values.PutAsync(
            new ValueWrite { Key = Key(name), Content = content, FetchedAt = _time.GetUtcNow(), FreshUntil = _time.GetUtcNow().AddMinutes(1) }, Cancellation);

    private async Task<IndexEntry> StoreAsync(string name, string text)
    {
        await using var writer = await BeginAsync(text);
        return Assert.IsType<EntryOutcome.Written>(await _store.StoreAsync(writer, Key(name), EntryFacts.None, null, Cancellation)).Entry;
    }

    private async Task<IBlobWriter> BeginAsync(string text)
    {
        var writer = await _blobs.BeginAsync(null, Cancellation);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        return writer;
    }
}
