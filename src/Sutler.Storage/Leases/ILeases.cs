using Sutler.Storage.Index;

namespace Sutler.Storage.Leases;

/// <summary>Lets one of many processes do what all of them want done.</summary>
/// <remarks>
/// A lease that is not renewed for as long as it lasts is anybody's. Clocks of different nodes may differ by less than a
/// lease lasts; adapters with a database of their own take its clock. Thread-safe.
/// </remarks>
public interface ILeases
{
    /// <summary>For how long a failure is remembered for those who were waiting.</summary>
    static readonly TimeSpan FailureMemory = TimeSpan.FromSeconds(30);

    /// <summary>Gets the lease, if nobody has it.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="duration">How long it lasts without heartbeat; those happen every third of it. At least a second.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<LeaseAttempt> TryAcquireAsync(IndexKey name, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Waits for the end of somebody's lease.</summary>
    ValueTask<LeaseEnd> WaitAsync(IndexKey name, long token, CancellationToken cancellationToken);
}
