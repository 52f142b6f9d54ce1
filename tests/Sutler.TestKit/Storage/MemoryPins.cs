using Sutler.Storage.Index;
using Sutler.Storage.Pins;

namespace Sutler.TestKit.Storage;

/// <summary>Pins in memory.</summary>
internal sealed class MemoryPins(MemoryTables tables) : IPinStore
{
    /// <inheritdoc/>
    public ValueTask PutAsync(PinSet set, IReadOnlyCollection<IndexKey> keys, CancellationToken cancellationToken)
    {
        set.Validate(keys.Count);
        lock (tables.Lock)
        {
            var distinct = new SortedSet<IndexKey>(keys);
            tables.Pins[set.Name] = (new StoredPinSet(set, tables.Now, distinct.Count), distinct);
            tables.RefreshPins();
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            var removed = tables.Pins.Remove(name);
            tables.RefreshPins();
            return ValueTask.FromResult(removed);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            var over = tables.Pins.Values.Where(set => set.Stored.Set.Expires <= tables.Now).Select(set => set.Stored.Set.Name).ToList();
            over.ForEach(name => tables.Pins.Remove(name));
            tables.RefreshPins();
            return ValueTask.FromResult(over.Count);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredPinSet>> ListAsync(CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            return ValueTask.FromResult<IReadOnlyList<StoredPinSet>>([.. tables.Pins.Values.Select(set => set.Stored)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IndexKey>> ListKeysAsync(string name, IndexKey? after, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            var keys = tables.Pins.TryGetValue(name, out var set) ? set.Keys : [];
            return ValueTask.FromResult<IReadOnlyList<IndexKey>>([.. keys.Where(key => after is not { } last || key.CompareTo(last) > 0).Take(limit)]);
        }
    }
}
