using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving.Directories;

/// <summary>Which versions a tree has of a module, and which one a query means. Thread-safe.</summary>
/// <remarks>
/// In a GOMODCACHE the files tell, for its <c>list</c> may lag behind them, be missing, or name versions of which there is nothing but a go.mod
/// (CACHE-9). Elsewhere a <c>list</c> is believed where there is one: whoever made the tree chose what to offer.
/// </remarks>
internal sealed class TreeCatalog(ModuleTree tree, TreeFiles files, TimeProvider time)
{
    private const long LargestList = 16 << 20;
    private const long MostVersions = 500_000;

    private readonly StatusCache<string, ServedVersions> _kept = new(time, MostVersions);

    /// <summary>The versions; null when the tree has nothing of the module.</summary>
    internal async Task<ServedVersions?> VersionsAsync(ModulePath path, CancellationToken cancellationToken)
    {
        var found = OfDirectory(path);
        if (tree.IsModuleCache)
        {
            return found;
        }

        var file = tree.ListOf(path);
        var list = await files.ReadLockedAsync(file, LargestList, static data => data.Length > 0 && !data.Contains((byte)0), cancellationToken);
        if (list is null)
        {
            return found ?? (TreeFiles.StatusOf(tree.LatestOf(path)).Kind == Cache.FileKind.Regular ? new ServedVersions([], []) : null);
        }

        // A list full of zeros was never finished: the files tell what it should say.
        return list.Contains((byte)0)
            ? found ?? throw new SutlerException($"read {file}: it was never finished")
            : new ServedVersions(TreeVersions.OfList(path, list).Tagged, found?.Pseudo ?? []);
    }

    /// <summary>The versions that <c>@latest</c> may mean, the best first. Spec: SRV-7, QUERY-5, QUERY-8, LIST-2.</summary>
    internal IEnumerable<string> Latest(ModulePath path, ServedVersions versions) => versions.ByRank(
        countsIncompatible: versions.Arbiter is not { } arbiter
            || tree.FileOf(path, arbiter, ".mod") is not { } file
            || TreeFiles.Read(file, DirectoryModuleServer.LargestText) is not { } goMod
            || !ServedVersions.IsWritten(path, goMod));

    /// <summary>The version that a revision means, as far as the versions tell: <c>v1</c>, <c>v1.2</c> or a commit. Spec: QUERY-3, PROXY-9.</summary>
    internal static string? Resolve(string revision, ServedVersions versions)
    {
        const int significant = 12;
        if (SemanticVersion.IsValid(revision))
        {
            return GoVersion.IsPrefix("", revision) ? HighestOf(revision, versions.Tagged) : null;
        }

        return revision.Length >= significant && revision.All(char.IsAsciiHexDigitLower)
            ? versions.Pseudo.LastOrDefault(version => PseudoVersion.Revision(version) == revision[..significant])
            : null;
    }

    private static string? HighestOf(string prefix, IReadOnlyList<string> tagged)
    {
        var matching = tagged.Where(version => version.StartsWith(prefix + ".", StringComparison.Ordinal) && SemanticVersion.Compare(version, prefix) >= 0).ToList();
        return matching.LastOrDefault(ServedVersions.IsRelease) ?? matching.LastOrDefault();
    }

    private ServedVersions? OfDirectory(ModulePath path)
    {
        var directory = tree.VersionsDirectory(path);
        if (_kept.TryGet(path.Text, out var kept))
        {
            return kept;
        }

        var before = StatusCache<string, ServedVersions>.StatusOf(directory);
        var found = TreeVersions.OfDirectory(path, directory);
        if (found is not null)
        {
            _kept.Keep(path.Text, directory, before, found, 1 + found.Tagged.Count + found.Pseudo.Count);
        }

        return found;
    }
}
