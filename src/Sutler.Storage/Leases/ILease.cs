namespace Sutler.Storage.Leases;

/// <summary>The right to be the one who does something, kept up by a heartbeat until it is released.</summary>
/// <remarks>Disposing without release or failure gives it up: one of those who wait takes over. Thread-safe.</remarks>
public interface ILease : IAsyncDisposable
{
    /// <summary>Proof of it, for writes.</summary>
    LeaseFence Fence { get; }

    /// <summary>Cancelled when the lease is lost: the heartbeat could not be written in time, so somebody else may have it.</summary>
    CancellationToken Lost { get; }

    /// <summary>The work is done, and what came of it is stored. Those who wait look there.</summary>
    ValueTask ReleaseAsync(CancellationToken cancellationToken);

    /// <summary>The work failed. Those who wait get the failure; who comes later tries again.</summary>
    ValueTask FailAsync(LeaseFailure failure, CancellationToken cancellationToken);
}
