using Sutler.Storage.Blobs;

namespace Sutler.TestKit.Storage;

/// <summary>Blobs in memory, with what a test may want to do to them.</summary>
public sealed class MemoryBlobStore(TimeProvider time) : IBlobStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<BlobDigest, (byte[] Bytes, DateTimeOffset Written)> _blobs = [];
    private readonly List<QuarantinedBlob> _quarantine = [];

    /// <summary>Throws instead of committing when it gives an exception.</summary>
    public Func<BlobDigest, Exception?> CommitFailure { get; set; } = static _ => null;

    /// <summary>Throws instead of opening when it gives an exception.</summary>
    public Func<BlobDigest, Exception?> OpenFailure { get; set; } = static _ => null;

    /// <summary>Replaces the bytes of a blob behind the store's back.</summary>
    public void Damage(BlobDigest digest, byte[] bytes)
    {
        lock (_lock)
        {
            _blobs[digest] = (bytes, time.GetUtcNow());
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobContent?> OpenAsync(BlobDigest digest, CancellationToken cancellationToken)
    {
        if (OpenFailure(digest) is { } failure)
        {
            throw failure;
        }
        lock (_lock)
        {
            return ValueTask.FromResult<BlobContent?>(_blobs.TryGetValue(digest, out var blob) ? new MemoryBlobContent(digest, blob.Bytes) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobInfo?> FindAsync(BlobDigest digest, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(_blobs.TryGetValue(digest, out var blob) ? new BlobInfo(digest, blob.Bytes.Length, blob.Written) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IBlobWriter> BeginAsync(long? expectedLength, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IBlobWriter>(new MemoryBlobWriter(this, time, null));

    /// <inheritdoc/>
    public async ValueTask<IBlobWriter> BeginFromFileAsync(string path, CancellationToken cancellationToken)
    {
        var writer = new MemoryBlobWriter(this, time, path);
        await writer.WriteAsync(await File.ReadAllBytesAsync(path, cancellationToken), cancellationToken);
        return writer;
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(BlobDigest digest, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(_blobs.Remove(digest));
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobPage> ListAsync(BlobDigest? after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var behind = _blobs.Where(blob => after is not { } last || blob.Key.CompareTo(last) > 0).Take(limit + 1)
                .Select(blob => new BlobInfo(blob.Key, blob.Value.Bytes.Length, blob.Value.Written)).ToList();
            var page = behind.Take(limit).ToList();
            return ValueTask.FromResult(new BlobPage(page, behind.Count > limit ? page[^1].Digest : null));
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> RemoveLeftoversAsync(DateTimeOffset before, CancellationToken cancellationToken) => ValueTask.FromResult(0);

    /// <inheritdoc/>
    public ValueTask<bool> QuarantineAsync(BlobDigest digest, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_blobs.Remove(digest, out var blob))
            {
                return ValueTask.FromResult(false);
            }
            _quarantine.Add(new QuarantinedBlob(digest, blob.Bytes.Length, time.GetUtcNow(), $"memory:{digest}"));
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QuarantinedBlob>> ListQuarantineAsync(int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<QuarantinedBlob>>([.. _quarantine.Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteQuarantinedAsync(QuarantinedBlob blob, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(_quarantine.Remove(blob));
        }
    }

    internal void Commit(BlobDigest digest, byte[] bytes)
    {
        if (CommitFailure(digest) is { } failure)
        {
            throw failure;
        }
        lock (_lock)
        {
            _blobs[digest] = (bytes, time.GetUtcNow());
        }
    }
}
