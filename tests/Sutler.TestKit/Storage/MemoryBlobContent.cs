using Sutler.Storage.Blobs;

namespace Sutler.TestKit.Storage;

/// <summary>A blob in memory, open.</summary>
internal sealed class MemoryBlobContent(BlobDigest digest, byte[] bytes) : BlobContent(digest, bytes.Length)
{
    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        var from = bytes.AsSpan((int)Math.Min(offset, bytes.Length));
        var count = Math.Min(from.Length, buffer.Length);
        from[..count].CopyTo(buffer.Span);
        return ValueTask.FromResult(count);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
