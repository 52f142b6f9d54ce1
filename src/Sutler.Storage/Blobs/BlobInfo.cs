namespace Sutler.Storage.Blobs;

/// <summary>What a blob store can say of a blob without reading it.</summary>
/// <param name="Digest">Its name.</param>
/// <param name="Length">Bytes as they are stored; after damage not those that were written.</param>
/// <param name="Written">When it came into the store; UTC.</param>
public sealed record BlobInfo(BlobDigest Digest, long Length, DateTimeOffset Written);
