namespace Sutler.Transfer.Files;

/// <summary>Watches the speed of one body. For one reader at a time.</summary>
internal sealed class StallWatch(StallRule rule, RateMemory memory, TimeProvider time, object transfer)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Queue<(TimeSpan Time, long Bytes)> _seconds = new([(Now(time), 0)]);
    private readonly TimeSpan _started = Now(time);
    private TimeSpan _lastSample = Now(time);
    private long _lastBytes;
    private long _bytes;
    private (TimeSpan Time, long Bytes) _minute = (Now(time), 0);
    private TimeSpan _elsewhere;

    /// <summary>Whether the host's speed is known, so that silence need not be borne as long.</summary>
    public bool KnowsUsual => memory.Usual(transfer, Now(time), TimeSpan.Zero) >= rule.LeastUsual;

    /// <summary>So much time was spent on something else, a slow disk say: nobody was listening to the sender.</summary>
    public void Pause(TimeSpan elsewhere) => _elsewhere += elsewhere;

    /// <summary>Counts bytes that arrived, and says why the transfer should not go on; null when it should.</summary>
    /// <param name="bytes">How many; 0 where a second passed in silence.</param>
    /// <param name="canRestart">Whether nothing is lost by starting again.</param>
    public string? Received(int bytes, bool canRestart)
    {
        _bytes += bytes;
        var now = Now(time) - _elsewhere;
        if (now - _lastSample < Second)
        {
            return null;
        }
        memory.Note(transfer, Now(time), (_bytes - _lastBytes) / (now - _lastSample).TotalSeconds);
        (_lastSample, _lastBytes) = (now, _bytes);
        // Of silence there is a limit besides.
        return (bytes > 0 ? Hopeless(now) : null) ?? (canRestart ? Stalled(now) : null);
    }

    private static TimeSpan Now(TimeProvider time) => time.GetElapsedTime(0);

    private string? Stalled(TimeSpan now)
    {
        _seconds.Enqueue((now, _bytes));
        while (_seconds.Count > 1 && now - _seconds.ElementAt(1).Time >= rule.Window)
        {
            _seconds.Dequeue();
        }
        var (from, bytes) = _seconds.Peek();
        if (now - _started < rule.Window || now - from < rule.Window)
        {
            return null;
        }
        var rate = (_bytes - bytes) / (now - from).TotalSeconds;
        var usual = memory.Usual(transfer, Now(time), rule.Window);
        return rule.IsStalled(rate, usual) ? $"stalled at {rate / 1000:0.#} kB/s where {usual / 1000:0} kB/s are usual" : null;
    }

    private string? Hopeless(TimeSpan now)
    {
        if (now - _minute.Time < rule.HopelessWindow)
        {
            return null;
        }
        var rate = (_bytes - _minute.Bytes) / (now - _minute.Time).TotalSeconds;
        _minute = (now, _bytes);
        return rate < rule.Hopeless ? $"stalled at {rate:0} bytes a second" : null;
    }
}
