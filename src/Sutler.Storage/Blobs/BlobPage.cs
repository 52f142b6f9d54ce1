namespace Sutler.Storage.Blobs;

/// <summary>Some of the blobs of a store, in the order of their digests.</summary>
/// <param name="Blobs">At most as many as were asked for.</param>
/// <param name="Next">What to pass as <c>after</c> for the next page; null when this was the last.</param>
public sealed record BlobPage(IReadOnlyList<BlobInfo> Blobs, BlobDigest? Next);
