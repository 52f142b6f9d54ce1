namespace Sutler.Storage.Index;

/// <summary>Names and the blobs they stand for.</summary>
/// <remarks>Every write is one transaction and writes its event. Thread-safe.</remarks>
public interface IEntryIndex
{
    /// <summary>The entry of a name; null when there is none.</summary>
    ValueTask<IndexEntry?> FindAsync(IndexKey key, CancellationToken cancellationToken);

    /// <summary>The entries of those names that have one, in no particular order; for any number of names.</summary>
    ValueTask<IReadOnlyList<IndexEntry>> FindManyAsync(IReadOnlyCollection<IndexKey> keys, CancellationToken cancellationToken);

    /// <summary>A page of entries.</summary>
    ValueTask<EntryPage> QueryAsync(EntryQuery query, CancellationToken cancellationToken);

    /// <summary>Writes an entry. What it stands for is there from now on, for everybody.</summary>
    ValueTask<EntryOutcome> PutAsync(EntryWrite write, CancellationToken cancellationToken);

    /// <summary>Removes an entry; the blob stays until the ledger gives it up.</summary>
    /// <param name="key">The name.</param>
    /// <param name="revision">Only while the entry has this revision; null for whatever is there.</param>
    /// <param name="reason">Why.</param>
    /// <param name="detail">For people; at most <see cref="Events.StoreEvent.MaxDetail"/> characters are kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was removed.</returns>
    ValueTask<bool> RemoveAsync(IndexKey key, long? revision, RemovalReason reason, string detail, CancellationToken cancellationToken);

    /// <summary>Notes that the bytes of these were found right just now; revisions do not change.</summary>
    ValueTask MarkCheckedAsync(IReadOnlyCollection<IndexKey> keys, CancellationToken cancellationToken);

    /// <summary>Notes that a name was used just now. Costs no input or output: uses are written in batches, later.</summary>
    void NoteUse(IndexKey key);
}
