using Sutler.Storage.Blobs;
using Sutler.Storage.Events;
using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Sutler.Storage.Pins;
using Sutler.Storage.Values;

namespace Sutler.TestKit.Storage;

/// <summary>The rows of an index in memory; all of it is used under the lock.</summary>
internal sealed class MemoryTables(TimeProvider time)
{
    private long _sequence;

    internal Lock Lock { get; } = new();

    internal SortedDictionary<IndexKey, IndexEntry> Entries { get; } = [];

    internal SortedDictionary<IndexKey, StoredValue> Values { get; } = [];

    internal Dictionary<BlobDigest, MemoryLedgerRow> Blobs { get; } = [];

    internal SortedDictionary<string, (StoredPinSet Stored, SortedSet<IndexKey> Keys)> Pins { get; } = new(StringComparer.Ordinal);

    internal List<StoreEvent> Events { get; } = [];

    internal Dictionary<IndexKey, MemoryLeaseRow> Leases { get; } = [];

    internal Dictionary<long, (LeaseEnd End, DateTimeOffset Until)> LeaseEnds { get; } = [];

    /// <summary>Completes with the next event, and is replaced.</summary>
    internal TaskCompletionSource NextEvent { get; private set; } = NewSignal();

    /// <summary>Now, as precisely as stores keep it.</summary>
    internal DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    internal long NextNumber() => ++_sequence;

    internal bool IsPinned(IndexKey key) => Pins.Values.Any(set => set.Keys.Contains(key));

    internal bool Allows(LeaseFence? fence) =>
        fence is not { } held || (Leases.TryGetValue(held.Name, out var row) && row.Token == held.Token && row.Until > Now);

    internal void Add(StoreEventKind kind, string area, string name, string detail = "")
    {
        Events.Add(new StoreEvent(NextNumber(), Now, kind, area, name, StoreEvent.Shorten(detail)));
        NextEvent.TrySetResult();
        NextEvent = NewSignal();
    }

    internal void RefreshPins()
    {
        foreach (var entry in Entries.Values.ToList())
        {
            Entries[entry.Key] = entry with { IsPinned = IsPinned(entry.Key) };
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
