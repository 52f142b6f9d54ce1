namespace Sutler.Storage.Leases;

/// <summary>What came of trying to get a lease.</summary>
public abstract record LeaseAttempt
{
    private LeaseAttempt()
    {
    }

    /// <summary>It is ours: do the work, then release it or fail it.</summary>
    public sealed record Acquired(ILease Lease) : LeaseAttempt;

    /// <summary>Somebody else is at work.</summary>
    /// <param name="Token">Their lease, to wait for.</param>
    public sealed record Busy(long Token) : LeaseAttempt;
}
