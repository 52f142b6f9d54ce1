namespace Sutler.TestKit.Storage;

/// <summary>The system's clock, running faster: hours pass in seconds.</summary>
public sealed class FastClock(int factor) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + ((System.GetUtcNow() - _start) * factor);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorten(dueTime), Shorten(period));

    private TimeSpan Shorten(TimeSpan time) => time <= TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(Math.Max(1, time.TotalMilliseconds / factor));
}
