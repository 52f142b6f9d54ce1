using System.Text;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Cache;

/// <summary>Rebuilds <c>list</c> from the directory it stands in.</summary>
/// <remarks>
/// Spec: CACHE-8, ATOMIC-2. File names are escaped, so a version with capital letters never qualifies; pseudo-versions do.
/// </remarks>
internal static class VersionList
{
    private const string Suffix = ".mod";

    /// <summary>Brings the list up to date under its lock; equal content is left alone.</summary>
    internal static async Task RebuildAsync(string directory, FileLocks locks, CancellationToken cancellationToken)
    {
        string path = Path.Combine(directory, "list");
        using FileLock held = await locks.ExclusiveAsync(path, cancellationToken);
        byte[] content = Encoding.UTF8.GetBytes(Text(directory));
        if (!LockedFiles.ReadAll(held.Handle, path).AsSpan().SequenceEqual(content))
        {
            LockedFiles.Refill(held, content);
        }
    }

    /// <summary>What the list of a directory ought to say; a missing directory has none.</summary>
    internal static string Text(string directory)
    {
        List<string> versions = [];
        foreach (string file in Directory.EnumerateFileSystemEntries(directory, "*" + Suffix))
        {
            string version = Path.GetFileName(file)[..^Suffix.Length];
            if (version.Length > 0 && SemanticVersion.CanonicalVersion(version) == version)
            {
                versions.Add(version);
            }
        }

        versions.Sort(SemanticVersion.CompareForSort);
        return string.Concat(versions.Select(static version => version + "\n"));
    }
}
