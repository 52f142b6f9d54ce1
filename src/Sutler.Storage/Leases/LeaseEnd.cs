namespace Sutler.Storage.Leases;

/// <summary>How somebody else's lease ended.</summary>
public abstract record LeaseEnd
{
    private LeaseEnd()
    {
    }

    /// <summary>The work is done, and what came of it is stored; or so long ago that nothing is known of it: look.</summary>
    public sealed record Released : LeaseEnd;

    /// <summary>The work failed.</summary>
    public sealed record Failed(LeaseFailure Failure) : LeaseEnd;

    /// <summary>Its holder gave up or died: try to get the lease.</summary>
    public sealed record Abandoned : LeaseEnd;
}
