using Sutler.Go.Cache;

namespace Sutler.Go.Download;

/// <summary>A zip that arrived and nobody has verified yet; disposing removes what is left of it and lets other processes try.</summary>
public sealed class ZipTransfer : IDisposable
{
    private readonly Action _over;
    private FileLock? _held;

    internal ZipTransfer(string path, FileLock held, Action over)
    {
        Path = path;
        _held = held;
        _over = over;
    }

    /// <summary>The partial file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _held, null) is { } held)
        {
            AtomicFile.DeleteQuietly(Path);
            held.Dispose();
            _over();
        }
    }
}
