namespace Sutler.Storage.Blobs;

/// <summary>Bytes that were taken out of use.</summary>
/// <param name="Digest">The name they had.</param>
/// <param name="Length">How many there are.</param>
/// <param name="Since">When they were taken out of use; UTC. With the digest it tells one from another.</param>
/// <param name="Place">Where a person finds them: a path, or the address of an object.</param>
public sealed record QuarantinedBlob(BlobDigest Digest, long Length, DateTimeOffset Since, string Place);
