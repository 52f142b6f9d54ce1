using Microsoft.Win32.SafeHandles;
using Sutler.Errors;

namespace Sutler.Go.Cache;

/// <summary>Takes the whole-file locks that the go command takes: <c>flock(2)</c>, or <c>LockFileEx</c> on Windows.</summary>
/// <remarks>
/// A lock file is never deleted: whoever waits for it holds it open. Waiting is a poll that grows from 10 to 250 milliseconds,
/// because blocking calls would use up the thread pool and do not heed Ctrl-C (decision 5). Failing to open is told as
/// <c>open X: reason</c>, a file system without locks as <c>Lock X: reason</c> or <c>RLock X: reason</c>. Thread-safe.
/// Spec: LOCK-1, LOCK-2, LOCK-7, LOCK-8.
/// </remarks>
public sealed class FileLocks
{
    private const FileShare ShareAll = FileShare.ReadWrite | FileShare.Delete;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan NoticeAfter = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly Action<string>? _onWaiting;
    private readonly PathGates _gates = new();
    private Action<string>? _onHeld;

    /// <summary>Creates a lock keeper; one for the whole process, since tasks exclude each other through it.</summary>
    /// <param name="time">Clock of the polling.</param>
    /// <param name="onWaiting">Called once with the path when another process has kept a lock from us for a second.</param>
    public FileLocks(TimeProvider time, Action<string>? onWaiting = null)
    {
        _time = time;
        _onWaiting = onWaiting;
    }

    /// <summary>
    /// A lock keeper that waits for nobody, for whoever looks and changes nothing: what another holds is read without a lock, and
    /// <paramref name="onHeld"/> is told its path. What is read so may be half-written. A lock for writing that is not free is a failure.
    /// </summary>
    public static FileLocks Unwaiting(TimeProvider time, Action<string> onHeld) => new(time) { _onHeld = onHeld };

    /// <summary>Opens an existing file for reading under a shared lock; works on read-only files. Spec: RO-1.</summary>
    public Task<FileLock> SharedAsync(string path, CancellationToken cancellationToken) =>
        AcquireAsync(path, FileMode.Open, FileAccess.Read, cancellationToken);

    /// <summary>Opens a file for reading and writing under an exclusive lock, creating it empty (0666 &amp; ~umask) if missing.</summary>
    public Task<FileLock> ExclusiveAsync(string path, CancellationToken cancellationToken) =>
        AcquireAsync(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, cancellationToken);

    /// <summary>The same for writing only, so that a file which may not be read can still be replaced.</summary>
    internal Task<FileLock> WriteOnlyAsync(string path, CancellationToken cancellationToken) =>
        AcquireAsync(path, FileMode.OpenOrCreate, FileAccess.Write, cancellationToken);

    /// <summary>The exclusive lock if it is free at this moment, else null; creates the file if missing.</summary>
    public static FileLock? TryExclusive(string path)
    {
        SafeFileHandle handle = Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        if (PlatformLock.TryLock(handle, exclusive: true, out int error))
        {
            return new FileLock(path, handle, gate: null);
        }

        handle.Dispose();
        return error == 0 ? null : throw OsError.FromCode("Lock", path, error);
    }

    /// <summary>
    /// Whether somebody holds an existing lock file exclusively at this moment; asked with a shared lock that is given back at once, so
    /// that nobody who waits is turned away. Null when there is no such file, or it cannot be asked.
    /// </summary>
    public static bool? IsHeld(string path)
    {
        try
        {
            using var handle = Open(path, FileMode.Open, FileAccess.Read);
            if (!PlatformLock.TryLock(handle, exclusive: false, out var error))
            {
                return error == 0 ? true : null;
            }

            PlatformLock.Unlock(handle);
            return false;
        }
        catch (SutlerException)
        {
            return null;
        }
    }

    private async Task<FileLock> AcquireAsync(string path, FileMode mode, FileAccess access, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool exclusive = access != FileAccess.Read;
        SafeFileHandle handle = Open(path, mode, access);
        IDisposable? gate = null;
        try
        {
            gate = exclusive ? await _gates.EnterAsync(System.IO.Path.GetFullPath(path), cancellationToken) : null;
            await LockAsync(handle, path, exclusive, cancellationToken);
            return new FileLock(path, handle, gate);
        }
        catch
        {
            handle.Dispose();
            gate?.Dispose();
            throw;
        }
    }

    private static SafeFileHandle Open(string path, FileMode mode, FileAccess access)
    {
        try
        {
            return File.OpenHandle(path, mode, access, ShareAll);
        }
        catch (UnauthorizedAccessException error) when (access != FileAccess.Read && Directory.Exists(path))
        {
            throw OsError.FromCode("open", path, OsError.IsDirectory, error);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("open", path, error);
        }
    }

    private async Task LockAsync(SafeFileHandle handle, string path, bool exclusive, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        TimeSpan delay = FirstDelay;
        bool told = false;
        while (!PlatformLock.TryLock(handle, exclusive, out int error))
        {
            if (error != 0)
            {
                throw OsError.FromCode(exclusive ? "Lock" : "RLock", path, error);
            }

            if (_onHeld is not null)
            {
                _onHeld(path);
                if (exclusive)
                {
                    throw new SutlerException($"Lock {path}: another process holds it");
                }

                return;
            }

            if (!told && _time.GetElapsedTime(start) >= NoticeAfter)
            {
                told = true;
                _onWaiting?.Invoke(path);
            }

            await Task.Delay(delay, _time, cancellationToken);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }
}
