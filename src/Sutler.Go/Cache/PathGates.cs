namespace Sutler.Go.Cache;

/// <summary>One mutual exclusion per path inside this process, so that our own tasks queue instead of polling each other. Spec: LOCK-8.</summary>
internal sealed class PathGates
{
    private readonly Lock _mutex = new();
    private readonly Dictionary<string, Gate> _gates = new(StringComparer.Ordinal);

    /// <summary>Waits for the path's turn; disposing the result lets the next one in.</summary>
    internal async Task<IDisposable> EnterAsync(string path, CancellationToken cancellationToken)
    {
        Gate gate = Join(path);
        try
        {
            await gate.Turn.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(path, gate);
            throw;
        }

        return new Entry(this, path, gate);
    }

    private Gate Join(string path)
    {
        lock (_mutex)
        {
            if (!_gates.TryGetValue(path, out Gate? gate))
            {
                gate = new Gate();
                _gates.Add(path, gate);
            }

            gate.Users++;
            return gate;
        }
    }

    private void Leave(string path, Gate gate)
    {
        lock (_mutex)
        {
            if (--gate.Users == 0)
            {
                _ = _gates.Remove(path);
                gate.Turn.Dispose();
            }
        }
    }

    private sealed class Gate
    {
        internal SemaphoreSlim Turn { get; } = new(1, 1);

        internal int Users { get; set; }
    }

    private sealed class Entry(PathGates owner, string path, Gate gate) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                _ = gate.Turn.Release();
                owner.Leave(path, gate);
            }
        }
    }
}
