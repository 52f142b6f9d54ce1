using Microsoft.Win32.SafeHandles;
using Sutler.Storage.Content;

namespace Sutler.Go.Serving.Stored;

/// <summary>A stored file that is open.</summary>
internal sealed class StoredFile(StoredContent stored) : ServedContent
{
    /// <inheritdoc/>
    public override long? Length => stored.Bytes.Length;

    /// <inheritdoc/>
    public override string Tag { get; } = stored.Entry.Digest.Hex;

    /// <inheritdoc/>
    public override SafeFileHandle? Handle => stored.Bytes.Handle;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken) => stored.Bytes.ReadAsync(buffer, offset, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await stored.DisposeAsync();
        await base.DisposeAsync();
    }
}
