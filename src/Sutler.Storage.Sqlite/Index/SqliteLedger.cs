using Sutler.Storage.Blobs;
using Sutler.Storage.Index;
using Sutler.Storage.Sqlite.Database;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>The ledger in the table <c>blobs</c>, whose reference counts triggers keep.</summary>
internal sealed class SqliteLedger(SqliteReaders readers, SqliteWriter writer, TimeProvider time) : IBlobLedger
{
    /// <inheritdoc/>
    public ValueTask<bool> ReserveAsync(BlobDigest digest, long length, TimeSpan lifetime, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => LedgerSql.Reserve(connection, digest, length, time.Now() + lifetime), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LedgerBlob>> CondemnAsync(int limit, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => LedgerSql.Condemn(connection, time.Now(), limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(IReadOnlyCollection<BlobDigest> digests, CancellationToken cancellationToken) =>
        await writer.WriteAsync(connection => digests.Sum(digest => LedgerSql.Forget(connection, digest)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> AdoptAsync(IReadOnlyCollection<LedgerBlob> blobs, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => blobs.Sum(blob => LedgerSql.Adopt(connection, blob)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<BlobDigest, long>> CountReferencesAsync(IReadOnlyCollection<BlobDigest> digests, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            digests,
            static IReadOnlyDictionary<BlobDigest, long> (connection, digests) => digests.Distinct().ToDictionary(digest => digest, digest => LedgerSql.References(connection, digest)),
            cancellationToken);
}
