using Microsoft.Extensions.Time.Testing;

namespace Sutler.TestKit;

/// <summary>A clock on which short waits are over at once, and time has passed all the same; longer ones wait for <see cref="FakeTimeProvider.Advance"/>.</summary>
/// <param name="longest">Waits below this are over at once: choose it above the back-off and below the timeouts.</param>
public sealed class HastyClock(TimeSpan longest) : FakeTimeProvider
{
    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        // Nobody waits for the end of what comes again and again.
        if (dueTime > TimeSpan.Zero && dueTime < longest && period == Timeout.InfiniteTimeSpan)
        {
            // Not on this thread: whoever creates a timer may hold a lock that its callback wants.
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }
        return timer;
    }
}
