using Sutler.Go.Cache;

namespace Sutler.Go.Direct;

/// <summary>A lock that the whole process holds as long as anybody in it is inside.</summary>
/// <param name="take">Takes the lock.</param>
#pragma warning disable CA1001 // A semaphore that is only waited for asynchronously holds nothing to dispose of.
internal sealed class ProcessLease(Func<CancellationToken, Task<FileLock>> take)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _entrance = new(1);
    private readonly Lock _lock = new();
    private FileLock? _held;
    private int _inside;

    /// <summary>Enters; disposing of the result leaves.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _entrance.WaitAsync(cancellationToken);
        try
        {
            if (!TryJoin())
            {
                Begin(await take(cancellationToken));
            }
        }
        finally
        {
            _entrance.Release();
        }

        return new Stay(this);
    }

    private bool TryJoin()
    {
        lock (_lock)
        {
            _inside += _held is null ? 0 : 1;
            return _held is not null;
        }
    }

    private void Begin(FileLock held)
    {
        lock (_lock)
        {
            _held = held;
            _inside = 1;
        }
    }

    private void Leave()
    {
        FileLock? last = null;
        lock (_lock)
        {
            if (--_inside == 0)
            {
                (last, _held) = (_held, null);
            }
        }

        last?.Dispose();
    }

    private sealed class Stay(ProcessLease lease) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                lease.Leave();
            }
        }
    }
}
