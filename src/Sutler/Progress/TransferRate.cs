namespace Sutler.Progress;

/// <summary>How fast a count of bytes grows, over the last seconds. For one caller at a time.</summary>
internal sealed class TransferRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    private readonly Queue<(long Timestamp, long Bytes)> _samples = new();

    /// <summary>Adds the count as it is now and gives bytes per second since the oldest sample of the window.</summary>
    public long Update(long bytes)
    {
        var now = time.GetTimestamp();
        while (_samples.Count > 1 && time.GetElapsedTime(_samples.Peek().Timestamp, now) > Window)
        {
            _samples.Dequeue();
        }

        _samples.Enqueue((now, bytes));
        var (oldest, then) = _samples.Peek();
        var seconds = time.GetElapsedTime(oldest, now).TotalSeconds;
        return seconds <= 0 ? 0 : (long)((bytes - then) / seconds);
    }
}
