using Sutler.Storage.Blobs;
using Sutler.Storage.Index;

namespace Sutler.Storage.Content;

/// <summary>Reads what is stored, the longest unchecked first, and sets aside what is no longer right.</summary>
/// <remarks>In small stretches, between which whoever runs it rests; on one node at a time, under a lease.</remarks>
public sealed class ContentScrub(ContentStore store, IContentVerifier? verifier, TimeProvider time)
{
    /// <summary>Checks the next entries that were last checked at least so long ago.</summary>
    /// <param name="unchecked">What was checked since then is left alone.</param>
    /// <param name="limit">At most so many entries.</param>
    /// <param name="cancellationToken">Stops between two entries; those before are done.</param>
    public async ValueTask<ScrubResult> RunAsync(TimeSpan @unchecked, int limit, CancellationToken cancellationToken)
    {
        var query = new EntryQuery { Order = EntryOrder.LastChecked, Before = time.GetUtcNow() - @unchecked, Limit = limit };
        var page = await store.Index.Entries.QueryAsync(query, cancellationToken);
        var removed = new List<IndexEntry>();
        var unreadable = new List<UnreadableEntry>();
        long count = 0;
        long bytes = 0;
        foreach (var entry in page.Entries.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            try
            {
                removed.AddRange(await CheckAsync(entry, cancellationToken));
                count++;
                bytes += entry.Length;
            }
            catch (StorageException failure)
            {
                // One that cannot be read must not keep the others from being checked.
                unreadable.Add(new UnreadableEntry(entry, failure));
            }
        }
        return new ScrubResult(new Tally(count, bytes), removed, unreadable);
    }

    /// <summary>Checks one entry; what was removed because of it.</summary>
    public async ValueTask<IReadOnlyList<IndexEntry>> CheckAsync(IndexEntry entry, CancellationToken cancellationToken)
    {
        switch (await BlobCheck.RunAsync(store.Blobs, entry.Digest, cancellationToken))
        {
            case BlobCondition.Missing:
                var gone = await store.Index.Entries.RemoveAsync(entry.Key, entry.Revision, RemovalReason.Lost, $"blob {entry.Digest} is not there", cancellationToken);
                return gone ? [entry] : [];
            case BlobCondition.Damaged damaged:
                return await store.QuarantineAsync(entry, $"blob {entry.Digest} has bytes of {damaged.Found}, {damaged.Length} of them", cancellationToken);
        }
        if (verifier is not null && await FindFaultAsync(verifier, entry, cancellationToken) is { } fault)
        {
            return await store.QuarantineAsync(entry, fault, cancellationToken);
        }
        await store.Index.Entries.MarkCheckedAsync([entry.Key], cancellationToken);
        return [];
    }

    private async ValueTask<string?> FindFaultAsync(IContentVerifier known, IndexEntry entry, CancellationToken cancellationToken)
    {
        await using var bytes = await store.OpenBlobAsync(entry, cancellationToken);
        return bytes is null ? null : await known.FindFaultAsync(entry, bytes, cancellationToken);
    }
}
