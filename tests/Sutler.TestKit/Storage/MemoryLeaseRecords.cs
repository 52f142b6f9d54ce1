using Sutler.Storage.Index;
using Sutler.Storage.Leases;

namespace Sutler.TestKit.Storage;

/// <summary>The rows of leases in memory.</summary>
internal sealed class MemoryLeaseRecords(MemoryTables tables) : ILeaseRecords
{
    /// <inheritdoc/>
    public ValueTask<LeaseClaim> ClaimAsync(IndexKey name, TimeSpan duration, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            if (tables.Leases.TryGetValue(name, out var row) && row.Until > tables.Now)
            {
                return ValueTask.FromResult(new LeaseClaim(row.Token, IsOurs: false));
            }
            var token = tables.NextNumber();
            tables.Leases[name] = new MemoryLeaseRow(token, tables.Now + duration);
            return ValueTask.FromResult(new LeaseClaim(token, IsOurs: true));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(LeaseFence fence, TimeSpan duration, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            var held = tables.Allows(fence);
            if (held)
            {
                tables.Leases[fence.Name] = new MemoryLeaseRow(fence.Token, tables.Now + duration);
            }
            return ValueTask.FromResult(held);
        }
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(LeaseFence fence, LeaseEnd end, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            if (tables.Leases.TryGetValue(fence.Name, out var row) && row.Token == fence.Token)
            {
                tables.Leases.Remove(fence.Name);
                tables.LeaseEnds[fence.Token] = (end, tables.Now + ILeases.FailureMemory);
            }
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<LeaseEnd?> FindEndAsync(LeaseFence fence, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            LeaseEnd? end = tables.LeaseEnds.TryGetValue(fence.Token, out var known) && known.Until > tables.Now ? known.End
                : !tables.Leases.TryGetValue(fence.Name, out var row) || row.Token != fence.Token ? new LeaseEnd.Released()
                : row.Until <= tables.Now ? new LeaseEnd.Abandoned()
                : null;
            return ValueTask.FromResult(end);
        }
    }
}
