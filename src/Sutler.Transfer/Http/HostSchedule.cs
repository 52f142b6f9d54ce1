namespace Sutler.Transfer.Http;

/// <summary>Decides when the requests to one host start: a limit on those in flight, and an order among those that wait.</summary>
/// <remarks>Thread-safe. The limits start at that of HTTP/1.1 and follow the version the host last answered with.</remarks>
internal sealed class HostSchedule(HostLimits limits)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, (FetchPriority Priority, long Turn)> _waiting = new();
    private readonly PriorityQueue<TaskCompletionSource, (FetchPriority Priority, long Turn)> _waitingBulk = new();
    private bool _speaksHttp2;
    private int _inFlight;
    private int _bulkInFlight;

    private int Limit => _speaksHttp2 ? limits.Http2 : limits.Http1;

    private int BulkLimit => _speaksHttp2 ? limits.Http2Bulk : limits.Http1Bulk;

    /// <summary>Waits for a place.</summary>
    /// <param name="priority">Lower values start first.</param>
    /// <param name="turn">Order among equals: a fetch keeps its turn when it is redirected to another host.</param>
    /// <param name="cancellationToken">Gives up the place in the queue.</param>
    public async Task<HostPlace> EnterAsync(FetchPriority priority, long turn, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource waiter;
        lock (_lock)
        {
            if (HasRoom(priority))
            {
                Count(priority, 1);
                return new HostPlace(this, priority);
            }
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Enqueue(waiter, priority, turn);
        }
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiter);
        await waiter.Task;
        return new HostPlace(this, priority);
    }

    /// <summary>Whether somebody waits for a place.</summary>
    public bool HasWaiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count + _waitingBulk.Count > 0;
            }
        }
    }

    /// <summary>A place if there is one that nobody waits for.</summary>
    public HostPlace? TryEnter(FetchPriority priority)
    {
        lock (_lock)
        {
            if (!HasRoom(priority) || _waiting.Count + _waitingBulk.Count > 0)
            {
                return null;
            }
            Count(priority, 1);
            return new HostPlace(this, priority);
        }
    }

    /// <summary>Gives a place back: for <see cref="HostPlace"/>.</summary>
    public void Leave(FetchPriority priority)
    {
        lock (_lock)
        {
            Count(priority, -1);
            StartWaiting();
        }
    }

    /// <summary>Notes the version the host spoke.</summary>
    public void Answered(Version version)
    {
        lock (_lock)
        {
            _speaksHttp2 = version.Major >= 2;
            StartWaiting();
        }
    }

    private bool HasRoom(FetchPriority priority) => _inFlight < Limit && (priority < FetchPriority.Bulk || _bulkInFlight < BulkLimit);

    private void Count(FetchPriority priority, int change)
    {
        _inFlight += change;
        _bulkInFlight += priority >= FetchPriority.Bulk ? change : 0;
    }

    private void Enqueue(TaskCompletionSource waiter, FetchPriority priority, long turn)
    {
        var queue = priority >= FetchPriority.Bulk ? _waitingBulk : _waiting;
        queue.Enqueue(waiter, (priority, turn));
    }

    // One that was cancelled while it waited takes no place.
    private void StartWaiting()
    {
        while (NextQueue() is { } queue && queue.TryDequeue(out var next, out var order))
        {
            Count(order.Priority, next.TrySetResult() ? 1 : 0);
        }
    }

    // Small texts first, but those that only go with large files in the order in which both were asked for: were all of them first,
    // the processors would have nothing to unpack until the last of them is there.
    private PriorityQueue<TaskCompletionSource, (FetchPriority Priority, long Turn)>? NextQueue()
    {
        var text = HasRoom(FetchPriority.Guiding) && _waiting.TryPeek(out _, out var first) ? first : ((FetchPriority Priority, long Turn)?)null;
        var bulk = HasRoom(FetchPriority.Bulk) && _waitingBulk.TryPeek(out _, out var file) ? file : ((FetchPriority Priority, long Turn)?)null;
        return (text, bulk) switch
        {
            (null, null) => null,
            (null, _) => _waitingBulk,
            ({ Priority: FetchPriority.Companion } companion, { } other) when other.Turn < companion.Turn => _waitingBulk,
            _ => _waiting,
        };
    }
}
