using Sutler.Storage.Events;
using Sutler.Storage.Index;

namespace Sutler.TestKit.Storage;

/// <summary>Entries in memory.</summary>
internal sealed class MemoryEntries(MemoryTables tables) : IEntryIndex
{
    /// <inheritdoc/>
    public ValueTask<IndexEntry?> FindAsync(IndexKey key, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            return ValueTask.FromResult(tables.Entries.GetValueOrDefault(key));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IndexEntry>> FindManyAsync(IReadOnlyCollection<IndexKey> keys, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            return ValueTask.FromResult<IReadOnlyList<IndexEntry>>([.. keys.Distinct().Select(key => tables.Entries.GetValueOrDefault(key)).OfType<IndexEntry>()]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<EntryPage> QueryAsync(EntryQuery query, CancellationToken cancellationToken)
    {
        query.Validate();
        lock (tables.Lock)
        {
            var matching = tables.Entries.Values
                .Where(entry => query.Area is null || (entry.Key.Area == query.Area && entry.Key.Name.StartsWith(query.Prefix, StringComparison.Ordinal)))
                .Where(entry => query.Blob is null || entry.Digest == query.Blob)
                .Where(entry => !query.UnpinnedOnly || !entry.IsPinned)
                .Where(entry => query.Before is null || TimeOf(entry, query.Order) < query.Before)
                .OrderBy(entry => TimeOf(entry, query.Order)).ThenBy(entry => entry.Key)
                .Where(entry => query.After is not { } after || (TimeOf(entry, query.Order), entry.Key).CompareTo((query.Order == EntryOrder.Key ? default : after.Time, after.Key)) > 0)
                .Take(query.Limit + 1).ToList();
            var page = matching.Take(query.Limit).ToList();
            return ValueTask.FromResult(new EntryPage(page, matching.Count > query.Limit ? new EntryCursor(TimeOf(page[^1], query.Order), page[^1].Key) : null));
        }
    }

    /// <inheritdoc/>
    public ValueTask<EntryOutcome> PutAsync(EntryWrite write, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            return ValueTask.FromResult(Put(write));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(IndexKey key, long? revision, RemovalReason reason, string detail, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            var goes = tables.Entries.TryGetValue(key, out var entry) && (revision is null || entry.Revision == revision);
            if (goes)
            {
                tables.Entries.Remove(key);
                tables.Add(reason.ToEventKind(), key.Area, key.Name, detail);
            }
            return ValueTask.FromResult(goes);
        }
    }

    /// <inheritdoc/>
    public ValueTask MarkCheckedAsync(IReadOnlyCollection<IndexKey> keys, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            foreach (var key in keys)
            {
                if (tables.Entries.TryGetValue(key, out var entry))
                {
                    tables.Entries[key] = entry with { LastChecked = tables.Now };
                }
            }
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void NoteUse(IndexKey key)
    {
        lock (tables.Lock)
        {
            if (tables.Entries.TryGetValue(key, out var entry))
            {
                tables.Entries[key] = entry with { LastUsed = tables.Now };
            }
        }
    }

    private static DateTimeOffset TimeOf(IndexEntry entry, EntryOrder order) => order switch
    {
        EntryOrder.LastUsed => entry.LastUsed,
        EntryOrder.LastChecked => entry.LastChecked,
        EntryOrder.FirstSeen => entry.FirstSeen,
        _ => default,
    };

    private EntryOutcome Put(EntryWrite write)
    {
        write.Validate();
        if (!tables.Allows(write.Fence))
        {
            return new EntryOutcome.Fenced();
        }
        var current = tables.Entries.GetValueOrDefault(write.Key);
        if (current?.Revision != write.Replaces)
        {
            return current is null ? new EntryOutcome.Gone() : new EntryOutcome.Conflict(current);
        }
        if (!tables.Blobs.TryGetValue(write.Digest, out var blob) || blob.IsCondemned)
        {
            return new EntryOutcome.BlobNotReserved();
        }
        var now = tables.Now;
        var entry = new IndexEntry
        {
            Key = write.Key,
            Digest = write.Digest,
            Length = blob.Length,
            Facts = write.Facts,
            FirstSeen = current?.Digest == write.Digest ? current.FirstSeen : now,
            LastUsed = current?.LastUsed ?? now,
            LastChecked = now,
            IsPinned = tables.IsPinned(write.Key),
            Revision = tables.NextNumber(),
        };
        tables.Entries[write.Key] = entry;
        tables.Add(StoreEventKind.Stored, write.Key.Area, write.Key.Name);
        return new EntryOutcome.Written(entry);
    }
}
