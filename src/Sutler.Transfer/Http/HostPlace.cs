namespace Sutler.Transfer.Http;

/// <summary>The right to have one request in flight to a host; disposing gives it back, once.</summary>
internal sealed class HostPlace(HostSchedule schedule, FetchPriority priority) : IDisposable
{
    private int _left;

    /// <summary>Where it was given.</summary>
    public HostSchedule Schedule => schedule;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            schedule.Leave(priority);
        }
    }
}
