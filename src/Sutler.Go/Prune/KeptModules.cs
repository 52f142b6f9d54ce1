using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.GoModules;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

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
    /// <exception cref="SutlerException">
    /// A file is missing, unreadable, malformed or no regular file: nothing may be removed by half a list, or by one that never ends.
    /// </exception>
    public static async Task<IReadOnlySet<ModuleId>> ReadAsync(IReadOnlyList<string> paths, LockedFiles files, CancellationToken cancellationToken)
    {
        HashSet<ModuleId> kept = [];
        foreach (var path in paths.SelectMany(FilesAt))
        {
            kept.UnionWith(Modules(path, Parse(path, await files.ReadAsync(path, cancellationToken))));
        }

        return kept;
    }

    // The go command ends at once where a line of its own go.sum is malformed; here it is one of several files.
    private static GoSumFile Parse(string path, byte[] data)
    {
        try
        {
            return GoSumFile.Parse(path, data);
        }
        catch (FatalException malformed)
        {
            throw new SutlerException(malformed.Message, malformed);
        }
    }

    // Three words make a line for the go command. Something else than a go.sum would keep nothing, and everything would go.
    private static IEnumerable<ModuleId> Modules(string path, GoSumFile sums)
    {
        foreach (var key in sums.Keys)
        {
            var isGoMod = key.Version.EndsWith(GoModSuffix, StringComparison.Ordinal);
            var module = isGoMod ? key with { Version = key.Version[..^GoModSuffix.Length] } : key;
            if (SemanticVersion.CanonicalVersion(module.Version) != module.Version || !sums[key].All(IsHash))
            {
                throw new SutlerException($"{path}: no go.sum: {GoQuoting.Quote($"{key.Path} {key.Version} {sums[key][0]}")} is no line of one");
            }

            if (!isGoMod)
            {
                yield return module;
            }
        }
    }

    // Of another algorithm than today's nothing is known but its form.
    private static bool IsHash(string text) => text.StartsWith("h1:", StringComparison.Ordinal) ? H1Hash.TryParse(text, out _, out _) : text.Contains(':', StringComparison.Ordinal);

    private static IEnumerable<string> FilesAt(string path)
    {
        if (!Directory.Exists(path))
        {
            return FileTarget.OfOther(path) is { } kind
                ? throw new SutlerException($"{path}: is {kind}, not a regular file; write what is to be kept into one, and name that")
                : [path];
        }

        var found = Names.Select(name => Path.Combine(path, name)).Where(File.Exists).ToArray();
        return found.Length > 0 ? found : throw new SutlerException($"{path}: neither go.sum nor go.work.sum is there to say what to keep");
    }
}
