using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>The roots of the module graph, and the graph once it was needed.</summary>
/// <remarks>Immutable but for <see cref="Graph"/>, which <see cref="GraphLoader"/> sets once. Spec: GRAPH-2, GRAPH-5.</remarks>
public sealed class Requirements
{
    private readonly MainModules _main;
    private readonly Dictionary<string, string> _maxRootVersion = [];

    /// <summary>Roots may be in any order; they are sorted by path and version.</summary>
    public Requirements(MainModules main, ModulePruning pruning, IEnumerable<ModuleId> roots, IReadOnlySet<string> direct)
    {
        _main = main;
        Pruning = pruning;
        Direct = direct;
        var sorted = roots.ToList();
        sorted.Sort(GoVersion.CompareModules);
        Roots = sorted;
        foreach (var root in sorted)
        {
            if (!_maxRootVersion.TryGetValue(root.Path, out var version) || GoVersion.CompareVersions(root.Path, version, root.Version) < 0)
            {
                _maxRootVersion[root.Path] = root.Version;
            }
        }
    }

    /// <summary>How far requirements are followed.</summary>
    public ModulePruning Pruning { get; }

    /// <summary>The roots, sorted.</summary>
    public IReadOnlyList<ModuleId> Roots { get; }

    /// <summary>The paths whose requirement is not marked <c>// indirect</c>.</summary>
    public IReadOnlySet<string> Direct { get; }

    /// <summary>The loaded graph, or null while nothing needed it.</summary>
    public LoadedGraph? Graph { get; internal set; }

    /// <summary>The version of a root (empty for a main module), or null when the path is no root.</summary>
    public string? RootSelected(string path) =>
        _main.Contains(path) ? "" : _maxRootVersion.GetValueOrDefault(path);

    /// <summary>The version of the <c>go</c> root.</summary>
    public string GoVersionLine => _maxRootVersion[PseudoModules.Go];

    /// <summary>Whether a path is listed twice or is that of a main module, so that go.mod needs an update anyway.</summary>
    public bool HasRedundantRoot
    {
        get
        {
            for (var i = 0; i < Roots.Count; i++)
            {
                if (_main.Contains(Roots[i].Path) || (i > 0 && Roots[i].Path == Roots[i - 1].Path))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The same roots with some replaced by path.</summary>
    public Requirements Override(params ReadOnlySpan<ModuleId> replacements)
    {
        var roots = Roots.ToList();
        foreach (var replacement in replacements)
        {
            roots.RemoveAll(root => root.Path == replacement.Path);
            roots.Add(replacement);
        }

        return new Requirements(_main, Pruning, roots, Direct);
    }

    /// <summary>Whether both have the same roots, pruning and direct paths.</summary>
    public bool SameAs(Requirements other) =>
        Pruning == other.Pruning && Roots.SequenceEqual(other.Roots) && Direct.SetEquals(other.Direct);
}
