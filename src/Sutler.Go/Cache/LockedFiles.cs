using Microsoft.Win32.SafeHandles;
using Sutler.Errors;

namespace Sutler.Go.Cache;

/// <summary>Reads and rewrites files in place under locks, so that inode, permissions and symbolic links survive.</summary>
/// <remarks>
/// go.mod, go.sum, go.work.sum, the checksum database's files and <c>.ziphash</c> are kept this way; everything else is
/// renamed into place by <see cref="AtomicFile"/>. Errors are <see cref="SutlerException"/> with the go command's texts. Thread-safe.
/// Spec: LOCK-2, LOCK-3, ATOMIC-6, CACHE-13, WRITE-11.
/// </remarks>
public sealed class LockedFiles
{
    /// <summary>Creates it over the process's locks.</summary>
    public LockedFiles(FileLocks locks) => Locks = locks;

    /// <summary>The locks it takes.</summary>
    public FileLocks Locks { get; }

    /// <summary>The whole content, read under a shared lock.</summary>
    public async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using FileLock held = await Locks.SharedAsync(path, cancellationToken);
        return ReadAll(held.Handle, path);
    }

    /// <summary>Replaces the content under an exclusive lock, truncating only once the lock is held; creates the file if missing.</summary>
    public async Task WriteAsync(string path, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        using FileLock held = await Locks.WriteOnlyAsync(path, cancellationToken);
        Attempt(path, "truncate", () => Empty(held.Handle));
        Attempt(path, "write", () => RandomAccess.Write(held.Handle, data.Span, 0));
    }

    /// <summary>
    /// Replaces the content by a function of it, all under one exclusive lock; creates the file if missing. When the function
    /// throws nothing is changed; when writing fails the old content is put back as far as possible. Spec: ATOMIC-6.
    /// </summary>
    /// <returns>Whether the content changed; equal content is not written.</returns>
    public async Task<bool> TransformAsync(string path, Func<byte[], byte[]> change, CancellationToken cancellationToken)
    {
        using FileLock held = await Locks.ExclusiveAsync(path, cancellationToken);
        byte[] before = ReadAll(held.Handle, path);
        byte[] after = change(before);
        if (after.AsSpan().SequenceEqual(before))
        {
            return false;
        }

        Attempt(path, "write", () => Rewrite(held.Handle, before, after));
        return true;
    }

    private static void Empty(SafeFileHandle file)
    {
        // A device has no length and cannot be truncated.
        if (RandomAccess.GetLength(file) > 0)
        {
            RandomAccess.SetLength(file, 0);
        }
    }

    private static void Rewrite(SafeFileHandle file, byte[] before, byte[] after)
    {
        GrowBy(file, before, after);
        try
        {
            RandomAccess.Write(file, after.AsSpan(0, Math.Min(before.Length, after.Length)), 0);
            if (after.Length < before.Length)
            {
                // Last, so that the room for putting the old content back stays reserved until then.
                RandomAccess.SetLength(file, after.Length);
            }
        }
        catch (Exception error) when (OsError.Is(error))
        {
            PutBack(file, before);
            throw;
        }
    }

    /// <summary>Writes what lies beyond the old end first: a full disk is then noticed before anything old is overwritten.</summary>
    private static void GrowBy(SafeFileHandle file, byte[] before, byte[] after)
    {
        if (after.Length <= before.Length)
        {
            return;
        }

        try
        {
            RandomAccess.Write(file, after.AsSpan(before.Length), before.Length);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            PutBack(file, before);
            throw;
        }
    }

    private static void PutBack(SafeFileHandle file, byte[] before)
    {
        try
        {
            RandomAccess.Write(file, before, 0);
            RandomAccess.SetLength(file, before.Length);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            // The first failure is the one worth telling.
        }
    }

    private static byte[] ReadRest(SafeFileHandle file, ReadOnlySpan<byte> start)
    {
        using var whole = new MemoryStream();
        whole.Write(start);
        byte[] buffer = new byte[4096];
        for (int read; (read = RandomAccess.Read(file, buffer, whole.Length)) > 0;)
        {
            whole.Write(buffer, 0, read);
        }

        return whole.ToArray();
    }

    internal static byte[] ReadAll(SafeFileHandle file, string path)
    {
        try
        {
            // Nearly every file has the length it says: one read and no copy.
            byte[] expected = GC.AllocateUninitializedArray<byte>(checked((int)RandomAccess.GetLength(file)));
            int filled = RandomAccess.Read(file, expected, 0);
            return filled == expected.Length && filled > 0 ? expected : ReadRest(file, expected.AsSpan(0, filled));
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("read", path, error);
        }
    }

    /// <summary>
    /// Replaces the content of an exclusively locked file by way of nothing and then zeros, so that what a crash leaves
    /// unwritten shows as NUL. Spec: CACHE-7, ATOMIC-2, ATOMIC-3.
    /// </summary>
    internal static void Refill(FileLock held, byte[] content) => Attempt(held.Path, "write", () =>
    {
        RandomAccess.SetLength(held.Handle, 0);
        RandomAccess.SetLength(held.Handle, content.Length);
        RandomAccess.Write(held.Handle, content, 0);
    });

    private static void Attempt(string path, string operation, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create(operation, path, error);
        }
    }
}
