using Sutler.Storage.Blobs;
using Sutler.Storage.Index;
using Sutler.Storage.Sqlite.Database;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>The statements of the ledger.</summary>
internal static class LedgerSql
{
    internal static bool Reserve(SqliteConnection connection, BlobDigest digest, long length, DateTimeOffset until)
    {
        using var statement = connection.Prepare(
            """
            INSERT INTO blobs (digest, length, reserved_until) VALUES (?1, ?2, ?3)
            ON CONFLICT (digest) DO UPDATE SET length = excluded.length, reserved_until = max(reserved_until, excluded.reserved_until) WHERE condemned = 0
            """);
        return statement.Bind(1, digest).Bind(2, length).Bind(3, until).Run() > 0;
    }

    /// <summary>The bytes of a blob that may be named, counted; null when it may not.</summary>
    internal static long? LengthOfReserved(SqliteConnection connection, BlobDigest digest)
    {
        using var statement = connection.Prepare("SELECT length FROM blobs WHERE digest = ?1 AND condemned = 0");
        return statement.Bind(1, digest).Step() ? statement.Long(0) : null;
    }

    internal static IReadOnlyList<LedgerBlob> Condemn(SqliteConnection connection, DateTimeOffset now, int limit)
    {
        var going = new List<LedgerBlob>();
        Collect("SELECT digest, length FROM blobs WHERE refs = 0 AND condemned = 1 LIMIT ?2", now, limit);
        Collect("SELECT digest, length FROM blobs WHERE refs = 0 AND condemned = 0 AND reserved_until <= ?1 LIMIT ?2", now, limit - going.Count);
        foreach (var blob in going)
        {
            using var statement = connection.Prepare("UPDATE blobs SET condemned = 1 WHERE digest = ?1");
            statement.Bind(1, blob.Digest).Run();
        }
        return going;

        void Collect(string sql, DateTimeOffset time, int count)
        {
            using var statement = connection.Prepare(sql);
            if (sql.Contains("?1", StringComparison.Ordinal))
            {
                statement.Bind(1, time);
            }
            statement.Bind(2, count);
            while (statement.Step())
            {
                going.Add(new LedgerBlob(statement.Digest(0), statement.Long(1)));
            }
        }
    }

    internal static int Forget(SqliteConnection connection, BlobDigest digest)
    {
        using var statement = connection.Prepare("DELETE FROM blobs WHERE digest = ?1 AND condemned = 1");
        return statement.Bind(1, digest).Run();
    }

    internal static int Adopt(SqliteConnection connection, LedgerBlob blob)
    {
        using var statement = connection.Prepare("INSERT INTO blobs (digest, length, reserved_until) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING");
        return statement.Bind(1, blob.Digest).Bind(2, blob.Length).Run();
    }

    internal static long References(SqliteConnection connection, BlobDigest digest)
    {
        using var statement = connection.Prepare("SELECT refs FROM blobs WHERE digest = ?1");
        return statement.Bind(1, digest).Step() ? statement.Long(0) : 0;
    }
}
