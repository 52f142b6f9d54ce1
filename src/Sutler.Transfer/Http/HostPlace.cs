namespace Sutler.Transfer.Http;

/// <summary>The right to have one request in flight to a host; disposing gives it back, once.</summary>
internal sealed class HostPlace(HostSchedule schedule, FetchPriority priority, HostPlace? total = null) : IDisposable
{
    private int _left;

    /// <summary>Where it was given.</summary>
    public HostSchedule Schedule => schedule;

    /// <summary>Whether somebody waits for such a place.</summary>
    public bool OthersWait => schedule.HasWaiting || total is { OthersWait: true };

    /// <summary>The same right, held together with one among all hosts.</summary>
    public HostPlace With(HostPlace among) => new(schedule, priority, among);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            schedule.Leave(priority);
            total?.Dispose();
        }
    }
}
