using System.Buffers;
using System.Security.Cryptography;
using Sutler.Storage.Blobs;

namespace Sutler.Storage.Directories;

/// <summary>A blob on its way that somebody else has written, in a file of theirs that becomes the blob.</summary>
internal sealed class FileBlobImport : IBlobWriter
{
    private const int BufferSize = 128 << 10;

    private readonly DirectoryBlobStore _store;
    private readonly string _path;
    private readonly FileStream _file;
    private BlobInfo? _finished;

    private FileBlobImport(DirectoryBlobStore store, string path, FileStream file)
    {
        _store = store;
        _path = path;
        _file = file;
        Length = file.Length;
    }

    /// <inheritdoc/>
    public long Length { get; }

    internal static FileBlobImport Open(DirectoryBlobStore store, string path)
    {
        try
        {
            return new FileBlobImport(store, path, new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("open", path, error);
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("a blob that is a file already takes no more bytes");

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult(RandomAccess.Read(_file.SafeFileHandle, buffer.Span, offset));
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("read", _path, error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BlobInfo> FinishAsync(CancellationToken cancellationToken)
    {
        if (_finished is null)
        {
            PrivateFiles.MakePrivate(_file.SafeFileHandle);
            var digest = await HashAsync(cancellationToken);
            await DurableFile.FlushAsync(_path, _file.SafeFileHandle, cutTo: null, cancellationToken);
            _finished = new BlobInfo(digest, Length, new DateTimeOffset(File.GetLastWriteTimeUtc(_file.SafeFileHandle), TimeSpan.Zero));
        }
        return _finished;
    }

    /// <inheritdoc/>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        var blob = _finished ?? throw new InvalidOperationException("the blob is not finished");
        if (!_store.TryPublish(_path, blob.Digest))
        {
            await CopyAsync(blob, cancellationToken);
            DirectoryBlobStore.Delete(_path);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<BlobDigest> HashAsync(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await ForEachPartAsync((part, _) =>
        {
            hash.AppendData(part.Span);
            return ValueTask.CompletedTask;
        }, cancellationToken);
        return BlobDigest.FromBytes(hash.GetHashAndReset());
    }

    private async ValueTask CopyAsync(BlobInfo blob, CancellationToken cancellationToken)
    {
        await using var copy = await _store.BeginAsync(blob.Length, cancellationToken);
        await ForEachPartAsync(copy.WriteAsync, cancellationToken);
        if ((await copy.FinishAsync(cancellationToken)).Digest != blob.Digest)
        {
            throw new StorageException($"{_path}: changed while it was being stored") { Fault = StorageFault.Damaged };
        }
        await copy.CommitAsync(cancellationToken);
    }

    private async ValueTask ForEachPartAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> takeAsync, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long offset = 0;
            for (int read; (read = await ReadAsync(buffer, offset, cancellationToken)) > 0; offset += read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await takeAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            if (offset != Length)
            {
                throw new StorageException($"{_path}: changed while it was being stored") { Fault = StorageFault.Damaged };
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
