using Sutler.Storage.Index;

namespace Sutler.Storage.Retention;

/// <summary>Plans what a policy does not keep, and removes it.</summary>
/// <remarks>On one node at a time, under a lease. The blobs go with the next <see cref="Content.BlobSweep"/>.</remarks>
public sealed class RetentionSweep(IIndexStore index, TimeProvider time)
{
    /// <summary>The most entries in one plan, which is held in memory; more go by the next one.</summary>
    public const int MaxEvictions = 20_000;

    private const int Page = 500;

    /// <summary>What would go now: a dry run.</summary>
    public async ValueTask<RetentionPlan> PlanAsync(RetentionPolicy policy, CancellationToken cancellationToken)
    {
        if (policy.MaxBytes is not null)
        {
            await index.FlushUsesAsync(cancellationToken);
        }
        var totals = await index.CountAsync(cancellationToken);
        // Unreferenced blobs are as good as gone: nothing has to go for them.
        var stored = totals.Blobs.Bytes - totals.UnreferencedBlobs.Bytes;
        var now = time.GetUtcNow();
        var selector = new RetentionSelector(policy, now, stored);
        var evictions = new List<Eviction>();
        var isWhole =
            (policy.MaxAge is not { } age || await CollectAsync(new EntryQuery { Order = EntryOrder.FirstSeen, Before = now - age }, selector.Outlived, static () => true, evictions, cancellationToken))
            && (policy.MaxIdle is not { } idle || await CollectAsync(new EntryQuery { Order = EntryOrder.LastUsed, Before = now - idle }, selector.Outlived, static () => true, evictions, cancellationToken))
            && (policy.MaxBytes is null || await CollectAsync(new EntryQuery { Order = EntryOrder.LastUsed, Before = now - policy.Untouched }, selector.Surplus, () => selector.IsTooMuch, evictions, cancellationToken));
        return new RetentionPlan(evictions, stored, selector.BytesLeft, isWhole);
    }

    /// <summary>Removes what was planned, except what was used, pinned or replaced since.</summary>
    /// <returns>How many entries went.</returns>
    public async ValueTask<int> ApplyAsync(RetentionPlan plan, CancellationToken cancellationToken)
    {
        var gone = 0;
        await index.FlushUsesAsync(cancellationToken);
        foreach (var eviction in plan.Evictions)
        {
            var entry = eviction.Entry;
            var current = await index.Entries.FindAsync(entry.Key, cancellationToken);
            if (current is { IsPinned: false } && (eviction.Reason == RetentionReason.Age || current.LastUsed == entry.LastUsed)
                && await index.Entries.RemoveAsync(entry.Key, entry.Revision, RemovalReason.Evicted, Words(eviction.Reason), cancellationToken))
            {
                gone++;
            }
        }
        return gone;
    }

    private static string Words(RetentionReason reason) => reason switch
    {
        RetentionReason.Age => "first seen too long ago",
        RetentionReason.Idle => "last used too long ago",
        _ => "longest unused, and the store is full",
    };

    // False when the plan is full.
    private async ValueTask<bool> CollectAsync(
        EntryQuery query, Func<RetentionCandidate, Eviction?> decide, Func<bool> goesOn, List<Eviction> evictions, CancellationToken cancellationToken)
    {
        var next = query with { UnpinnedOnly = true, Limit = Page };
        while (goesOn())
        {
            var page = await index.Entries.QueryAsync(next, cancellationToken);
            var references = await index.Ledger.CountReferencesAsync([.. page.Entries.Select(entry => entry.Digest).Distinct()], cancellationToken);
            foreach (var entry in page.Entries)
            {
                if (evictions.Count == MaxEvictions)
                {
                    return false;
                }
                if (decide(new RetentionCandidate(entry, references.GetValueOrDefault(entry.Digest, 1))) is { } eviction)
                {
                    evictions.Add(eviction);
                }
            }
            if (page.Next is null)
            {
                break;
            }
            next = next with { After = page.Next };
        }
        return true;
    }
}
