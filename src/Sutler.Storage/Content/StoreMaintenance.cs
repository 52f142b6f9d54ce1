using Sutler.Storage.Blobs;
using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Sutler.Storage.Retention;
using Sutler.Storage.Values;

namespace Sutler.Storage.Content;

/// <summary>Removes what is not to be kept, in the order in which one thing frees the next: pins, entries, values, blobs, the rest.</summary>
/// <remarks>For each start and every few minutes after it. Of several nodes one does it.</remarks>
public sealed class StoreMaintenance(ContentStore store, TimeProvider time)
{
    private const int Batch = 1000;
    private static readonly IndexKey LeaseName = IndexKey.Create("lease", "maintenance");
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(30);

    /// <summary>Runs one round.</summary>
    /// <returns>What was done; null when another node is at it.</returns>
    public async ValueTask<MaintenanceReport?> RunAsync(MaintenancePolicy policy, CancellationToken cancellationToken)
    {
        if (await store.Index.Leases.TryAcquireAsync(LeaseName, LeaseDuration, cancellationToken) is not LeaseAttempt.Acquired { Lease: var lease })
        {
            return null;
        }
        await using (lease)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
            var report = await RunHeldAsync(policy, stop.Token);
            await lease.ReleaseAsync(cancellationToken);
            return report;
        }
    }

    private async ValueTask<MaintenanceReport> RunHeldAsync(MaintenancePolicy policy, CancellationToken cancellationToken)
    {
        var index = store.Index;
        var sweep = new BlobSweep(store.Blobs, index);
        return new MaintenanceReport
        {
            PinSets = await index.Pins.RemoveExpiredAsync(cancellationToken),
            Entries = await EvictAsync(policy.Retention, cancellationToken),
            Values = await SweepValuesAsync(policy, cancellationToken),
            Strays = policy.LooksForStrays ? await sweep.AdoptStraysAsync(cancellationToken) : 0,
            Blobs = await sweep.DeleteUnreferencedAsync(cancellationToken),
            Quarantined = policy.Quarantine is { } age ? await EmptyQuarantineAsync(time.GetUtcNow() - age, cancellationToken) : 0,
            Events = policy.Events is { } kept ? await index.Events.TrimAsync(time.GetUtcNow() - kept, cancellationToken) : 0,
        };
    }

    private async ValueTask<int> EvictAsync(RetentionPolicy policy, CancellationToken cancellationToken)
    {
        var retention = new RetentionSweep(store.Index, time);
        var gone = 0;
        while (!policy.IsUnlimited)
        {
            var plan = await retention.PlanAsync(policy, cancellationToken);
            var removed = await retention.ApplyAsync(plan, cancellationToken);
            gone += removed;
            // What is used again and again just before it goes must not keep this going.
            if (plan.IsWhole || removed == 0)
            {
                break;
            }
        }
        return gone;
    }

    private async ValueTask<int> SweepValuesAsync(MaintenancePolicy policy, CancellationToken cancellationToken)
    {
        await store.Index.FlushUsesAsync(cancellationToken);
        var sweep = new ValueSweep(time.GetUtcNow() - policy.StaleNegatives, time.GetUtcNow() - policy.UnusedValues, Batch);
        var gone = 0;
        int swept;
        do
        {
            swept = await store.Index.Values.SweepAsync(sweep, cancellationToken);
            gone += swept;
        }
        while (swept == Batch);
        return gone;
    }

    private async ValueTask<int> EmptyQuarantineAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var gone = 0;
        foreach (var blob in (await store.Blobs.ListQuarantineAsync(Batch, cancellationToken)).TakeWhile(blob => blob.Since < before))
        {
            gone += await store.Blobs.DeleteQuarantinedAsync(blob, cancellationToken) ? 1 : 0;
        }
        return gone;
    }
}
