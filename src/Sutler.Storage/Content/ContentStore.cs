using Sutler.Storage.Blobs;
using Sutler.Storage.Index;
using Sutler.Storage.Leases;

namespace Sutler.Storage.Content;

/// <summary>
/// Named contents: a blob store and an index, kept in step. Whatever moment a process dies at, every entry has its blob; what can be
/// left over is a blob without an entry, which the next sweep deletes.
/// </summary>
/// <remarks>
/// <code>
/// store   bytes written and hashed ▶ blob reserved in the ledger ▶ blob committed ▶ entry written
/// sweep   blob condemned in the ledger (no entry, no reservation) ▶ blob deleted ▶ blob forgotten
/// </code>
/// An entry whose blob is gone or has the wrong length (a disk that lost bytes, a hand that tidied up) is removed when it is next opened, so
/// that it is fetched anew like anything that is not stored. Thread-safe.
/// </remarks>
public sealed class ContentStore(IBlobStore blobs, IIndexStore index, TimeProvider time)
{
    // Longer than committing a blob can take, much shorter than leftovers may stay.
    private static readonly TimeSpan Reservation = TimeSpan.FromHours(1);

    // A deletion takes milliseconds; of one that takes longer the process has died, and the sweep at the next start finishes it.
    private static readonly TimeSpan DeletionPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DeletionPoll = TimeSpan.FromMilliseconds(20);

    /// <summary>Where the bytes are.</summary>
    public IBlobStore Blobs { get; } = blobs;

    /// <summary>Where everything else is.</summary>
    public IIndexStore Index { get; } = index;

    /// <summary>The content of a name, open for reading; null when it is not stored. Notes the use.</summary>
    public async ValueTask<StoredContent?> OpenAsync(IndexKey key, CancellationToken cancellationToken)
    {
        var entry = await Index.Entries.FindAsync(key, cancellationToken);
        if (entry is null)
        {
            return null;
        }
        var bytes = await OpenBlobAsync(entry, cancellationToken);
        if (bytes is not null)
        {
            Index.Entries.NoteUse(key);
        }
        return bytes is null ? null : new StoredContent(entry, bytes);
    }

    /// <summary>The bytes of an entry that is known already; null when they are lost, and then the entry is removed.</summary>
    public async ValueTask<BlobContent?> OpenBlobAsync(IndexEntry entry, CancellationToken cancellationToken)
    {
        var bytes = await Blobs.OpenAsync(entry.Digest, cancellationToken);
        if (bytes?.Length == entry.Length)
        {
            return bytes;
        }
        if (bytes is null)
        {
            await Index.Entries.RemoveAsync(entry.Key, entry.Revision, RemovalReason.Lost, $"blob {entry.Digest} is not there", cancellationToken);
            return null;
        }
        await bytes.DisposeAsync();
        await QuarantineAsync(entry, $"blob {entry.Digest} has {bytes.Length} bytes instead of {entry.Length}", cancellationToken);
        return null;
    }

    /// <summary>Stores what was written under a name, unless there is an entry already: the first one stays.</summary>
    /// <param name="writer">All bytes are written; the caller disposes it.</param>
    /// <param name="key">The name.</param>
    /// <param name="facts">What else is known.</param>
    /// <param name="fence">The lease under which this is done, if any.</param>
    /// <param name="cancellationToken">Gives up; a blob that was committed by then is swept later.</param>
    /// <returns>Written, Conflict with the entry that is there, or Fenced.</returns>
    public ValueTask<EntryOutcome> StoreAsync(IBlobWriter writer, IndexKey key, EntryFacts facts, LeaseFence? fence, CancellationToken cancellationToken) =>
        StoreAsync(writer, (digest) => new EntryWrite { Key = key, Digest = digest, Facts = facts, Fence = fence }, cancellationToken);

    /// <summary>Stores what was written in place of an entry of which this is known.</summary>
    /// <returns>Written, Conflict with what is there now, Gone, or Fenced.</returns>
    public ValueTask<EntryOutcome> ReplaceAsync(IBlobWriter writer, IndexEntry old, EntryFacts facts, LeaseFence? fence, CancellationToken cancellationToken) =>
        StoreAsync(writer, (digest) => new EntryWrite { Key = old.Key, Digest = digest, Facts = facts, Replaces = old.Revision, Fence = fence }, cancellationToken);

    /// <summary>Sets the bytes of an entry aside and removes every entry that stands for them.</summary>
    /// <returns>The entries that were removed, to be fetched anew.</returns>
    public async ValueTask<IReadOnlyList<IndexEntry>> QuarantineAsync(IndexEntry entry, string why, CancellationToken cancellationToken)
    {
        var removed = new List<IndexEntry>();
        var query = new EntryQuery { Blob = entry.Digest, Limit = EntryQuery.MaxLimit };
        for (EntryCursor? next = null; ;)
        {
            var page = await Index.Entries.QueryAsync(query with { After = next }, cancellationToken);
            foreach (var each in page.Entries)
            {
                if (await Index.Entries.RemoveAsync(each.Key, each.Revision, RemovalReason.Quarantined, why, cancellationToken))
                {
                    removed.Add(each);
                }
            }
            next = page.Next;
            if (next is null)
            {
                break;
            }
        }
        await Blobs.QuarantineAsync(entry.Digest, cancellationToken);
        return removed;
    }

    private async ValueTask<EntryOutcome> StoreAsync(IBlobWriter writer, Func<BlobDigest, EntryWrite> write, CancellationToken cancellationToken)
    {
        var blob = await writer.FinishAsync(cancellationToken);
        await ReserveAsync(blob, cancellationToken);
        await writer.CommitAsync(cancellationToken);
        var outcome = await Index.Entries.PutAsync(write(blob.Digest), cancellationToken);
        return outcome is not EntryOutcome.BlobNotReserved
            ? outcome
            : throw new StorageException($"blob {blob.Digest}: storing it took longer than the {Reservation.TotalMinutes} minutes it was reserved for");
    }

    private async ValueTask ReserveAsync(BlobInfo blob, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (!await Index.Ledger.ReserveAsync(blob.Digest, blob.Length, Reservation, cancellationToken))
        {
            if (time.GetElapsedTime(start) > DeletionPatience)
            {
                throw new StorageException($"blob {blob.Digest}: is still being deleted") { Hint = "a sweep of the store, which every start begins with, finishes the deletion" };
            }
            await Task.Delay(DeletionPoll, time, cancellationToken);
        }
    }
}
