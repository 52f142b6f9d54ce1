using Sutler.Storage.Blobs;
using Sutler.Storage.Index;

namespace Sutler.Storage.Content;

/// <summary>Knows more of contents than their digest: whether bytes still have the hash by which others know them.</summary>
public interface IContentVerifier
{
    /// <summary>Why the bytes are not what the entry says; null when they are, or when nothing is known of such entries.</summary>
    ValueTask<string?> FindFaultAsync(IndexEntry entry, BlobContent bytes, CancellationToken cancellationToken);
}
