using Sutler.Storage.Events;
using Sutler.Storage.Index;
using Sutler.Storage.Sqlite.Database;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>Entries in the table <c>entries</c>.</summary>
internal sealed class SqliteEntries(SqliteReaders readers, SqliteWriter writer, NotedUses uses, TimeProvider time) : IEntryIndex
{
    /// <inheritdoc/>
    public ValueTask<IndexEntry?> FindAsync(IndexKey key, CancellationToken cancellationToken) =>
        readers.ReadAsync(key, static (connection, key) => EntrySql.Find(connection, key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IndexEntry>> FindManyAsync(IReadOnlyCollection<IndexKey> keys, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            keys,
            static IReadOnlyList<IndexEntry> (connection, keys) => [.. keys.Distinct().Select(key => EntrySql.Find(connection, key)).OfType<IndexEntry>()],
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EntryPage> QueryAsync(EntryQuery query, CancellationToken cancellationToken)
    {
        query.Validate();
        return readers.ReadAsync(query, static (connection, query) => EntryQuerySql.Run(connection, query), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<EntryOutcome> PutAsync(EntryWrite write, CancellationToken cancellationToken)
    {
        write.Validate();
        return writer.WriteAsync(connection => Put(connection, write, time.Now()), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(IndexKey key, long? revision, RemovalReason reason, string detail, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            connection =>
            {
                var removed = EntrySql.Delete(connection, key, revision);
                if (removed)
                {
                    connection.Tell(time.Now(), reason.ToEventKind(), key.Area, key.Name, detail);
                }
                return removed;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MarkCheckedAsync(IReadOnlyCollection<IndexKey> keys, CancellationToken cancellationToken) =>
        await writer.WriteAsync(connection => keys.Sum(key => EntrySql.MarkChecked(connection, key, time.Now())), cancellationToken);

    /// <inheritdoc/>
    public void NoteUse(IndexKey key) => uses.Entry(key);

    private static EntryOutcome Put(SqliteConnection connection, EntryWrite write, DateTimeOffset now)
    {
        if (!connection.Allows(write.Fence, now))
        {
            return new EntryOutcome.Fenced();
        }
        var current = EntrySql.Find(connection, write.Key);
        if (current?.Revision != write.Replaces)
        {
            return current is null ? new EntryOutcome.Gone() : new EntryOutcome.Conflict(current);
        }
        if (LedgerSql.LengthOfReserved(connection, write.Digest) is not { } length)
        {
            return new EntryOutcome.BlobNotReserved();
        }
        var entry = new IndexEntry
        {
            Key = write.Key,
            Digest = write.Digest,
            Length = length,
            Facts = write.Facts,
            FirstSeen = current?.Digest == write.Digest ? current.FirstSeen : now,
            LastUsed = current?.LastUsed ?? now,
            LastChecked = now,
            IsPinned = current?.IsPinned ?? false,
            Revision = connection.NextNumber(),
        };
        if (current is null)
        {
            entry = entry with { IsPinned = EntrySql.Insert(connection, entry) > 0 };
        }
        else
        {
            EntrySql.Update(connection, entry);
        }
        connection.Tell(now, StoreEventKind.Stored, write.Key.Area, write.Key.Name);
        return new EntryOutcome.Written(entry);
    }
}
