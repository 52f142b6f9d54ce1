using Sutler.Storage.Blobs;
using Sutler.Storage.Index;

namespace Sutler.Storage.Retention;

/// <summary>Decides what goes, and keeps count. Pure: the clock and the counts come from outside, and nothing is removed here.</summary>
/// <remarks>
/// First everything that has outlived its time, in any order, then, in the order of last use, what is too much. The other way round
/// things would go for their size that need not. Not thread-safe.
/// </remarks>
public sealed class RetentionSelector(RetentionPolicy policy, DateTimeOffset now, long storedBytes)
{
    private readonly HashSet<IndexKey> _gone = [];
    private readonly Dictionary<BlobDigest, long> _references = [];

    /// <summary>Bytes of blobs that are left by now.</summary>
    public long BytesLeft { get; private set; } = storedBytes;

    /// <summary>Whether something has to go for its size.</summary>
    public bool IsTooMuch => BytesLeft > policy.MaxBytes;

    /// <summary>Decides, and counts it as gone, whether an entry has outlived its time; null when it stays.</summary>
    public Eviction? Outlived(RetentionCandidate candidate)
    {
        var entry = candidate.Entry;
        if (entry.IsPinned)
        {
            return null;
        }
        return now - entry.FirstSeen > policy.MaxAge ? Evict(candidate, RetentionReason.Age)
            : now - entry.LastUsed > policy.MaxIdle ? Evict(candidate, RetentionReason.Idle)
            : null;
    }

    /// <summary>Decides, and counts it as gone, whether an entry is too much; to be asked in the order of last use.</summary>
    public Eviction? Surplus(RetentionCandidate candidate) =>
        IsTooMuch && !candidate.Entry.IsPinned && now - candidate.Entry.LastUsed > policy.Untouched ? Evict(candidate, RetentionReason.Size) : null;

    /// <summary>Decides about all there is.</summary>
    public static RetentionPlan Select(IReadOnlyCollection<RetentionCandidate> all, RetentionPolicy policy, DateTimeOffset now, long storedBytes)
    {
        var selector = new RetentionSelector(policy, now, storedBytes);
        var outlived = all.Select(selector.Outlived).OfType<Eviction>().ToList();
        var surplus = all.OrderBy(candidate => candidate.Entry.LastUsed).ThenBy(candidate => candidate.Entry.Key).Select(selector.Surplus).OfType<Eviction>();
        return new RetentionPlan([.. outlived, .. surplus], storedBytes, selector.BytesLeft, IsWhole: true);
    }

    private Eviction? Evict(RetentionCandidate candidate, RetentionReason reason)
    {
        if (!_gone.Add(candidate.Entry.Key))
        {
            return null;
        }
        var left = _references.GetValueOrDefault(candidate.Entry.Digest, candidate.References) - 1;
        _references[candidate.Entry.Digest] = left;
        var freed = left > 0 ? 0 : candidate.Entry.Length;
        BytesLeft -= freed;
        return new Eviction(candidate.Entry, reason, freed);
    }
}
