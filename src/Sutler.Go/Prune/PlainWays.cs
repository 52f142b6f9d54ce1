using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Prune;

/// <summary>Tells whether names in a cache lead through symbolic links: what links lead to is somebody else's.</summary>
/// <remarks>Remembers what it saw, so it is made anew for each look. GOMODCACHE itself may be a link.</remarks>
internal sealed class PlainWays(CacheLayout layout)
{
    private readonly Dictionary<string, bool> _seen = new(StringComparer.Ordinal);

    /// <summary>The parts of a cache that are ours alone and are links, outermost first; behind one no other is looked for.</summary>
    public IEnumerable<string> LinksOfOurs()
    {
        var versioned = Path.GetDirectoryName(layout.PartialDirectory)!;
        foreach (var above in (string[])[Path.GetDirectoryName(versioned)!, versioned])
        {
            if (!ArePlain(above))
            {
                return [above];
            }
        }

        return ((string[])[layout.PartialDirectory, layout.QuarantineDirectory, layout.DigestsDirectory]).Where(directory => !ArePlain(directory));
    }

    /// <summary>Whether no link stands between the cache's root and a directory in it, nor in its place. What is missing is no link.</summary>
    public bool ArePlain(string directory)
    {
        if (directory.Length <= layout.Root.Length)
        {
            return true;
        }

        if (!_seen.TryGetValue(directory, out var plain))
        {
            _seen.Add(directory, plain = ArePlain(Path.GetDirectoryName(directory) ?? "") && !IsLink(directory));
        }

        return plain;
    }

    /// <summary>The same for the directories that a module's zip and tree are in.</summary>
    public bool ArePlainTo(CachedVersion version) =>
        ArePlain(version.Directory) && ArePlain(Path.GetDirectoryName(version.TreePath)!);

    /// <summary>The same for all that goes with an item.</summary>
    public bool ArePlainTo(PruneItem item) =>
        ArePlain(Path.GetDirectoryName(item.Path)!) && (item is not { Kind: PruneKind.Module or PruneKind.PartialTree, Version: { } version } || ArePlainTo(version));

    // What the system does not tell may be one.
    private static bool IsLink(string path)
    {
        try
        {
            return FileStatus.Of(path).Kind == FileKind.SymbolicLink;
        }
        catch (SutlerException)
        {
            return true;
        }
    }
}
