using System.Text;
using SQLitePCL;
using Sutler.Storage.Blobs;
using Sutler.Storage.Index;

namespace Sutler.Storage.Sqlite.Database;

/// <summary>A prepared statement: bind values by position from 1, step, read columns by position from 0. Disposing makes it ready for the next use.</summary>
internal sealed class SqliteStatement(SqliteConnection connection, sqlite3_stmt statement) : IDisposable
{
    private const int NameBuffer = 512;

    internal SqliteStatement Bind(int position, long value)
    {
        connection.Check(raw.sqlite3_bind_int64(statement, position, value));
        return this;
    }

    internal SqliteStatement Bind(int position, DateTimeOffset time) => Bind(position, time.ToUnixTimeMilliseconds());

    internal SqliteStatement Bind(int position, DateTimeOffset? time) => time is { } known ? Bind(position, known) : BindNull(position);

    internal SqliteStatement Bind(int position, string? text)
    {
        if (text is null)
        {
            return BindNull(position);
        }
        Span<byte> small = stackalloc byte[NameBuffer];
        var bytes = text.Length * 3 <= NameBuffer ? small[..Encoding.UTF8.GetBytes(text, small)] : Encoding.UTF8.GetBytes(text);
        connection.Check(raw.sqlite3_bind_text(statement, position, bytes));
        return this;
    }

    internal SqliteStatement Bind(int position, ReadOnlySpan<byte> bytes)
    {
        // An empty span has no address, which SQLite would take for NULL.
        connection.Check(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, position, 0) : raw.sqlite3_bind_blob(statement, position, bytes));
        return this;
    }

    internal SqliteStatement Bind(int position, BlobDigest digest)
    {
        Span<byte> bytes = stackalloc byte[BlobDigest.Size];
        digest.CopyTo(bytes);
        return Bind(position, bytes);
    }

    /// <summary>Binds the area at a position and the name at the next.</summary>
    internal SqliteStatement Bind(int position, IndexKey key) => Bind(position, key.Area).Bind(position + 1, key.Name);

    internal SqliteStatement BindNull(int position)
    {
        connection.Check(raw.sqlite3_bind_null(statement, position));
        return this;
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    internal bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            connection.Check(code);
        }
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs a statement that gives no rows; how many it changed.</summary>
    internal int Run()
    {
        Step();
        return connection.Changes();
    }

    internal bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    internal long Long(int column) => raw.sqlite3_column_int64(statement, column);

    internal string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    internal string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    internal DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    internal DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    internal byte[] Bytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    internal BlobDigest Digest(int column) => BlobDigest.FromBytes(raw.sqlite3_column_blob(statement, column));

    internal IndexKey Key(int column) => IndexKey.Create(Text(column), Text(column + 1));

    /// <inheritdoc/>
    public void Dispose()
    {
        // The code is that of the last step, which has been reported.
        _ = raw.sqlite3_reset(statement);
        _ = raw.sqlite3_clear_bindings(statement);
    }

    /// <summary>Frees it for good.</summary>
    internal void Finish() => statement.Dispose();
}
