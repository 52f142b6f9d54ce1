using Sutler.Storage.Index;
using Sutler.Storage.Sqlite.Database;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>Builds the statement of a page of entries from fixed parts; few combinations occur, and each stays prepared.</summary>
internal static class EntryQuerySql
{
    internal static EntryPage Run(SqliteConnection connection, EntryQuery query)
    {
        using var statement = connection.Prepare(Text(query));
        Bind(statement, query);
        var entries = new List<IndexEntry>();
        while (statement.Step())
        {
            if (entries.Count == query.Limit)
            {
                return new EntryPage(entries, new EntryCursor(TimeOf(entries[^1], query.Order), entries[^1].Key));
            }
            entries.Add(EntrySql.Read(statement));
        }
        return new EntryPage(entries, null);
    }

    /// <summary>The statement. The order's column comes first: then the database reads an index in order, and stops at the limit.</summary>
    internal static string Text(EntryQuery query)
    {
        var column = query.Order switch
        {
            EntryOrder.LastUsed => "last_used",
            EntryOrder.LastChecked => "last_checked",
            EntryOrder.FirstSeen => "first_seen",
            _ => null,
        };
        var order = column is null ? "area, name" : $"{column}, area, name";
        string?[] conditions =
        [
            query.Area is null ? null : "area = ?1",
            query.Prefix.Length == 0 ? null : "name >= ?2 AND name < ?3",
            query.Blob is null ? null : "digest = ?4",
            query.UnpinnedOnly ? "pins = 0" : null,
            query.Before is null ? null : $"{column} < ?5",
            query.After is null ? null : column is null ? "(area, name) > (?7, ?8)" : $"({order}) > (?6, ?7, ?8)",
        ];
        var where = string.Join(" AND ", conditions.Where(condition => condition is not null));
        return $"SELECT {EntrySql.Columns} FROM entries {(where.Length == 0 ? "" : "WHERE " + where)} ORDER BY {order} LIMIT ?9";
    }

    private static void Bind(SqliteStatement statement, EntryQuery query)
    {
        if (query.Area is not null)
        {
            statement.Bind(1, query.Area);
        }
        if (query.Prefix.Length > 0)
        {
            statement.Bind(2, query.Prefix).Bind(3, CommonSql.Behind(query.Prefix));
        }
        if (query.Blob is { } blob)
        {
            statement.Bind(4, blob);
        }
        if (query.Before is { } before)
        {
            statement.Bind(5, before);
        }
        if (query.After is { } after)
        {
            statement.Bind(7, after.Key);
            if (query.Order != EntryOrder.Key)
            {
                statement.Bind(6, after.Time);
            }
        }
        statement.Bind(9, query.Limit + 1L);
    }

    private static DateTimeOffset TimeOf(IndexEntry entry, EntryOrder order) => order switch
    {
        EntryOrder.LastUsed => entry.LastUsed,
        EntryOrder.LastChecked => entry.LastChecked,
        EntryOrder.FirstSeen => entry.FirstSeen,
        _ => default,
    };
}
