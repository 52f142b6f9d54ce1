using Sutler.Storage.Index;
using Sutler.Storage.Sqlite.Database;
using Sutler.Storage.Values;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>The statements over values.</summary>
internal static class ValueSql
{
    internal static StoredValue? Find(SqliteConnection connection, IndexKey key)
    {
        using var row = connection.Prepare(
            "SELECT status, note, fetched_at, fresh_until, validator, source, last_used, version, content FROM cells WHERE area = ?1 AND name = ?2");
        if (!row.Bind(1, key).Step())
        {
            return null;
        }
        return new StoredValue
        {
            Key = key,
            Content = row.IsNull(0) ? new ValueContent.Present(row.Bytes(8), row.Text(1)) : new ValueContent.Absent((int)row.Long(0), row.Text(1)),
            FetchedAt = row.Time(2),
            FreshUntil = row.TimeOrNull(3),
            Validator = row.TextOrNull(4),
            Source = row.Text(5),
            LastUsed = row.Time(6),
            Version = row.Long(7),
        };
    }

    internal static long? Version(SqliteConnection connection, IndexKey key)
    {
        using var statement = connection.Prepare("SELECT version FROM cells WHERE area = ?1 AND name = ?2");
        return statement.Bind(1, key).Step() ? statement.Long(0) : null;
    }

    internal static void Write(SqliteConnection connection, ValueWrite write, long version, DateTimeOffset now)
    {
        using var statement = connection.Prepare(
            """
            INSERT INTO cells (area, name, status, note, length, fetched_at, fresh_until, validator, source, last_used, version, content)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            ON CONFLICT (area, name) DO UPDATE SET status = excluded.status, note = excluded.note, length = excluded.length, fetched_at = excluded.fetched_at,
              fresh_until = excluded.fresh_until, validator = excluded.validator, source = excluded.source, version = excluded.version, content = excluded.content
            """);
        statement.Bind(1, write.Key).Bind(6, write.FetchedAt).Bind(7, write.FreshUntil).Bind(8, write.Validator).Bind(9, write.Source).Bind(10, now).Bind(11, version);
        if (write.Content is ValueContent.Present present)
        {
            statement.BindNull(3).Bind(4, present.MediaType).Bind(5, present.Bytes.Length).Bind(12, present.Bytes.Span);
        }
        else if (write.Content is ValueContent.Absent absent)
        {
            statement.Bind(3, absent.Status).Bind(4, absent.Reason).Bind(5, 0).BindNull(12);
        }
        statement.Run();
    }

    internal static bool Renew(SqliteConnection connection, IndexKey key, long version, DateTimeOffset fetchedAt, DateTimeOffset? freshUntil)
    {
        using var statement = connection.Prepare("UPDATE cells SET fetched_at = ?4, fresh_until = ?5 WHERE area = ?1 AND name = ?2 AND version = ?3");
        return statement.Bind(1, key).Bind(3, version).Bind(4, fetchedAt).Bind(5, freshUntil).Run() > 0;
    }

    internal static int Expire(SqliteConnection connection, string area, string prefix, DateTimeOffset now)
    {
        using var statement = connection.Prepare(
            "UPDATE cells SET fresh_until = min(coalesce(fresh_until, ?4), ?4) WHERE area = ?1 AND name >= ?2 AND name < ?3 AND status IS NULL");
        return statement.Bind(1, area).Bind(2, prefix).Bind(3, CommonSql.Behind(prefix)).Bind(4, now).Run();
    }

    internal static int DeleteBelow(SqliteConnection connection, string area, string prefix, bool negativeOnly)
    {
        using var statement = connection.Prepare(
            "DELETE FROM cells WHERE area = ?1 AND name >= ?2 AND name < ?3" + (negativeOnly ? " AND status IS NOT NULL" : ""));
        return statement.Bind(1, area).Bind(2, prefix).Bind(3, CommonSql.Behind(prefix)).Run();
    }

    internal static IReadOnlyList<ValueSummary> Query(SqliteConnection connection, ValueQuery query)
    {
        using var row = connection.Prepare(
            "SELECT area, name, iif(status IS NULL, length, NULL), fetched_at, fresh_until, last_used, version FROM cells WHERE area = ?1"
            + (query.StaleBefore is null ? " AND name >= ?2 AND name < ?3 AND name > ?4" : " AND fresh_until < ?4 AND name >= ?2 AND name < ?3")
            + (query.UsedSince is null ? "" : " AND last_used >= ?5")
            + (query.StaleBefore is null ? " ORDER BY name LIMIT ?6" : " ORDER BY fresh_until, name LIMIT ?6"));
        row.Bind(1, query.Area).Bind(2, query.Prefix).Bind(3, CommonSql.Behind(query.Prefix)).Bind(6, query.Limit);
        _ = query.StaleBefore is { } before ? row.Bind(4, before) : row.Bind(4, query.AfterName ?? "");
        if (query.UsedSince is { } since)
        {
            row.Bind(5, since);
        }
        var found = new List<ValueSummary>();
        while (row.Step())
        {
            found.Add(new ValueSummary(row.Key(0), row.IsNull(2) ? null : row.Long(2), row.Time(3), row.TimeOrNull(4), row.Time(5), row.Long(6)));
        }
        return found;
    }

    internal static int Sweep(SqliteConnection connection, ValueSweep sweep)
    {
        using var negative = connection.Prepare("DELETE FROM cells WHERE id IN (SELECT id FROM cells WHERE status IS NOT NULL AND fresh_until < ?1 LIMIT ?2)");
        var swept = negative.Bind(1, sweep.NegativeBefore).Bind(2, sweep.Limit).Run();
        if (sweep.UnusedSince is { } since)
        {
            using var unused = connection.Prepare("DELETE FROM cells WHERE id IN (SELECT id FROM cells WHERE last_used < ?1 ORDER BY last_used LIMIT ?2)");
            swept += unused.Bind(1, since).Bind(2, sweep.Limit - swept).Run();
        }
        return swept;
    }
}
