using Sutler.GoModules.Modules;

namespace Sutler.Go.Queries;

/// <summary>The <c>replace</c> lines of the main modules and of go.work, as queries and retractions see them. Spec: QUERY-17, WORK-5.</summary>
public sealed class ReplaceDirectives
{
    private readonly Dictionary<ModuleId, ModuleId> _workFile;
    private readonly List<Dictionary<ModuleId, ModuleId>> _mainModules = [];
    private readonly Dictionary<string, string> _highest = new(StringComparer.Ordinal);

    /// <summary>Reads the lines of go.work and of each main module's go.mod, in the order of the files.</summary>
    /// <param name="workFile">Lines of go.work; empty outside a workspace.</param>
    /// <param name="mainModules">Lines of each main module; targets without version are directories.</param>
    public ReplaceDirectives(
        IReadOnlyList<(ModuleId Old, ModuleId New)> workFile,
        IReadOnlyList<IReadOnlyList<(ModuleId Old, ModuleId New)>> mainModules)
    {
        _workFile = Index(workFile);
        foreach (var (old, _) in workFile)
        {
            Raise(old);
        }

        var inWorkFile = workFile.Select(line => line.Old.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var lines in mainModules)
        {
            _mainModules.Add(Index(lines));
            foreach (var (old, _) in lines.Where(line => !inWorkFile.Contains(line.Old.Path)))
            {
                Raise(old);
            }
        }
    }

    /// <summary>No replacements: outside any module.</summary>
    public static ReplaceDirectives None { get; } = new([], []);

    /// <summary>Whether a main module's go.mod, go.work apart, replaces anything at all.</summary>
    public bool HasMainModuleLines => _mainModules.Exists(lines => lines.Count > 0);

    /// <summary>What stands in for <paramref name="module"/>: the line with its version, else the line for all versions, else null.</summary>
    public ModuleId? Find(ModuleId module) =>
        FindIn(_workFile, module) ?? _mainModules.Select(lines => FindIn(lines, module)).FirstOrDefault(found => found is not null);

    /// <summary>What <see cref="Find"/> gives, or the module itself.</summary>
    public ModuleId Resolve(ModuleId module) => Find(module) ?? module;

    /// <summary>The highest version of <paramref name="path"/> that is replaced; empty when only all versions together are; null when nothing is.</summary>
    public string? HighestReplaced(string path) => _highest.GetValueOrDefault(path);

    /// <summary>Versions that main modules replace, pseudo-versions left out.</summary>
    public IEnumerable<string> ListedVersions(string path, string prefix) =>
        from lines in _mainModules
        from old in lines.Keys
        where old.Path == path && old.Version.Length > 0
            && old.Version.StartsWith(prefix, StringComparison.Ordinal) && !PseudoVersion.Is(old.Version)
        select old.Version;

    private static ModuleId? FindIn(Dictionary<ModuleId, ModuleId> lines, ModuleId module) =>
        lines.TryGetValue(module, out var target) || lines.TryGetValue(module with { Version = "" }, out target) ? target : null;

    private static Dictionary<ModuleId, ModuleId> Index(IEnumerable<(ModuleId Old, ModuleId New)> lines)
    {
        var index = new Dictionary<ModuleId, ModuleId>();
        foreach (var (old, target) in lines)
        {
            index[old] = target;
        }

        return index;
    }

    private void Raise(ModuleId old)
    {
        if (!_highest.TryGetValue(old.Path, out var highest) || GoVersion.CompareVersions(old.Path, old.Version, highest) > 0)
        {
            _highest[old.Path] = old.Version;
        }
    }
}
