using System.Security.Cryptography;
using Sutler.Storage.Blobs;

namespace Sutler.Storage.Directories;

/// <summary>A blob on its way, in a temporary file.</summary>
internal sealed class FileBlobWriter : IBlobWriter
{
    private readonly DirectoryBlobStore _store;
    private readonly string _path;
    private readonly FileStream _file;
    private readonly long _room;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private BlobInfo? _finished;
    private long _length;
    private bool _isCommitted;
    private bool _isDisposed;

    internal FileBlobWriter(DirectoryBlobStore store, string path, FileStream file, long room)
    {
        _store = store;
        _path = path;
        _file = file;
        _room = room;
    }

    /// <inheritdoc/>
    public long Length => Volatile.Read(ref _length);

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_finished is not null)
        {
            throw new InvalidOperationException("the blob is finished");
        }
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, bytes.Span, _length);
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("write", _path, error);
        }
        _hash.AppendData(bytes.Span);
        Volatile.Write(ref _length, _length + bytes.Length);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        // What stands behind the length may be half written.
        var there = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        return ValueTask.FromResult(there == 0 ? 0 : RandomAccess.Read(_file.SafeFileHandle, buffer.Span[..there], offset));
    }

    /// <inheritdoc/>
    public async ValueTask<BlobInfo> FinishAsync(CancellationToken cancellationToken)
    {
        if (_finished is null)
        {
            await DurableFile.FlushAsync(_path, _file.SafeFileHandle, _room > _length ? _length : null, cancellationToken);
            _finished = new BlobInfo(BlobDigest.FromBytes(_hash.GetHashAndReset()), _length, new DateTimeOffset(File.GetLastWriteTimeUtc(_file.SafeFileHandle), TimeSpan.Zero));
        }
        return _finished;
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        var blob = _finished ?? throw new InvalidOperationException("the blob is not finished");
        if (!_isCommitted && !_store.TryPublish(_path, blob.Digest))
        {
            throw FileFailure.FromCode("rename", _path, FileFailure.CrossDevice);
        }
        _isCommitted = true;
        _store.Forget(_path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _hash.Dispose();
            _file.Dispose();
            DurableFile.Discard(_isCommitted ? null : _path);
            _store.Forget(_path);
        }
        return ValueTask.CompletedTask;
    }
}
