using Sutler.Storage.Index;
using Sutler.Storage.Sqlite.Database;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>The statements over single entries.</summary>
internal static class EntrySql
{
    /// <summary>What <see cref="Read"/> reads, in its order.</summary>
    internal const string Columns = "area, name, digest, length, media_type, source, content_hash, authority, first_seen, last_used, last_checked, pins, revision";

    internal static IndexEntry? Find(SqliteConnection connection, IndexKey key)
    {
        using var statement = connection.Prepare($"SELECT {Columns} FROM entries WHERE area = ?1 AND name = ?2");
        return statement.Bind(1, key).Step() ? Read(statement) : null;
    }

    internal static IndexEntry Read(SqliteStatement row) => new()
    {
        Key = row.Key(0),
        Digest = row.Digest(2),
        Length = row.Long(3),
        Facts = new EntryFacts { MediaType = row.Text(4), Source = row.Text(5), ContentHash = row.TextOrNull(6), Authority = row.TextOrNull(7) },
        FirstSeen = row.Time(8),
        LastUsed = row.Time(9),
        LastChecked = row.Time(10),
        IsPinned = row.Long(11) > 0,
        Revision = row.Long(12),
    };

    /// <summary>Inserts; how many sets of pins hold it.</summary>
    internal static long Insert(SqliteConnection connection, IndexEntry entry)
    {
        using var statement = connection.Prepare(
            $"""
            INSERT INTO entries ({Columns})
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, (SELECT count(*) FROM pins WHERE area = ?1 AND name = ?2), ?12)
            RETURNING pins
            """);
        Bind(statement, entry);
        return statement.Step() ? statement.Long(0) : 0;
    }

    internal static void Update(SqliteConnection connection, IndexEntry entry)
    {
        using var statement = connection.Prepare(
            """
            UPDATE entries SET digest = ?3, length = ?4, media_type = ?5, source = ?6, content_hash = ?7, authority = ?8, first_seen = ?9, last_used = ?10,
              last_checked = ?11, revision = ?12
            WHERE area = ?1 AND name = ?2
            """);
        Bind(statement, entry).Run();
    }

    internal static bool Delete(SqliteConnection connection, IndexKey key, long? revision)
    {
        using var statement = connection.Prepare("DELETE FROM entries WHERE area = ?1 AND name = ?2 AND (?3 IS NULL OR revision = ?3)");
        statement.Bind(1, key);
        return (revision is { } known ? statement.Bind(3, known) : statement.BindNull(3)).Run() > 0;
    }

    internal static int MarkChecked(SqliteConnection connection, IndexKey key, DateTimeOffset now)
    {
        using var statement = connection.Prepare("UPDATE entries SET last_checked = ?3 WHERE area = ?1 AND name = ?2");
        return statement.Bind(1, key).Bind(3, now).Run();
    }

    private static SqliteStatement Bind(SqliteStatement statement, IndexEntry entry) => statement
        .Bind(1, entry.Key).Bind(3, entry.Digest).Bind(4, entry.Length)
        .Bind(5, entry.Facts.MediaType).Bind(6, entry.Facts.Source).Bind(7, entry.Facts.ContentHash).Bind(8, entry.Facts.Authority)
        .Bind(9, entry.FirstSeen).Bind(10, entry.LastUsed).Bind(11, entry.LastChecked).Bind(12, entry.Revision);
}
