using System.Collections.Concurrent;

namespace Sutler.Storage.Sqlite.Database;

/// <summary>Connections for reading, any number of which read while one writes.</summary>
/// <remarks>
/// A read takes microseconds, so it runs on the caller's thread; more connections than processors could use would only take memory.
/// </remarks>
internal sealed class SqliteReaders(string path, int count) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly SemaphoreSlim _free = new(count);

    /// <summary>Reads with a connection of one's own.</summary>
    internal async ValueTask<T> ReadAsync<TState, T>(TState state, Func<SqliteConnection, TState, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            if (!_idle.TryTake(out var connection))
            {
                connection = SqliteConnection.Open(path, readOnly: true);
            }
            try
            {
                return read(connection, state);
            }
            finally
            {
                _idle.Add(connection);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
        _free.Dispose();
    }
}
