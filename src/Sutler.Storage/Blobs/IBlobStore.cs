namespace Sutler.Storage.Blobs;

/// <summary>Keeps bytes under their digest: whole or not at all, and never changed.</summary>
/// <remarks>
/// A port. It knows nothing of names, ages or uses (that is the index's part) and promises no order but that of digests, so that
/// a directory and an object store serve alike. Whoever stores and removes follows the order in <see cref="Content.ContentStore"/>.
/// Thread-safe. Failures are <see cref="StorageException"/>s.
/// </remarks>
public interface IBlobStore
{
    /// <summary>Opens a blob; null when it is not there.</summary>
    ValueTask<BlobContent?> OpenAsync(BlobDigest digest, CancellationToken cancellationToken);

    /// <summary>What is known of a blob without reading it; null when it is not there.</summary>
    ValueTask<BlobInfo?> FindAsync(BlobDigest digest, CancellationToken cancellationToken);

    /// <summary>Begins a blob that nobody sees before it is committed.</summary>
    /// <param name="expectedLength">How many bytes will come, when that is known: room for them is asked for at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IBlobWriter> BeginAsync(long? expectedLength, CancellationToken cancellationToken);

    /// <summary>Begins a blob with the bytes of a local file, which is all there and nobody writes to any more.</summary>
    /// <remarks>
    /// Where the store lies on the same file system the file itself becomes the blob, without a copy, when it is committed; until
    /// then, and when it is abandoned, it stays where it is. After a commit it is gone from there, whatever the store.
    /// </remarks>
    ValueTask<IBlobWriter> BeginFromFileAsync(string path, CancellationToken cancellationToken);

    /// <summary>Deletes a blob; whether it was there.</summary>
    ValueTask<bool> DeleteAsync(BlobDigest digest, CancellationToken cancellationToken);

    /// <summary>The blobs behind <paramref name="after"/>, at most <paramref name="limit"/> of them.</summary>
    ValueTask<BlobPage> ListAsync(BlobDigest? after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes what writers left behind who died before <paramref name="before"/>; never what is still being written.</summary>
    /// <returns>How many were removed.</returns>
    ValueTask<int> RemoveLeftoversAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Takes a blob out of use but keeps its bytes to look at; whether it was there.</summary>
    ValueTask<bool> QuarantineAsync(BlobDigest digest, CancellationToken cancellationToken);

    /// <summary>What lies in quarantine, oldest first; at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<QuarantinedBlob>> ListQuarantineAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Deletes what was quarantined; whether it was there.</summary>
    ValueTask<bool> DeleteQuarantinedAsync(QuarantinedBlob blob, CancellationToken cancellationToken);
}
