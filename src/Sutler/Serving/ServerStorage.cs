using Sutler.Storage.Content;
using Sutler.Storage.Directories;
using Sutler.Storage.Sqlite;

namespace Sutler.Serving;

/// <summary>What a server keeps: a data directory that is its own, with blobs as files and the index in SQLite.</summary>
internal sealed class ServerStorage : IAsyncDisposable
{
    private readonly SqliteIndexStore _index;

    private ServerStorage(DataDirectory directory, SqliteIndexStore index, ContentStore content)
    {
        Directory = directory;
        _index = index;
        Content = content;
    }

    /// <summary>The directory, held against other processes.</summary>
    internal DataDirectory Directory { get; }

    /// <summary>What is in it.</summary>
    internal ContentStore Content { get; }

    /// <summary>Takes the directory and opens what is in it; the blobs of a killed predecessor that were on their way are removed.</summary>
    /// <remarks>What else a predecessor left is for <see cref="BlobSweep"/>, which may take its time while the server answers.</remarks>
    internal static async Task<ServerStorage> OpenAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var directory = DataDirectory.Take(path);
        try
        {
            var blobs = DirectoryBlobStore.Open(directory.Blobs, time);
            // The directory is ours alone: whoever was writing is dead.
            await blobs.RemoveLeftoversAsync(DateTimeOffset.MaxValue, cancellationToken);
            var index = SqliteIndexStore.Open(directory.Index, time);
            return new ServerStorage(directory, index, new ContentStore(blobs, index, time));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _index.DisposeAsync();
        Directory.Dispose();
    }
}
