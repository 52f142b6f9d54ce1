using System.Threading.Channels;

namespace Sutler.Storage.Sqlite.Database;

/// <summary>The one who writes: takes what is to be written, in order, and commits what has gathered as one transaction.</summary>
/// <remarks>
/// A write is answered when it is committed. One that fails takes only itself back. As many as wait while a commit is under way
/// share the next, so that load makes commits larger, not more.
/// </remarks>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxBatch = 256;

    // Who writes more waits.
    private const int MaxWaiting = 2048;

    private readonly SqliteConnection _connection;
    private readonly Channel<SqliteWrite> _waiting = Channel.CreateBounded<SqliteWrite>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Task _work;
    private TaskCompletionSource _nextCommit = NewSignal();
    private long _commits;

    internal SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _work = Task.Run(WorkAsync);
    }

    /// <summary>How many commits there were.</summary>
    internal long Commits => Interlocked.Read(ref _commits);

    /// <summary>Completes with the next commit.</summary>
    internal Task NextCommit => Volatile.Read(ref _nextCommit).Task;

    /// <summary>Writes; the answer is committed.</summary>
    internal async ValueTask<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        var write = new SqliteWrite<T>(work, cancellationToken);
        try
        {
            await _waiting.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw new ObjectDisposedException($"index {_connection.Path} is closed", closed);
        }
        return await write.Answer;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _work;
        _connection.Dispose();
    }

    private async Task WorkAsync()
    {
        var batch = new List<SqliteWrite>(MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var write))
            {
                if (!write.IsGivenUp)
                {
                    batch.Add(write);
                }
            }
            if (batch.Count > 0)
            {
                Commit(batch);
            }
            batch.Clear();
        }
    }

    private void Commit(List<SqliteWrite> batch)
    {
        try
        {
            _connection.Execute("BEGIN IMMEDIATE");
            foreach (var write in batch)
            {
                Run(write);
            }
            _connection.Execute("COMMIT");
        }
        catch (StorageException failure)
        {
            RollBack();
            batch.ForEach(write => write.Fail(failure));
            return;
        }
        Interlocked.Increment(ref _commits);
        batch.ForEach(static write => write.Finish());
        Interlocked.Exchange(ref _nextCommit, NewSignal()).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Run(SqliteWrite write)
    {
        _connection.Execute("SAVEPOINT write");
        if (!write.TryRun(_connection))
        {
            if (_connection.IsIdle)
            {
                // On a full disk SQLite takes the whole transaction back.
                throw write.Failure as StorageException ?? new StorageException($"index {_connection.Path}: {write.Failure!.Message}", write.Failure);
            }
            _connection.Execute("ROLLBACK TO write");
        }
        _connection.Execute("RELEASE write");
    }

    private void RollBack()
    {
        try
        {
            if (!_connection.IsIdle)
            {
                _connection.Execute("ROLLBACK");
            }
        }
        catch (StorageException)
        {
            // The failure that led here is reported; the next BEGIN tells whether the connection still works.
        }
    }
}
