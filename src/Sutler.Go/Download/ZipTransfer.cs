using Sutler.Go.Cache;
using Sutler.Transfer.Files;

namespace Sutler.Go.Download;

/// <summary>A zip that arrived and nobody has verified yet.</summary>
/// <remarks>Disposing lets other processes try, and keeps what can be continued; <see cref="Discard"/> first what is not to be kept.</remarks>
public sealed class ZipTransfer : IDisposable
{
    private readonly Action _over;
    private FileLock? _held;

    internal ZipTransfer(PartialFile file, FileLock held, Action over)
    {
        File = file;
        _held = held;
        _over = over;
    }

    /// <summary>The partial file.</summary>
    public string Path => File.Path;

    /// <summary>Whether the zip came in pieces, which need not belong together. Decision 4.</summary>
    public bool CameInPieces => File.CameInPieces;

    /// <summary>Where it came from, without user and password; empty when that is not known.</summary>
    public string Source { get; internal set; } = "";

    internal PartialFile File { get; set; }

    /// <summary>The tree that was unpacked of it, if there could be one.</summary>
    internal StagedTree? Staged { get; set; }

    /// <summary>Deletes what is left of the file: it is published, or not to be trusted, or not wanted.</summary>
    public void Discard()
    {
        if (Volatile.Read(ref _held) is not null)
        {
            RemoveTree();
            File.Discard();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _held, null) is { } held)
        {
            RemoveTree();
            File.Dispose();
            held.Dispose();
            _over();
        }
    }

    private void RemoveTree()
    {
        Staged?.Remove();
        Staged = null;
    }
}
