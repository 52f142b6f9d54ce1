using Sutler.Storage.Index;

namespace Sutler.Storage.Leases;

/// <summary>Leases as rows of a database; what adapters implement, <see cref="RecordedLeases"/> does the rest. Each call is one transaction.</summary>
public interface ILeaseRecords
{
    /// <summary>Gives the lease a new token and this caller, if it is free or has run out; else says whose it is.</summary>
    ValueTask<LeaseClaim> ClaimAsync(IndexKey name, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Lets a lease last from now on; false when it is no longer this one, or has run out.</summary>
    ValueTask<bool> RenewAsync(LeaseFence fence, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a lease, and remembers for <see cref="ILeases.FailureMemory"/> how, also when it has been claimed anew since; nothing when it was
    /// no longer this one.
    /// </summary>
    ValueTask EndAsync(LeaseFence fence, LeaseEnd end, CancellationToken cancellationToken);

    /// <summary>How a lease ended; null while it lasts. One that nothing is known of, any more, was released.</summary>
    ValueTask<LeaseEnd?> FindEndAsync(LeaseFence fence, CancellationToken cancellationToken);
}
