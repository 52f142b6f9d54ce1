namespace Sutler.Progress;

/// <summary>How fast a count grows, over the last while. For one caller at a time.</summary>
/// <param name="time">The clock.</param>
/// <param name="window">The while.</param>
internal sealed class TransferRate(TimeProvider time, TimeSpan window)
{
    private readonly Queue<(long Timestamp, long Count)> _samples = new();

    /// <summary>Adds the count as it is now and gives its growth per second since the oldest sample of the window.</summary>
    public double Update(long count)
    {
        var now = time.GetTimestamp();
        while (_samples.Count > 1 && time.GetElapsedTime(_samples.Peek().Timestamp, now) > window)
        {
            _samples.Dequeue();
        }

        _samples.Enqueue((now, count));
        var (oldest, then) = _samples.Peek();
        var seconds = time.GetElapsedTime(oldest, now).TotalSeconds;
        return seconds <= 0 ? 0 : (count - then) / seconds;
    }
}
