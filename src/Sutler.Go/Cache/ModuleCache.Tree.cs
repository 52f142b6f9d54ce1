using System.Globalization;
using Sutler.Errors;

namespace Sutler.Go.Cache;

public sealed partial class ModuleCache
{
    /// <summary>Whether <c>P@v</c> is whole: a directory, not being unpacked, with a ziphash. Three look-ups, no lock. Spec: CACHE-20 to CACHE-22.</summary>
    public static bool IsTreeComplete(CachedVersion version) =>
        Directory.Exists(version.TreePath)
        && !File.Exists(version.PartialMarkerPath)
        && (File.Exists(version.ZipHashPath) || version.Module.Path == "golang.org/fips140");

    /// <summary>
    /// Removes what dead extractions left of this version: <c>P@v.tmp-*</c> as far as possible, and an incomplete <c>P@v</c>, whose
    /// failure to go is a failure. Only under <see cref="LockVersionAsync"/>. Spec: LOCK-9, ATOMIC-5.
    /// </summary>
    public static void RemoveStaleTrees(CachedVersion version)
    {
        foreach (string old in Matching(Path.GetDirectoryName(version.TreePath)!, Path.GetFileName(version.TreePath) + ".tmp-", ""))
        {
            try
            {
                TreeRemover.Remove(old);
            }
            catch (SutlerException)
            {
                // Somebody else's; it hides nothing.
            }
        }

        if (!IsTreeComplete(version) && Path.Exists(version.TreePath))
        {
            TreeRemover.Remove(version.TreePath);
        }
    }

    /// <summary>
    /// Makes an empty directory <c>P@v.tmp-N</c> beside the final place, to unpack into under <see cref="LockVersionAsync"/>.
    /// The go command clears such names itself. Decision 1.
    /// </summary>
    public static string CreateTreeTemporary(CachedVersion version)
    {
        DirectoryMaker.Make(Path.GetDirectoryName(version.TreePath)!);
        string temporary;
        do
        {
            temporary = version.TreePath + ".tmp-" + Random.Shared.Next(1_000_000_000).ToString(CultureInfo.InvariantCulture);
        }
        while (Path.Exists(temporary));
        DirectoryMaker.Make(temporary);
        return temporary;
    }

    /// <summary>
    /// Makes a verified tree visible: closes its directories to writing unless told otherwise, renames it, and removes a marker that a
    /// dead extraction left. Only under <see cref="LockVersionAsync"/>, after <see cref="RemoveStaleTrees"/>. Spec: CACHE-10, ATOMIC-5; decision 1.
    /// </summary>
    /// <remarks>
    /// On Windows a scanner that has a file of the tree open may refuse the rename for longer than we retry; unpacking in place behind
    /// <see cref="CachedVersion.PartialMarkerPath"/>, as go does there, is not built yet.
    /// </remarks>
    public async Task PublishTreeAsync(CachedVersion version, string temporary, TreeModes modes, CancellationToken cancellationToken)
    {
        if (modes == TreeModes.CloseAll)
        {
            ReadOnlyTree.CloseBelow(temporary);
        }

        await FileRename.RunAsync(temporary, version.TreePath, _time, cancellationToken);
        AtomicFile.DeleteQuietly(version.PartialMarkerPath);
        if (modes != TreeModes.Writable)
        {
            // Last: some systems do not rename a directory that may not be written to.
            ReadOnlyTree.Close(version.TreePath);
        }
    }
}
