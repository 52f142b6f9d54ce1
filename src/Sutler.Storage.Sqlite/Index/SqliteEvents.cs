using Sutler.Storage.Events;
using Sutler.Storage.Index;
using Sutler.Storage.Sqlite.Database;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>Events in the table of that name. Whoever waits is woken by the writer: no other process writes to this database.</summary>
internal sealed class SqliteEvents(SqliteReaders readers, SqliteWriter writer, TimeProvider time) : IEventLog
{
    /// <inheritdoc/>
    public ValueTask<long> LastAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync(0, static (connection, _) => connection.Number("SELECT coalesce(max(sequence), 0) FROM events"), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoreEvent>> ReadAsync(long after, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync((after, limit), static (connection, state) => Read(connection, state.after, state.limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask WaitAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            var committed = writer.NextCommit;
            if (await LastAsync(cancellationToken) > after)
            {
                return;
            }
            await committed.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask NoteAsync(IndexKey key, string detail, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            connection =>
            {
                connection.Tell(time.Now(), StoreEventKind.Note, key.Area, key.Name, detail);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> TrimAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            connection =>
            {
                using var statement = connection.Prepare("DELETE FROM events WHERE at < ?1");
                return statement.Bind(1, before).Run();
            },
            cancellationToken);

    private static IReadOnlyList<StoreEvent> Read(SqliteConnection connection, long after, int limit)
    {
        using var row = connection.Prepare("SELECT sequence, at, kind, area, name, detail FROM events WHERE sequence > ?1 ORDER BY sequence LIMIT ?2");
        row.Bind(1, after).Bind(2, limit);
        var events = new List<StoreEvent>();
        while (row.Step())
        {
            events.Add(new StoreEvent(row.Long(0), row.Time(1), (StoreEventKind)row.Long(2), row.Text(3), row.Text(4), row.Text(5)));
        }
        return events;
    }
}
