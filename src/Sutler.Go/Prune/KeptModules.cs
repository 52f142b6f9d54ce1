using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Prune;

/// <summary>Reads which modules go.sum and go.work.sum files name.</summary>
public static class KeptModules
{
    private const string GoModSuffix = "/go.mod";
    private static readonly string[] Names = ["go.sum", "go.work.sum"];

    /// <summary>
    /// The modules whose content the files at <paramref name="paths"/> have a hash of; a directory stands for its go.sum and go.work.sum.
    /// What only a go.mod hash is listed of needs no more than its <c>.mod</c>, which no pruning removes.
    /// </summary>
    /// <exception cref="SutlerException">A file is missing, unreadable or malformed: nothing may be removed by half a list.</exception>
    public static async Task<IReadOnlySet<ModuleId>> ReadAsync(IReadOnlyList<string> paths, LockedFiles files, CancellationToken cancellationToken)
    {
        HashSet<ModuleId> kept = [];
        foreach (var path in paths.SelectMany(FilesAt))
        {
            var sums = GoSumFile.Parse(path, await files.ReadAsync(path, cancellationToken));
            kept.UnionWith(sums.Keys.Where(key => !key.Version.EndsWith(GoModSuffix, StringComparison.Ordinal)));
        }

        return kept;
    }

    private static IEnumerable<string> FilesAt(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var found = Names.Select(name => Path.Combine(path, name)).Where(File.Exists).ToArray();
        return found.Length > 0 ? found : throw new SutlerException($"{path}: neither go.sum nor go.work.sum is there to say what to keep");
    }
}
