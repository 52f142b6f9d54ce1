namespace Sutler.Storage.Blobs;

/// <summary>A blob on its way into a store: invisible until <see cref="CommitAsync"/>; disposing before that leaves nothing.</summary>
/// <remarks>
/// One writer, in order: <see cref="WriteAsync"/> any number of times, <see cref="FinishAsync"/>, <see cref="CommitAsync"/>,
/// <see cref="IAsyncDisposable.DisposeAsync"/>. Meanwhile any number of readers may read what has been written. Bytes are hashed as they
/// come.
/// </remarks>
public interface IBlobWriter : IAsyncDisposable
{
    /// <summary>How many bytes have been written, all of them readable.</summary>
    long Length { get; }

    /// <summary>Appends bytes.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Reads what has been written; 0 at <see cref="Length"/> and beyond it.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken);

    /// <summary>No more bytes come; makes the bytes durable and names them. May be called again.</summary>
    ValueTask<BlobInfo> FinishAsync(CancellationToken cancellationToken);

    /// <summary>Makes the blob visible, after <see cref="FinishAsync"/>. A blob that is there already, from whomever, is as good.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
