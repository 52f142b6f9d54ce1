using SQLitePCL;

namespace Sutler.Storage.Sqlite.Database;

/// <summary>Says what SQLite refused: <c>index /x/index.db: database disk image is malformed</c>.</summary>
internal static class SqliteFailure
{
    private const int PrimaryCode = 0xFF;

    /// <summary>The failure that a call left behind in its connection.</summary>
    internal static StorageException Create(string path, sqlite3? connection, int code) =>
        Create(path, code, connection is null ? raw.sqlite3_errstr(code).utf8_to_string() : raw.sqlite3_errmsg(connection).utf8_to_string());

    private static StorageException Create(string path, int code, string reason)
    {
        var (fault, hint) = (code & PrimaryCode) switch
        {
            raw.SQLITE_FULL => (StorageFault.Full, "make room on that file system, or let the store keep less"),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => (StorageFault.Damaged, "move the index away or put a backup in its place; blobs that the new index does not know are fetched again"),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (StorageFault.InUse, "another program has the index open; it should not"),
            _ => (StorageFault.Unavailable, (string?)null),
        };
        return new StorageException($"index {path}: {reason}") { Fault = fault, Hint = hint };
    }
}
