using SQLitePCL;

namespace Sutler.Storage.Sqlite.Database;

/// <summary>The database's file: made private, brought to the newest form.</summary>
internal static class SqliteFile
{
    /// <summary>The newest form this program knows; each has a numbered file that makes it from the one before.</summary>
    internal const int Newest = 1;

    // "Sutl": tells our databases from others.
    private const int Application = 0x5375746C;

    private static readonly string[] Migrations = ["0001-initial"];

    /// <summary>Opens the writing connection, and makes or changes the database as needed.</summary>
    internal static SqliteConnection Open(string path)
    {
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        // SQLite would give it the umask's mode; -wal and -shm take theirs from it.
        Sutler.Storage.Directories.PrivateFiles.OpenOrCreate(path).Dispose();
        var connection = SqliteConnection.Open(path, readOnly: false);
        try
        {
            // One fsync at a checkpoint instead of one at each commit: a loss of power may take back the last commits, and nothing else.
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864");
            Migrate(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Migrate(SqliteConnection connection)
    {
        var application = connection.Number("PRAGMA application_id");
        var form = connection.Number("PRAGMA user_version");
        if (application != Application && (application != 0 || connection.Number("SELECT count(*) FROM sqlite_schema") > 0))
        {
            throw new StorageException($"index {connection.Path}: is a database of another program") { Fault = StorageFault.Damaged, Hint = "give this server a data directory of its own" };
        }
        if (form > Newest)
        {
            throw new StorageException($"index {connection.Path}: was written by a newer version of this program (form {form}, this one knows {Newest})")
            {
                Fault = StorageFault.TooNew,
                Hint = "use that version, or give this one a data directory of its own",
            };
        }
        for (; form < Newest; form++)
        {
            connection.Execute("BEGIN IMMEDIATE");
            connection.Execute(Read(Migrations[form]));
            connection.Execute($"PRAGMA application_id = {Application}; PRAGMA user_version = {form + 1}; COMMIT");
        }
    }

    private static string Read(string migration)
    {
        using var stream = typeof(SqliteFile).Assembly.GetManifestResourceStream(migration) ?? throw new InvalidOperationException($"no migration {migration}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
