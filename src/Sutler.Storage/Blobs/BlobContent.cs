using Microsoft.Win32.SafeHandles;

namespace Sutler.Storage.Blobs;

/// <summary>An open blob: its length, and its bytes from anywhere.</summary>
/// <remarks>
/// Any number of readers may use one at once, and it may be kept open and shared for as long as it is wanted: the bytes stay
/// readable even when the blob is deleted meanwhile. They are not checked while they are read; that is what
/// <see cref="BlobCheck"/> is for.
/// </remarks>
public abstract class BlobContent : IAsyncDisposable
{
    /// <summary>Names an open blob.</summary>
    protected BlobContent(BlobDigest digest, long length)
    {
        Digest = digest;
        Length = length;
    }

    /// <summary>The blob's name.</summary>
    public BlobDigest Digest { get; }

    /// <summary>How many bytes it has.</summary>
    public long Length { get; }

    /// <summary>The open file where the blob is one, for calls that send or map files; null where it is not, as with an object store.</summary>
    /// <remarks>Only for reading, and only at explicit offsets; it closes with this object.</remarks>
    public virtual SafeFileHandle? Handle => null;

    /// <summary>Reads bytes at an offset; 0 at the end and beyond it. May give fewer than there is room for.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken);

    /// <summary>A stream over part of the bytes, read once and forwards: one request where each read would be one.</summary>
    /// <param name="offset">The first byte, from 0.</param>
    /// <param name="length">How many bytes; offset and length lie within the blob.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    public virtual ValueTask<Stream> OpenStreamAsync(long offset, long length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return ValueTask.FromResult<Stream>(new BlobStream(this, offset, length));
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
