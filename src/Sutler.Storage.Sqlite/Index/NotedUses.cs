using System.Collections.Concurrent;
using Sutler.Storage.Index;
using Sutler.Storage.Sqlite.Database;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>Uses that are not written yet: many uses of a name are one row of one transaction every few seconds.</summary>
internal sealed class NotedUses(TimeProvider time)
{
    // A use more or less decides nothing: beyond this the new ones are forgotten until the next writing.
    private const int MaxNoted = 100_000;

    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);

    private int _noted;
    private ConcurrentDictionary<IndexKey, DateTimeOffset> _entries = new();
    private ConcurrentDictionary<IndexKey, DateTimeOffset> _values = new();

    internal void Entry(IndexKey key) => Note(_entries, key);

    internal void Value(IndexKey key) => Note(_values, key);

    /// <summary>Writes what was noted.</summary>
    internal async ValueTask FlushAsync(SqliteWriter writer, CancellationToken cancellationToken)
    {
        var entries = Interlocked.Exchange(ref _entries, new ConcurrentDictionary<IndexKey, DateTimeOffset>());
        var values = Interlocked.Exchange(ref _values, new ConcurrentDictionary<IndexKey, DateTimeOffset>());
        Volatile.Write(ref _noted, 0);
        if (!entries.IsEmpty || !values.IsEmpty)
        {
            await writer.WriteAsync(connection => Write(connection, "entries", entries) + Write(connection, "cells", values), cancellationToken);
        }
    }

    private static int Write(SqliteConnection connection, string table, ConcurrentDictionary<IndexKey, DateTimeOffset> uses)
    {
        foreach (var (key, at) in uses)
        {
            using var statement = connection.Prepare($"UPDATE {table} SET last_used = max(last_used, ?3) WHERE area = ?1 AND name = ?2");
            statement.Bind(1, key).Bind(3, at).Run();
        }
        return uses.Count;
    }

    private void Note(ConcurrentDictionary<IndexKey, DateTimeOffset> uses, IndexKey key)
    {
        var now = time.Now();
        // Most uses come soon after another of the same name: then this is a look-up.
        if (uses.TryGetValue(key, out var noted) ? now - noted >= Grain : Interlocked.Increment(ref _noted) <= MaxNoted)
        {
            uses[key] = now;
        }
    }
}
