using Sutler.Storage.Events;
using Sutler.Storage.Leases;
using Sutler.Storage.Sqlite.Database;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>What several kinds of writes have in common.</summary>
internal static class CommonSql
{
    /// <summary>The next number of the one counter.</summary>
    internal static long NextNumber(this SqliteConnection connection) => connection.Number("UPDATE counter SET last = last + 1 RETURNING last");

    /// <summary>Tells what happened.</summary>
    internal static void Tell(this SqliteConnection connection, DateTimeOffset now, StoreEventKind kind, string area, string name, string detail = "")
    {
        var number = connection.NextNumber();
        using var statement = connection.Prepare("INSERT INTO events (sequence, at, kind, area, name, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        statement.Bind(1, number).Bind(2, now).Bind(3, (long)kind).Bind(4, area).Bind(5, name).Bind(6, StoreEvent.Shorten(detail)).Run();
    }

    /// <summary>Whether a write under this lease may happen.</summary>
    internal static bool Allows(this SqliteConnection connection, LeaseFence? fence, DateTimeOffset now)
    {
        if (fence is not { } held)
        {
            return true;
        }
        using var statement = connection.Prepare("SELECT 1 FROM leases WHERE area = ?1 AND name = ?2 AND token = ?3 AND until > ?4");
        return statement.Bind(1, held.Name).Bind(3, held.Token).Bind(4, now).Step();
    }

    /// <summary>The first text behind all that begin with this one; names are visible ASCII.</summary>
    internal static string Behind(string prefix) => prefix.Length == 0 ? "\u007f" : prefix[..^1] + (char)(prefix[^1] + 1);
}
