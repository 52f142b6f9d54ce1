namespace Sutler.Go.Download;

/// <summary>Counts what is under way, so that an end can wait for it and let nothing new begin. Thread-safe.</summary>
internal sealed class Closable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private bool _isClosed;

    /// <summary>Whether the work may begin; if so, <see cref="Leave"/> must follow.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            _inside += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    /// <summary>The work has ended.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _inside--;
            EndIfEmpty();
        }
    }

    /// <summary>Lets nothing begin any more, and waits for what had.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            EndIfEmpty();
        }

        return _empty.Task;
    }

    private void EndIfEmpty()
    {
        if (_isClosed && _inside == 0)
        {
            _empty.TrySetResult();
        }
    }
}
