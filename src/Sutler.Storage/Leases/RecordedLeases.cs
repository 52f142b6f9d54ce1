using System.Collections.Concurrent;
using Sutler.Storage.Index;

namespace Sutler.Storage.Leases;

/// <summary>Leases over the rows of a database: heartbeats for those held here, polling for those held elsewhere.</summary>
/// <remarks>Whoever waits for a lease held by the same process is told at once, without polling.</remarks>
public sealed class RecordedLeases(ILeaseRecords records, TimeProvider time) : ILeases
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<long, Task> _heldHere = new();

    /// <inheritdoc/>
    public async ValueTask<LeaseAttempt> TryAcquireAsync(IndexKey name, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.FromSeconds(1));
        var claim = await records.ClaimAsync(name, duration, cancellationToken);
        if (!claim.IsOurs)
        {
            return new LeaseAttempt.Busy(claim.Token);
        }
        var lease = new HeldLease(records, new LeaseFence(name, claim.Token), duration, time);
        _heldHere[claim.Token] = lease.Over;
        _ = lease.Over.ContinueWith(
            _ => _heldHere.TryRemove(claim.Token, out Task? _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return new LeaseAttempt.Acquired(lease);
    }

    /// <inheritdoc/>
    public async ValueTask<LeaseEnd> WaitAsync(IndexKey name, long token, CancellationToken cancellationToken)
    {
        var fence = new LeaseFence(name, token);
        for (var delay = FirstPoll; ; delay = delay * 2 < LongestPoll ? delay * 2 : LongestPoll)
        {
            var over = _heldHere.GetValueOrDefault(token);
            if (await records.FindEndAsync(fence, cancellationToken) is { } end)
            {
                return end;
            }
            if (over is { IsCompleted: false })
            {
                await over.WaitAsync(cancellationToken);
            }
            else
            {
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }
}
