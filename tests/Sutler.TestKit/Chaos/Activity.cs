namespace Sutler.TestKit.Chaos;

/// <summary>Counts what happens, so that a test can act in the middle of it: how far things are, not how late it is.</summary>
public sealed class Activity
{
    private readonly Lock _lock = new();
    private readonly List<(long Count, TaskCompletionSource Reached)> _waiting = [];
    private long _count;

    /// <summary>Something happened.</summary>
    public void Signal()
    {
        List<TaskCompletionSource> reached = [];
        lock (_lock)
        {
            _count++;
            reached.AddRange(_waiting.Where(wait => wait.Count <= _count).Select(wait => wait.Reached));
            _waiting.RemoveAll(wait => wait.Count <= _count);
        }

        reached.ForEach(static wait => wait.SetResult());
    }

    /// <summary>Waits until so much more has happened.</summary>
    public Task AdvanceAsync(int count, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((_count + count, reached));
        }

        return reached.Task.WaitAsync(cancellationToken);
    }
}
