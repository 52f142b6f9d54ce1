using Sutler.Storage.Blobs;
using Sutler.Storage.Index;

namespace Sutler.TestKit.Storage;

/// <summary>The ledger of blobs in memory.</summary>
internal sealed class MemoryLedger(MemoryTables tables) : IBlobLedger
{
    /// <inheritdoc/>
    public ValueTask<bool> ReserveAsync(BlobDigest digest, long length, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            if (tables.Blobs.TryGetValue(digest, out var row) && row.IsCondemned)
            {
                return ValueTask.FromResult(false);
            }
            var until = tables.Now + lifetime;
            tables.Blobs[digest] = new MemoryLedgerRow(length, row?.ReservedUntil > until ? row.ReservedUntil : until, IsCondemned: false);
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LedgerBlob>> CondemnAsync(int limit, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            var named = tables.Entries.Values.Select(entry => entry.Digest).ToHashSet();
            var going = tables.Blobs.Where(blob => blob.Value.IsCondemned || (!named.Contains(blob.Key) && blob.Value.ReservedUntil <= tables.Now))
                .OrderBy(blob => blob.Key).Take(limit).Select(blob => new LedgerBlob(blob.Key, blob.Value.Length)).ToList();
            foreach (var blob in going)
            {
                tables.Blobs[blob.Digest] = tables.Blobs[blob.Digest] with { IsCondemned = true };
            }
            return ValueTask.FromResult<IReadOnlyList<LedgerBlob>>(going);
        }
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(IReadOnlyCollection<BlobDigest> digests, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            foreach (var digest in digests)
            {
                if (tables.Blobs.TryGetValue(digest, out var row) && row.IsCondemned)
                {
                    tables.Blobs.Remove(digest);
                }
            }
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<BlobDigest, long>> CountReferencesAsync(IReadOnlyCollection<BlobDigest> digests, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            return ValueTask.FromResult<IReadOnlyDictionary<BlobDigest, long>>(
                digests.Distinct().ToDictionary(digest => digest, digest => (long)tables.Entries.Values.Count(entry => entry.Digest == digest)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> AdoptAsync(IReadOnlyCollection<LedgerBlob> blobs, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            return ValueTask.FromResult(blobs.Count(blob => tables.Blobs.TryAdd(blob.Digest, new MemoryLedgerRow(blob.Length, default, IsCondemned: false))));
        }
    }
}
