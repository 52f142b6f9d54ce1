using System.Diagnostics.CodeAnalysis;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Graph;

/// <summary>
/// The module graph while it grows: which module version requires which, and of each path the highest version seen, which is the one selected.
/// </summary>
/// <remarks>
/// Spec: GRAPH rules. Not thread-safe. Versions are opaque but for <see cref="None"/>; the comparer must put the main modules'
/// empty version above all others of their path and <see cref="None"/> below all.
/// </remarks>
public sealed class RequirementGraph
{
    /// <summary>The version of a module that is not in the build.</summary>
    public const string None = "none";

    private readonly Func<string, string, string, int> _compareVersions;
    private readonly ModuleId[] _roots;
    private readonly Dictionary<ModuleId, IReadOnlyList<ModuleId>> _required = [];
    private readonly HashSet<ModuleId> _reachable = [];
    private readonly Dictionary<string, string> _selected = new(StringComparer.Ordinal);

    /// <summary>Creates a graph of roots that require nothing yet.</summary>
    /// <param name="compareVersions">Path and two of its versions to their order.</param>
    /// <param name="roots">Where the graph begins, in the order of the build list.</param>
    public RequirementGraph(Func<string, string, string, int> compareVersions, IEnumerable<ModuleId> roots)
    {
        _compareVersions = compareVersions;
        _roots = [.. roots];
        foreach (var root in _roots)
        {
            Reach(root);
        }
    }

    /// <summary>The roots as given.</summary>
    public IReadOnlyList<ModuleId> Roots => _roots;

    /// <summary>Says what <paramref name="module"/> requires: once for each module, and only when something requires it or it is a root.</summary>
    public void Require(ModuleId module, IReadOnlyList<ModuleId> requirements)
    {
        if (!_reachable.Contains(module))
        {
            throw new ArgumentException($"{module} is not reachable from any root", nameof(module));
        }

        if (!_required.TryAdd(module, requirements))
        {
            throw new ArgumentException($"requirements of {module} have already been set", nameof(module));
        }

        foreach (var requirement in requirements)
        {
            Reach(requirement);
        }
    }

    /// <summary>What was said of <paramref name="module"/>; false when nothing was.</summary>
    public bool TryGetRequired(ModuleId module, [NotNullWhen(true)] out IReadOnlyList<ModuleId>? requirements) =>
        _required.TryGetValue(module, out requirements);

    /// <summary>The selected version of a path, or <see cref="None"/>.</summary>
    public string Selected(string path) => _selected.GetValueOrDefault(path, None);

    /// <summary>The selected versions: those of the roots in their order, then the others sorted by path.</summary>
    public IReadOnlyList<ModuleId> BuildList()
    {
        var list = new List<ModuleId>(_selected.Count);
        var rootPaths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var root in _roots)
        {
            if (rootPaths.Add(root.Path) && Selected(root.Path) is var version and not None)
            {
                list.Add(root with { Version = version });
            }
        }

        var others = _selected.Where(entry => !rootPaths.Contains(entry.Key)).Select(entry => new ModuleId(entry.Key, entry.Value)).ToList();
        others.Sort(GoVersion.CompareModules);
        list.AddRange(others);
        return list;
    }

    /// <summary>Visits every module version but <see cref="None"/> once, selected or not, nearest to the roots first.</summary>
    public void WalkBreadthFirst(Action<ModuleId> visit)
    {
        var queue = new Queue<ModuleId>();
        var enqueued = new HashSet<ModuleId>();

        // A root given twice is visited twice, as in the go command.
        foreach (var root in _roots.Where(root => root.Version != None))
        {
            queue.Enqueue(root);
            enqueued.Add(root);
        }

        while (queue.TryDequeue(out var module))
        {
            visit(module);
            foreach (var requirement in RequiredOrNone(module))
            {
                if (requirement.Version != None && enqueued.Add(requirement))
                {
                    queue.Enqueue(requirement);
                }
            }
        }
    }

    /// <summary>A shortest chain of requirements from a root to a module version that is <paramref name="wanted"/>; empty when there is none.</summary>
    public IReadOnlyList<ModuleId> FindPath(Func<ModuleId, bool> wanted)
    {
        var queue = new Queue<ModuleId>(_roots);
        var requiredFirstBy = new Dictionary<ModuleId, ModuleId?>();
        foreach (var root in _roots)
        {
            requiredFirstBy[root] = null;
        }

        while (queue.TryDequeue(out var module))
        {
            if (wanted(module))
            {
                return PathTo(module, requiredFirstBy);
            }

            foreach (var requirement in RequiredOrNone(module))
            {
                if (requiredFirstBy.TryAdd(requirement, module))
                {
                    queue.Enqueue(requirement);
                }
            }
        }

        return [];
    }

    private static List<ModuleId> PathTo(ModuleId end, Dictionary<ModuleId, ModuleId?> requiredFirstBy)
    {
        var path = new List<ModuleId>();
        for (ModuleId? module = end; module is { } step; module = requiredFirstBy[step])
        {
            path.Add(step);
        }

        path.Reverse();
        return path;
    }

    private IReadOnlyList<ModuleId> RequiredOrNone(ModuleId module) =>
        TryGetRequired(module, out var requirements) ? requirements : [];

    private void Reach(ModuleId module)
    {
        if (_reachable.Add(module) && _compareVersions(module.Path, Selected(module.Path), module.Version) < 0)
        {
            _selected[module.Path] = module.Version;
        }
    }
}
