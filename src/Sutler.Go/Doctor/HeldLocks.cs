namespace Sutler.Go.Doctor;

/// <summary>The locks that others held when a file was to be read: it was read all the same, and a download would wait. Thread-safe.</summary>
internal sealed class HeldLocks
{
    private readonly Lock _gate = new();
    private readonly List<string> _paths = [];

    /// <summary>Remembers a file.</summary>
    public void Note(string path)
    {
        lock (_gate)
        {
            if (!_paths.Contains(path))
            {
                _paths.Add(path);
            }
        }
    }

    /// <summary>The steps <c>locks</c> of what was noted since the last time.</summary>
    public IReadOnlyList<Step> Take(HeldAt at)
    {
        string[] paths;
        lock (_gate)
        {
            paths = [.. _paths];
            _paths.Clear();
        }

        return [.. paths.Select(path => StepOf(path, at))];
    }

    /// <summary>The step about a lock that somebody holds.</summary>
    public static Step StepOf(string path, HeldAt at)
    {
        var holder = LockHolders.Find(path);
        return new Step("locks", StepStatus.Warn, $"{holder} holds {path}")
        {
            Details = [new StepDetail("path", path) { IsInSummary = true }, new StepDetail("holder", holder) { IsInSummary = true }],
            Finding = new Finding.Held(path, holder) { At = at },
        };
    }
}
