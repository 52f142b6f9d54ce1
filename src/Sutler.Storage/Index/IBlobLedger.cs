using Sutler.Storage.Blobs;

namespace Sutler.Storage.Index;

/// <summary>
/// Which blobs there should be, so that one can be deleted while another process is about to name it, and no entry ever loses
/// its blob.
/// </summary>
/// <remarks>
/// Storing: reserve, commit the blob, write the entry. Deleting: condemn, delete the blob, forget. A condemned blob cannot be
/// reserved, and a reserved one or one with an entry is not condemned, so the two never meet. A process that dies on the way
/// leaves a reservation, which runs out, or a condemned blob, which the next sweep deletes.
/// </remarks>
public interface IBlobLedger
{
    /// <summary>Reserves a blob that is about to be committed and named; again for one that is there is fine.</summary>
    /// <param name="digest">The blob.</param>
    /// <param name="length">Its bytes, counted.</param>
    /// <param name="lifetime">For how long it is kept when no entry comes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False while the blob is being deleted: try again shortly.</returns>
    ValueTask<bool> ReserveAsync(BlobDigest digest, long length, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Condemns blobs without entry and reservation; those condemned before and not yet forgotten come along.</summary>
    ValueTask<IReadOnlyList<LedgerBlob>> CondemnAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Forgets condemned blobs, which are deleted by now.</summary>
    ValueTask ForgetAsync(IReadOnlyCollection<BlobDigest> digests, CancellationToken cancellationToken);

    /// <summary>Enters blobs that are stored but not known, so that the next sweep condemns them.</summary>
    /// <returns>How many were not known.</returns>
    ValueTask<int> AdoptAsync(IReadOnlyCollection<LedgerBlob> blobs, CancellationToken cancellationToken);

    /// <summary>How many entries stand for each of these blobs; those that are not known may be missing.</summary>
    ValueTask<IReadOnlyDictionary<BlobDigest, long>> CountReferencesAsync(IReadOnlyCollection<BlobDigest> digests, CancellationToken cancellationToken);
}
