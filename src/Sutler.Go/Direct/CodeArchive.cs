namespace Sutler.Go.Direct;

/// <summary>The source of a revision, to be read twice: which files there are, then what is in them.</summary>
/// <remarks>Holds temporary files until it is disposed of.</remarks>
public abstract class CodeArchive : IDisposable
{
    /// <summary>All entries that are no directories, in the order of the archive (CREATE).</summary>
    public abstract IReadOnlyList<CodeArchiveEntry> Entries { get; }

    /// <summary>The content of an entry. One at a time; cheapest in the order of <see cref="Entries"/>.</summary>
    public abstract Stream Open(CodeArchiveEntry entry);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what it holds.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>One file of an archive.</summary>
/// <param name="Path">Relative to the root of the repository, with <c>/</c>; not checked.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsRegular">Whether it is a file, and no symbolic link or anything else.</param>
public sealed record CodeArchiveEntry(string Path, long Size, bool IsRegular);
