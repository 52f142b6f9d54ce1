using System.Collections.Concurrent;
using Sutler.Storage.Blobs;

namespace Sutler.Storage.Directories;

/// <summary>Blobs as files of a directory of this machine; <see cref="BlobPaths"/> draws it.</summary>
/// <remarks>
/// A blob is written to a temporary file, forced to disk, and renamed. The bytes are on disk before the name is, so that after a loss
/// of power a name never stands for other bytes; the name itself is not forced, which would double the cost: a blob whose name was
/// lost is a miss. One process at a time uses a directory; <see cref="DataDirectory"/> sees to that.
/// </remarks>
public sealed class DirectoryBlobStore : IBlobStore
{
    private readonly BlobPaths _paths;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, bool> _beingWritten = new(StringComparer.Ordinal);

    private DirectoryBlobStore(BlobPaths paths, TimeProvider time)
    {
        _paths = paths;
        _time = time;
    }

    /// <summary>Opens the directory, and makes it where it is missing.</summary>
    /// <param name="root">An absolute path.</param>
    /// <param name="time">The clock.</param>
    public static DirectoryBlobStore Open(string root, TimeProvider time)
    {
        var paths = new BlobPaths(root);
        PrivateFiles.CreateDirectory(paths.Sha256);
        PrivateFiles.CreateDirectory(paths.Temporary);
        PrivateFiles.CreateDirectory(paths.Quarantine);
        return new DirectoryBlobStore(paths, time);
    }

    /// <inheritdoc/>
    public ValueTask<BlobContent?> OpenAsync(BlobDigest digest, CancellationToken cancellationToken)
    {
        var path = _paths.Of(digest);
        try
        {
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ValueTask.FromResult<BlobContent?>(FileBlobContent.Of(digest, path, file));
        }
        catch (Exception error) when (FileFailure.IsMissing(error))
        {
            return ValueTask.FromResult<BlobContent?>(null);
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("open", path, error);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobInfo?> FindAsync(BlobDigest digest, CancellationToken cancellationToken)
    {
        var file = new FileInfo(_paths.Of(digest));
        return ValueTask.FromResult(file.Exists ? Describe(digest, file) : null);
    }

    /// <inheritdoc/>
    public ValueTask<IBlobWriter> BeginAsync(long? expectedLength, CancellationToken cancellationToken)
    {
        var path = _paths.NewTemporary();
        _beingWritten[path] = true;
        try
        {
            var file = PrivateFiles.Create(path, expectedLength ?? 0);
            return ValueTask.FromResult<IBlobWriter>(new FileBlobWriter(this, path, file, expectedLength ?? 0));
        }
        catch
        {
            _beingWritten.TryRemove(path, out _);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IBlobWriter> BeginFromFileAsync(string path, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IBlobWriter>(FileBlobImport.Open(this, path));

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(BlobDigest digest, CancellationToken cancellationToken) => ValueTask.FromResult(Delete(_paths.Of(digest)));

    /// <inheritdoc/>
    public ValueTask<BlobPage> ListAsync(BlobDigest? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var blobs = new List<BlobInfo>();
        try
        {
            foreach (var blob in Behind(after))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (blobs.Count == limit)
                {
                    return ValueTask.FromResult(new BlobPage(blobs, blobs[^1].Digest));
                }
                blobs.Add(blob);
            }
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("read", _paths.Sha256, error);
        }
        return ValueTask.FromResult(new BlobPage(blobs, null));
    }

    /// <inheritdoc/>
    public ValueTask<int> RemoveLeftoversAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        try
        {
            var left = new DirectoryInfo(_paths.Temporary).EnumerateFiles()
                .Where(file => !_beingWritten.ContainsKey(file.FullName) && file.LastWriteTimeUtc < before.UtcDateTime);
            return ValueTask.FromResult(left.Count(file => Delete(file.FullName)));
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("read", _paths.Temporary, error);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> QuarantineAsync(BlobDigest digest, CancellationToken cancellationToken)
    {
        var from = _paths.Of(digest);
        try
        {
            File.Move(from, _paths.InQuarantine(digest, _time.GetUtcNow()), overwrite: true);
            return ValueTask.FromResult(true);
        }
        catch (Exception error) when (FileFailure.IsMissing(error))
        {
            return ValueTask.FromResult(false);
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("rename", from, error);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QuarantinedBlob>> ListQuarantineAsync(int limit, CancellationToken cancellationToken)
    {
        try
        {
            var all = new DirectoryInfo(_paths.Quarantine).EnumerateFiles().Select(BlobPaths.ReadQuarantined).OfType<QuarantinedBlob>();
            return ValueTask.FromResult<IReadOnlyList<QuarantinedBlob>>([.. all.OrderBy(blob => blob.Since).ThenBy(blob => blob.Digest).Take(limit)]);
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("read", _paths.Quarantine, error);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteQuarantinedAsync(QuarantinedBlob blob, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Delete(_paths.InQuarantine(blob.Digest, blob.Since)));

    /// <summary>Renames a whole and durable file to the blob it is; false when it lies on another file system.</summary>
    internal bool TryPublish(string path, BlobDigest digest)
    {
        var target = _paths.Of(digest);
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(target)!);
        if (OperatingSystem.IsWindows())
        {
            WindowsRename(path, target);
            return true;
        }
        var code = NativeFiles.Rename(path, target);
        return code switch
        {
            0 => true,
            FileFailure.CrossDevice => false,
            _ => throw FileFailure.FromCode($"rename {path}", target, code),
        };
    }

    /// <summary>A writer is done with its temporary file, one way or the other.</summary>
    internal void Forget(string temporary) => _beingWritten.TryRemove(temporary, out _);

    /// <summary>Deletes a file; whether it was there.</summary>
    internal static bool Delete(string path)
    {
        try
        {
            var exists = File.Exists(path);
            File.Delete(path);
            return exists;
        }
        catch (Exception error) when (FileFailure.IsMissing(error))
        {
            return false;
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("remove", path, error);
        }
    }

    private static BlobInfo Describe(BlobDigest digest, FileInfo file) => new(digest, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));

    // A file that somebody reads cannot be replaced there; the one that is in the way has the same bytes.
    private static void WindowsRename(string path, string target)
    {
        try
        {
            File.Move(path, target, overwrite: true);
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            if (!File.Exists(target) || new FileInfo(target).Length != new FileInfo(path).Length)
            {
                throw FileFailure.Create("rename", path, error);
            }
            Delete(path);
        }
    }

    // Names that we did not make are none of ours.
    private IEnumerable<BlobInfo> Behind(BlobDigest? after)
    {
        var firstDirectory = after?.Hex[..2] ?? "";
        var directories = new DirectoryInfo(_paths.Sha256).EnumerateDirectories()
            .Where(directory => string.CompareOrdinal(directory.Name, firstDirectory) >= 0).OrderBy(directory => directory.Name, StringComparer.Ordinal);
        return from directory in directories
               from file in directory.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal)
               let digest = Parse(directory.Name + file.Name)
               where digest is { } known && (after is not { } last || known.CompareTo(last) > 0) && file.Exists
               select Describe(digest.Value, file);
    }

    private static BlobDigest? Parse(string hex) => BlobDigest.TryParseHex(hex, out var digest, out _) ? digest : null;
}
