using Sutler.Storage.Events;
using Sutler.Storage.Index;
using Sutler.Storage.Sqlite.Database;
using Sutler.Storage.Values;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>Values in the table <c>cells</c>: the word VALUES is SQL's.</summary>
internal sealed class SqliteValues(SqliteReaders readers, SqliteWriter writer, NotedUses uses, TimeProvider time) : IValueStore
{
    /// <inheritdoc/>
    public ValueTask<StoredValue?> FindAsync(IndexKey key, CancellationToken cancellationToken) =>
        readers.ReadAsync(key, static (connection, key) => ValueSql.Find(connection, key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ValueOutcome> PutAsync(ValueWrite write, CancellationToken cancellationToken)
    {
        write.Validate();
        return writer.WriteAsync(connection => Put(connection, write, time.Now()), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(IndexKey key, long version, DateTimeOffset fetchedAt, DateTimeOffset? freshUntil, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => ValueSql.Renew(connection, key, version, fetchedAt, freshUntil), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> ExpireAsync(string area, string prefix, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            connection =>
            {
                var count = ValueSql.DeleteBelow(connection, area, prefix, negativeOnly: true) + ValueSql.Expire(connection, area, prefix, time.Now());
                connection.Tell(time.Now(), StoreEventKind.ValuesExpired, area, prefix);
                return count;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> RemoveAsync(string area, string prefix, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            connection =>
            {
                var count = ValueSql.DeleteBelow(connection, area, prefix, negativeOnly: false);
                connection.Tell(time.Now(), StoreEventKind.Purged, area, prefix);
                return count;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ValueSummary>> QueryAsync(ValueQuery query, CancellationToken cancellationToken)
    {
        query.Validate();
        return readers.ReadAsync(query, static (connection, query) => ValueSql.Query(connection, query), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> SweepAsync(ValueSweep sweep, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => ValueSql.Sweep(connection, sweep), cancellationToken);

    /// <inheritdoc/>
    public void NoteUse(IndexKey key) => uses.Value(key);

    private static ValueOutcome Put(SqliteConnection connection, ValueWrite write, DateTimeOffset now)
    {
        if (!connection.Allows(write.Fence, now))
        {
            return new ValueOutcome.Fenced();
        }
        if (write.Expected is not ValueExpectation.Anything)
        {
            var expected = (write.Expected as ValueExpectation.Exactly)?.Version;
            if (ValueSql.Version(connection, write.Key) != expected)
            {
                return new ValueOutcome.Conflict(ValueSql.Find(connection, write.Key));
            }
        }
        var version = connection.NextNumber();
        ValueSql.Write(connection, write, version, now);
        connection.Tell(now, StoreEventKind.ValueChanged, write.Key.Area, write.Key.Name);
        return new ValueOutcome.Written(version);
    }
}
