using Sutler.Storage.Index;
using Sutler.Storage.Pins;
using Sutler.Storage.Sqlite.Database;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>Pins in the tables <c>pin_sets</c> and <c>pins</c>; triggers count them on the entries.</summary>
internal sealed class SqlitePins(SqliteReaders readers, SqliteWriter writer, TimeProvider time) : IPinStore
{
    /// <inheritdoc/>
    public async ValueTask PutAsync(PinSet set, IReadOnlyCollection<IndexKey> keys, CancellationToken cancellationToken)
    {
        set.Validate(keys.Count);
        await writer.WriteAsync(connection => Put(connection, set, [.. keys.Distinct()], time.Now()), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken) => writer.WriteAsync(connection => Remove(connection, name), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> RemoveExpiredAsync(CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => Expired(connection, time.Now()).Count(name => Remove(connection, name)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredPinSet>> ListAsync(CancellationToken cancellationToken) =>
        readers.ReadAsync(0, static (connection, _) => List(connection), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IndexKey>> ListKeysAsync(string name, IndexKey? after, int limit, CancellationToken cancellationToken) =>
        readers.ReadAsync((name, after, limit), static (connection, state) => ListKeys(connection, state.name, state.after, state.limit), cancellationToken);

    private static bool Put(SqliteConnection connection, PinSet set, List<IndexKey> keys, DateTimeOffset now)
    {
        Remove(connection, set.Name);
        using var head = connection.Prepare("INSERT INTO pin_sets (name, created_at, expires, note, keys) VALUES (?1, ?2, ?3, ?4, ?5)");
        head.Bind(1, set.Name).Bind(2, now).Bind(3, set.Expires).Bind(4, set.Note).Bind(5, keys.Count).Run();
        foreach (var key in keys)
        {
            using var pin = connection.Prepare("INSERT INTO pins (pin_set, area, name) VALUES (?1, ?2, ?3)");
            pin.Bind(1, set.Name).Bind(2, key).Run();
        }
        return true;
    }

    private static bool Remove(SqliteConnection connection, string name)
    {
        using var pins = connection.Prepare("DELETE FROM pins WHERE pin_set = ?1");
        pins.Bind(1, name).Run();
        using var head = connection.Prepare("DELETE FROM pin_sets WHERE name = ?1");
        return head.Bind(1, name).Run() > 0;
    }

    private static List<string> Expired(SqliteConnection connection, DateTimeOffset now)
    {
        using var statement = connection.Prepare("SELECT name FROM pin_sets WHERE expires <= ?1");
        statement.Bind(1, now);
        var names = new List<string>();
        while (statement.Step())
        {
            names.Add(statement.Text(0));
        }
        return names;
    }

    private static IReadOnlyList<StoredPinSet> List(SqliteConnection connection)
    {
        using var row = connection.Prepare("SELECT name, created_at, expires, note, keys FROM pin_sets ORDER BY name");
        var sets = new List<StoredPinSet>();
        while (row.Step())
        {
            sets.Add(new StoredPinSet(new PinSet { Name = row.Text(0), Expires = row.TimeOrNull(2), Note = row.Text(3) }, row.Time(1), row.Long(4)));
        }
        return sets;
    }

    private static IReadOnlyList<IndexKey> ListKeys(SqliteConnection connection, string name, IndexKey? after, int limit)
    {
        using var row = connection.Prepare("SELECT area, name FROM pins WHERE pin_set = ?1 AND (area, name) > (?2, ?3) ORDER BY area, name LIMIT ?4");
        row.Bind(1, name).Bind(4, limit);
        _ = after is { } last ? row.Bind(2, last) : row.Bind(2, "").Bind(3, "");
        var keys = new List<IndexKey>();
        while (row.Step())
        {
            keys.Add(row.Key(0));
        }
        return keys;
    }
}
