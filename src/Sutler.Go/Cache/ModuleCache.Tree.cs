using System.Globalization;
using Sutler.Errors;

namespace Sutler.Go.Cache;

public sealed partial class ModuleCache
{
    /// <summary>The one module whose tree may stand without a ziphash: it is unpacked from the distribution.</summary>
    private const string UnhashedModule = "golang.org/fips140";

    /// <summary>Whether <c>P@v</c> is whole: a directory, not being unpacked, with a ziphash. Three look-ups, no lock. Spec: CACHE-20 to CACHE-22.</summary>
    public static bool IsTreeComplete(CachedVersion version) =>
        Directory.Exists(version.TreePath)
        && !File.Exists(version.PartialMarkerPath)
        && (File.Exists(version.ZipHashPath) || version.Module.Path == UnhashedModule);

    /// <summary>
    /// Removes what dead extractions left of this version: <c>P@v.tmp-*</c> as far as possible, and an incomplete <c>P@v</c>, whose
    /// failure to go is a failure. Only under <see cref="LockVersionAsync"/>. Spec: LOCK-9, ATOMIC-5.
    /// </summary>
    public async Task RemoveStaleTreesAsync(CachedVersion version, CancellationToken cancellationToken)
    {
        TemporaryTrees(version).ForEach(TreeRemover.RemoveQuietly);

        if (!IsTreeComplete(version) && await SetAsideAsync(version, cancellationToken) is { } aside)
        {
            TreeRemover.Remove(aside);
        }
    }

    /// <summary>Removes <c>P@v.tmp-*</c> as far as possible, once no process that holds the version's lock is at work there.</summary>
    public async Task RemoveTemporaryTreesAsync(CachedVersion version, CancellationToken cancellationToken)
    {
        if (TemporaryTrees(version).Count == 0)
        {
            return;
        }

        using var held = await LockVersionAsync(version, cancellationToken);
        TemporaryTrees(version).ForEach(TreeRemover.RemoveQuietly);
    }

    private static List<string> TemporaryTrees(CachedVersion version) =>
        Matching(Path.GetDirectoryName(version.TreePath)!, Path.GetFileName(version.TreePath) + ".tmp-", "");

    /// <summary>
    /// Makes an empty directory <c>P@v.tmp-N</c> beside the final place, to unpack into under <see cref="LockVersionAsync"/>.
    /// The go command clears such names itself. Decision 1.
    /// </summary>
    public static string CreateTreeTemporary(CachedVersion version)
    {
        string temporary = TemporaryName(version);
        DirectoryMaker.Make(temporary);
        return temporary;
    }

    /// <summary>
    /// Takes a tree out of sight in one step: deleting it where it stands would show its remains as whole to whoever looks while
    /// the ziphash exists. Null when nothing is there.
    /// </summary>
    internal async Task<string?> SetAsideAsync(CachedVersion version, CancellationToken cancellationToken)
    {
        if (!Path.Exists(version.TreePath))
        {
            return null;
        }

        string aside = TemporaryName(version);
        await FileRename.RunAsync(version.TreePath, aside, _time, cancellationToken);
        return aside;
    }

    private static string TemporaryName(CachedVersion version)
    {
        string temporary;
        do
        {
            temporary = version.TreePath + ".tmp-" + Random.Shared.Next(1_000_000_000).ToString(CultureInfo.InvariantCulture);
        }
        while (Path.Exists(temporary));
        return temporary;
    }

    /// <summary>
    /// Makes a verified tree visible: closes its directories to writing unless told otherwise, renames it over whatever was there, and
    /// removes a marker that a dead extraction left. False when the tree stands on another file system than its final place. Only under <see cref="LockVersionAsync"/>. Spec: CACHE-10, ATOMIC-5; decision 1.
    /// </summary>
    /// <remarks>
    /// On Windows a scanner that has a file of the tree open may refuse the rename for longer than we retry; unpacking in place behind
    /// <see cref="CachedVersion.PartialMarkerPath"/>, as go does there, is not built yet.
    /// </remarks>
    public async Task<bool> PublishTreeAsync(CachedVersion version, string temporary, TreeModes modes, CancellationToken cancellationToken)
    {
        if (modes == TreeModes.CloseAll)
        {
            ReadOnlyTree.CloseBelow(temporary);
        }

        DirectoryMaker.Make(Path.GetDirectoryName(version.TreePath)!);
        string? replaced = await SetAsideAsync(version, cancellationToken);
        var isPublished = await FileRename.TryAsync(temporary, version.TreePath, _time, cancellationToken);
        if (replaced is not null)
        {
            TreeRemover.RemoveQuietly(replaced);
        }

        if (!isPublished)
        {
            return false;
        }

        AtomicFile.DeleteQuietly(version.PartialMarkerPath);
        if (modes != TreeModes.Writable)
        {
            // Last: some systems do not rename a directory that may not be written to.
            ReadOnlyTree.Close(version.TreePath);
        }

        return true;
    }
}
