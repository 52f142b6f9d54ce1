using Sutler.Storage.Blobs;

namespace Sutler.TestKit.Storage;

/// <summary>A blob on its way into memory.</summary>
internal sealed class MemoryBlobWriter(MemoryBlobStore store, TimeProvider time, string? sourcePath) : IBlobWriter
{
    private readonly Lock _lock = new();
    private readonly MemoryStream _bytes = new();
    private BlobInfo? _finished;

    /// <inheritdoc/>
    public long Length
    {
        get
        {
            lock (_lock)
            {
                return _bytes.Length;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_finished is not null)
            {
                throw new InvalidOperationException("the blob is finished");
            }
            _bytes.Position = _bytes.Length;
            _bytes.Write(bytes.Span);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _bytes.Position = Math.Min(offset, _bytes.Length);
            return ValueTask.FromResult(_bytes.Read(buffer.Span));
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobInfo> FinishAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _finished ??= new BlobInfo(BlobDigest.Of(_bytes.ToArray()), _bytes.Length, time.GetUtcNow());
            return ValueTask.FromResult(_finished);
        }
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        var finished = _finished ?? throw new InvalidOperationException("the blob is not finished");
        store.Commit(finished.Digest, _bytes.ToArray());
        if (sourcePath is not null)
        {
            File.Delete(sourcePath);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
