namespace Sutler.Transfer.Http;

/// <summary>Decides when the requests to one host start: a limit on those in flight, and an order among those that wait.</summary>
/// <remarks>Thread-safe. The limit starts at that of HTTP/1.1 and follows the version the host last answered with.</remarks>
internal sealed class HostSchedule(int http1Limit, int http2Limit)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, (FetchPriority Priority, long Turn)> _waiting = new();
    private bool _speaksHttp2;
    private int _inFlight;

    private int Limit => _speaksHttp2 ? http2Limit : http1Limit;

    /// <summary>Waits for a place; every success must be followed by one <see cref="Leave"/>.</summary>
    /// <param name="priority">Lower values start first.</param>
    /// <param name="turn">Order among equals: a fetch keeps its turn through its redirects.</param>
    /// <param name="cancellationToken">Gives up the place in the queue.</param>
    public async Task EnterAsync(FetchPriority priority, long turn, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource waiter;
        lock (_lock)
        {
            if (_inFlight < Limit)
            {
                _inFlight++;
                return;
            }
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiter, (priority, turn));
        }
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiter);
        await waiter.Task;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _inFlight--;
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

    private void StartWaiting()
    {
        while (_inFlight < Limit && _waiting.TryDequeue(out var next, out _))
        {
            // One that was cancelled while it waited takes no place.
            _inFlight += next.TrySetResult() ? 1 : 0;
        }
    }
}
