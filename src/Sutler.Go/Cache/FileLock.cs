using Microsoft.Win32.SafeHandles;

namespace Sutler.Go.Cache;

/// <summary>An open file with a whole-file lock on it; disposing unlocks and then closes. Made by <see cref="FileLocks"/>.</summary>
public sealed class FileLock : IDisposable
{
    private readonly IDisposable? _gate;
    private int _released;

    internal FileLock(string path, SafeFileHandle handle, IDisposable? gate)
    {
        Path = path;
        Handle = handle;
        _gate = gate;
    }

    /// <summary>The file's path as it was given.</summary>
    public string Path { get; }

    /// <summary>The open file; readable, and writable too under an exclusive lock.</summary>
    public SafeFileHandle Handle { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
        {
            return;
        }

        PlatformLock.Unlock(Handle);
        Handle.Dispose();
        _gate?.Dispose();
    }
}
