using Sutler.Storage.Blobs;
using Sutler.Storage.Index;

namespace Sutler.Storage.Content;

/// <summary>Deletes the blobs that nothing stands for any more, and what dead writers left.</summary>
/// <remarks>At each start, and from time to time; on one node at a time, under a lease.</remarks>
public sealed class BlobSweep(IBlobStore blobs, IIndexStore index)
{
    private const int Batch = 200;

    /// <summary>Deletes blobs without entry or reservation, and finishes the deletions of a process that died.</summary>
    /// <returns>What was deleted.</returns>
    public async ValueTask<Tally> DeleteUnreferencedAsync(CancellationToken cancellationToken)
    {
        long count = 0;
        long bytes = 0;
        while (await index.Ledger.CondemnAsync(Batch, cancellationToken) is { Count: > 0 } condemned)
        {
            foreach (var blob in condemned)
            {
                await blobs.DeleteAsync(blob.Digest, cancellationToken);
                bytes += blob.Length;
            }
            await index.Ledger.ForgetAsync([.. condemned.Select(blob => blob.Digest)], cancellationToken);
            count += condemned.Count;
        }
        return new Tally(count, bytes);
    }

    /// <summary>Enters blobs that the index does not know, as after it was lost or put back from a backup; the next sweep deletes them.</summary>
    /// <returns>How many there were.</returns>
    public async ValueTask<int> AdoptStraysAsync(CancellationToken cancellationToken)
    {
        var found = 0;
        BlobDigest? next = null;
        do
        {
            var page = await blobs.ListAsync(next, Batch, cancellationToken);
            if (page.Blobs.Count > 0)
            {
                found += await index.Ledger.AdoptAsync([.. page.Blobs.Select(blob => new LedgerBlob(blob.Digest, blob.Length))], cancellationToken);
            }
            next = page.Next;
        }
        while (next is not null);
        return found;
    }
}
