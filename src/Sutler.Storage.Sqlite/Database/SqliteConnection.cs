using SQLitePCL;

namespace Sutler.Storage.Sqlite.Database;

/// <summary>One connection with the statements prepared on it. For one thread at a time.</summary>
internal sealed class SqliteConnection : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteConnection(string path, sqlite3 connection)
    {
        Path = path;
        _connection = connection;
    }

    /// <summary>The database's file.</summary>
    internal string Path { get; }

    /// <summary>Opens the file, which exists.</summary>
    internal static SqliteConnection Open(string path, bool readOnly)
    {
        // Each connection has one user at a time: SQLite need not lock it.
        var code = raw.sqlite3_open_v2(path, out var opened, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null);
        var connection = new SqliteConnection(path, opened);
        try
        {
            connection.Check(code);
            connection.Check(raw.sqlite3_busy_timeout(opened, 5000));
            connection.Execute(readOnly ? "PRAGMA query_only = 1; PRAGMA cache_size = -4000" : "PRAGMA cache_size = -16000");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that are not worth keeping.</summary>
    internal void Execute(string sql) => Check(raw.sqlite3_exec(_connection, sql));

    /// <summary>A statement, prepared on first use, without values; the caller disposes it, which makes it ready for the next use.</summary>
    internal SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared));
            statement = new SqliteStatement(this, prepared);
            _statements.Add(sql, statement);
        }
        return statement;
    }

    /// <summary>The single number a statement without values gives.</summary>
    internal long Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Long(0) : throw new InvalidOperationException($"no row from {sql}");
    }

    /// <summary>How many rows the last statement changed.</summary>
    internal int Changes() => raw.sqlite3_changes(_connection);

    /// <summary>Whether no transaction is open, as after SQLite rolled one back by itself.</summary>
    internal bool IsIdle => raw.sqlite3_get_autocommit(_connection) != 0;

    /// <summary>Throws unless a call succeeded.</summary>
    internal void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFailure.Create(Path, _connection, code);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Finish();
        }
        _statements.Clear();
        _connection.Dispose();
    }
}
