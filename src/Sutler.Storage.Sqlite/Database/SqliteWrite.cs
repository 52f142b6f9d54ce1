namespace Sutler.Storage.Sqlite.Database;

/// <summary>Something to be written, and what became of it.</summary>
internal abstract class SqliteWrite(CancellationToken cancellationToken)
{
    /// <summary>Whether whoever wanted it does not wait any more.</summary>
    internal bool IsGivenUp
    {
        get
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Fail(new OperationCanceledException(cancellationToken));
            }
            return cancellationToken.IsCancellationRequested;
        }
    }

    /// <summary>Why it could not be written; null when it was.</summary>
    internal Exception? Failure { get; private protected set; }

    /// <summary>Writes, within a transaction that is not committed yet.</summary>
    internal abstract bool TryRun(SqliteConnection connection);

    /// <summary>It is committed, or has failed by itself: answers.</summary>
    internal abstract void Finish();

    /// <summary>The transaction failed: answers.</summary>
    internal abstract void Fail(Exception failure);
}

/// <summary>The same, with its answer.</summary>
internal sealed class SqliteWrite<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) : SqliteWrite(cancellationToken)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    /// <summary>The answer, once it is committed.</summary>
    internal Task<T> Answer => _answer.Task;

    /// <inheritdoc/>
    internal override bool TryRun(SqliteConnection connection)
    {
        try
        {
            _result = work(connection);
        }
        catch (Exception failure)
        {
            // Whoever asked for the write gets it; the writer goes on with the others.
            Failure = failure;
        }
        return Failure is null;
    }

    /// <inheritdoc/>
    internal override void Finish()
    {
        if (Failure is null)
        {
            _answer.TrySetResult(_result);
        }
        else
        {
            _answer.TrySetException(Failure);
        }
    }

    /// <inheritdoc/>
    internal override void Fail(Exception failure) => _answer.TrySetException(Failure ?? failure);
}
