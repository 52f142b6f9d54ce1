using Microsoft.Win32.SafeHandles;
using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Serving.Directories;

/// <summary>Reads files of a tree that others may be writing to. Nothing there is null; what cannot be read is a failure.</summary>
/// <remarks>
/// Links are followed. What is neither file nor directory is not opened, for that might never end. Failures name the file on this machine;
/// they are not for clients. Thread-safe. Spec: LOCK-3, CACHE-7, SRV-12.
/// </remarks>
internal sealed class TreeFiles(FileLocks locks)
{
    private const FileShare ShareAll = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>What is there, links followed; <see cref="FileKind.Missing"/> when there is nothing.</summary>
    internal static FileStatus StatusOf(string file)
    {
        try
        {
            var status = FileStatus.Of(file);
            return status.Kind == FileKind.SymbolicLink ? StatusOfTarget(file) : status;
        }
        catch (SutlerException) when (ModuleTree.IsTooLong(file))
        {
            return default;
        }
    }

    /// <summary>Opens a file for reading.</summary>
    internal static SafeFileHandle? Open(string file)
    {
        switch (StatusOf(file).Kind)
        {
            case FileKind.Missing:
                return null;
            case FileKind.Special:
                throw new SutlerException($"open {file}: neither a file nor a directory");
            default:
                return OpenAny(file);
        }
    }

    /// <summary>All of a file that is renamed into place.</summary>
    internal static byte[]? Read(string file, long largest)
    {
        using var handle = Open(file);
        if (handle is null)
        {
            return null;
        }

        return RandomAccess.GetLength(handle) <= largest
            ? LockedFiles.ReadAll(handle, file)
            : throw new SutlerException($"read {file}: more than {largest} bytes");
    }

    /// <summary>
    /// All of a file that is written in place under its own lock. The lock is taken only when the file looks as if it were being written,
    /// so that neither a held lock nor a file system without locks is in the way of a file that is whole.
    /// </summary>
    internal async Task<byte[]?> ReadLockedAsync(string file, long largest, Func<byte[], bool> isWhole, CancellationToken cancellationToken)
    {
        var data = Read(file, largest);
        if (data is null || isWhole(data))
        {
            return data;
        }

        try
        {
            using var held = await locks.SharedAsync(file, cancellationToken);
            return LockedFiles.ReadAll(held.Handle, file);
        }
        catch (SutlerException)
        {
            // No locks there: what was read is all there is to judge.
            return data;
        }
    }

    private static FileStatus StatusOfTarget(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: true) is { } target ? FileStatus.Of(target.FullName) : default;
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return OsError.IsNotExist(error) ? default : throw OsError.Create("readlink", link, error);
        }
    }

    private static SafeFileHandle? OpenAny(string file)
    {
        try
        {
            return File.OpenHandle(file, FileMode.Open, FileAccess.Read, ShareAll);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return OsError.IsNotExist(error) ? null : throw OsError.Create("open", file, error);
        }
    }
}
