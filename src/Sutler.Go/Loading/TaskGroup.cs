namespace Sutler.Go.Loading;

/// <summary>Tasks that start more tasks, awaited together; the first failure stops the others and is thrown once all are idle.</summary>
internal sealed class TaskGroup : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Lock _lock = new();
    private TaskCompletionSource _idle = Completed();
    private Exception? _failure;
    private int _running;

    internal TaskGroup(CancellationToken cancellationToken) =>
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    public void Dispose() => _stop.Dispose();

    internal void Run(Func<CancellationToken, Task> work)
    {
        lock (_lock)
        {
            if (_running++ == 0)
            {
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        _ = RunOneAsync(work);
    }

    internal Task IdleAsync()
    {
        lock (_lock)
        {
            return _idle.Task;
        }
    }

    private async Task RunOneAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            // Off this thread: a chain of cached files must not become a chain of stack frames.
            await Task.Run(() => work(_stop.Token));
        }
#pragma warning disable CA1031 // every failure is handed to whoever awaits IdleAsync
        catch (Exception failure)
#pragma warning restore CA1031
        {
            lock (_lock)
            {
                _failure ??= failure;
            }

            await _stop.CancelAsync();
        }

        lock (_lock)
        {
            if (--_running > 0)
            {
                return;
            }

            if (_failure is null)
            {
                _idle.SetResult();
            }
            else
            {
                _idle.SetException(_failure);
            }
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
