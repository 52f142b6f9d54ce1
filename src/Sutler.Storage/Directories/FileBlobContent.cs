using Microsoft.Win32.SafeHandles;
using Sutler.Storage.Blobs;

namespace Sutler.Storage.Directories;

/// <summary>A blob that is a file, open.</summary>
/// <remarks>Reads are plain system calls on the caller's thread: .NET's asynchronous reads of files are the same on another thread.</remarks>
internal sealed class FileBlobContent : BlobContent
{
    private readonly string _path;
    private readonly SafeFileHandle _file;

    private FileBlobContent(BlobDigest digest, long length, string path, SafeFileHandle file)
        : base(digest, length)
    {
        _path = path;
        _file = file;
    }

    /// <inheritdoc/>
    public override SafeFileHandle Handle => _file;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult(RandomAccess.Read(_file, buffer.Span, offset));
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("read", _path, error);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static FileBlobContent Of(BlobDigest digest, string path, SafeFileHandle file)
    {
        try
        {
            return new FileBlobContent(digest, RandomAccess.GetLength(file), path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
