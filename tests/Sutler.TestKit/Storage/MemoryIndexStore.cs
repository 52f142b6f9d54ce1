using Sutler.Storage.Events;
using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Sutler.Storage.Pins;
using Sutler.Storage.Values;

namespace Sutler.TestKit.Storage;

/// <summary>An index in memory that passes the contract of the real ones.</summary>
public sealed class MemoryIndexStore : IIndexStore
{
    private readonly MemoryTables _tables;

    /// <summary>Makes an empty one.</summary>
    public MemoryIndexStore(TimeProvider time)
    {
        _tables = new MemoryTables(time);
        Entries = new MemoryEntries(_tables);
        Ledger = new MemoryLedger(_tables);
        Values = new MemoryValues(_tables);
        Pins = new MemoryPins(_tables);
        Events = new MemoryEvents(_tables);
        LeaseRecords = new MemoryLeaseRecords(_tables);
        Leases = new RecordedLeases(LeaseRecords, time);
    }

    /// <inheritdoc/>
    public IEntryIndex Entries { get; }

    /// <inheritdoc/>
    public IBlobLedger Ledger { get; }

    /// <inheritdoc/>
    public IValueStore Values { get; }

    /// <inheritdoc/>
    public IPinStore Pins { get; }

    /// <inheritdoc/>
    public IEventLog Events { get; }

    /// <inheritdoc/>
    public ILeases Leases { get; }

    /// <summary>The rows behind the leases, for tests in which a holder dies.</summary>
    public ILeaseRecords LeaseRecords { get; }

    /// <inheritdoc/>
    public ValueTask<IndexTotals> CountAsync(CancellationToken cancellationToken)
    {
        lock (_tables.Lock)
        {
            var named = _tables.Entries.Values.Select(entry => entry.Digest).ToHashSet();
            var areas = _tables.Entries.Keys.Concat(_tables.Values.Keys).Select(key => key.Area).Distinct().Order(StringComparer.Ordinal);
            return ValueTask.FromResult(new IndexTotals
            {
                Areas = [.. areas.Select(Count)],
                Blobs = Sum(_tables.Blobs.Values.Select(blob => blob.Length)),
                UnreferencedBlobs = Sum(_tables.Blobs.Where(blob => !named.Contains(blob.Key)).Select(blob => blob.Value.Length)),
                Pinned = Sum(_tables.Entries.Values.Where(entry => entry.IsPinned).Select(entry => entry.Length)),
            });
        }
    }

    /// <inheritdoc/>
    public ValueTask FlushUsesAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Tally Sum(IEnumerable<long> lengths)
    {
        var all = lengths.ToList();
        return new Tally(all.Count, all.Sum());
    }

    private AreaTotals Count(string area) => new(
        area,
        Sum(_tables.Entries.Values.Where(entry => entry.Key.Area == area).Select(entry => entry.Length)),
        Sum(_tables.Values.Values.Where(value => value.Key.Area == area).Select(value => (long)((value.Content as ValueContent.Present)?.Bytes.Length ?? 0))));
}
