using Sutler.Go.Cache;
using Sutler.Go.Zip;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Download;

/// <summary>An extracted tree that nobody sees yet: legal and whole, but of a zip that nobody has verified.</summary>
/// <param name="Path">Where it stands, in our own part of the cache.</param>
/// <param name="Hash">The h1 of the zip's content.</param>
/// <param name="Blocks">The bytes of the zip, to be recorded.</param>
internal sealed record StagedTree(string Path, H1Hash Hash, ZipBlocks Blocks)
{
    /// <summary>Removes what was not published; what cannot be removed is out of sight, and left to the next transfer or to <c>cache prune</c>.</summary>
    public void Remove() => TreeRemover.RemoveQuietly(Path);
}
