using Sutler.Storage.Blobs;
using Sutler.Storage.Index;

namespace Sutler.Storage.Content;

/// <summary>An entry with its bytes open; disposing closes them.</summary>
public sealed class StoredContent(IndexEntry entry, BlobContent bytes) : IAsyncDisposable
{
    /// <summary>What is known of it.</summary>
    public IndexEntry Entry { get; } = entry;

    /// <summary>Its bytes.</summary>
    public BlobContent Bytes { get; } = bytes;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Bytes.DisposeAsync();
}
