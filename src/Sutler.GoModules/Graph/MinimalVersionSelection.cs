using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Graph;

/// <summary>Minimal version selection: the build list of a requirement graph, and the shortest requirement list that gives it.</summary>
/// <remarks>The algorithms are those of https://research.swtch.com/vgo-mvs.</remarks>
public static class MinimalVersionSelection
{
    /// <summary>
    /// The order of the go command's graphs: the empty version of a main module above all, <see cref="RequirementGraph.None"/> with the
    /// invalid versions below all, the others as <see cref="GoVersion.CompareVersions"/> says.
    /// </summary>
    public static int CompareVersions(string path, string left, string right) => left.Length == 0 || right.Length == 0
        ? (left.Length == 0).CompareTo(right.Length == 0)
        : GoVersion.CompareVersions(path, left, right);

    /// <summary>Loads the graph below <paramref name="targets"/> and gives their build list.</summary>
    /// <param name="targets">The main modules; the comparer must put each above all other versions of its path.</param>
    /// <param name="required">What a module version requires; asked once of each.</param>
    /// <param name="compareVersions">As for <see cref="RequirementGraph"/>.</param>
    public static IReadOnlyList<ModuleId> BuildList(
        IReadOnlyList<ModuleId> targets,
        Func<ModuleId, IReadOnlyList<ModuleId>> required,
        Func<string, string, string, int> compareVersions)
    {
        var graph = new RequirementGraph(compareVersions, targets);
        var asked = new HashSet<ModuleId>(targets);
        var queue = new Queue<ModuleId>(asked);
        while (queue.TryDequeue(out var module))
        {
            var requirements = module.Version == RequirementGraph.None ? [] : required(module);
            graph.Require(module, requirements);
            foreach (var requirement in requirements.Where(asked.Add))
            {
                queue.Enqueue(requirement);
            }
        }

        return graph.BuildList();
    }

    /// <summary>
    /// The shortest list of requirements that gives <paramref name="mainModule"/> the same build list, with the paths of
    /// <paramref name="basePaths"/> in any case; sorted by path.
    /// </summary>
    /// <param name="mainModule">The module whose requirements are made.</param>
    /// <param name="basePaths">Paths that must be listed; repetitions are ignored.</param>
    /// <param name="required">What a module version requires; for the main module, its present requirements.</param>
    /// <param name="compareVersions">As for <see cref="RequirementGraph"/>.</param>
    public static IReadOnlyList<ModuleId> MinimalRequirements(
        ModuleId mainModule,
        IEnumerable<string> basePaths,
        Func<ModuleId, IReadOnlyList<ModuleId>> required,
        Func<string, string, string, int> compareVersions)
    {
        var buildList = BuildList([mainModule], required, compareVersions);
        var selected = buildList.ToDictionary(module => module.Path, module => module.Version, StringComparer.Ordinal);
        var postorder = Postorder(mainModule, buildList, required);
        var requirements = postorder.ToDictionary(entry => entry.Module, entry => entry.Requirements);
        var implied = new HashSet<ModuleId>();
        var minimal = new List<ModuleId>();

        void List(ModuleId module)
        {
            minimal.Add(module);
            MarkImplied(module, requirements, implied);
        }

        foreach (var path in basePaths.Distinct(StringComparer.Ordinal))
        {
            List(new ModuleId(path, selected.GetValueOrDefault(path, "")));
        }

        // What requires comes before what is required, so nothing is listed that a later one implies, cycles apart.
        for (var i = postorder.Count - 1; i >= 0; i--)
        {
            var module = postorder[i].Module;
            if (selected.TryGetValue(module.Path, out var version) && version == module.Version && !implied.Contains(module))
            {
                List(module);
            }
        }

        return [.. minimal.OrderBy(module => module.Path, Utf8Order.Comparer)];
    }

    /// <summary>All module versions below the build list, each after what it requires; the main module is left out.</summary>
    /// <remarks>A stack of our own: a hostile chain of requirements would overflow the thread's.</remarks>
    private static List<(ModuleId Module, IReadOnlyList<ModuleId> Requirements)> Postorder(
        ModuleId mainModule, IReadOnlyList<ModuleId> buildList, Func<ModuleId, IReadOnlyList<ModuleId>> required)
    {
        var postorder = new List<(ModuleId, IReadOnlyList<ModuleId>)>();
        var seen = new HashSet<ModuleId> { mainModule };
        var stack = new Stack<(ModuleId Module, IReadOnlyList<ModuleId> Requirements, int Next)>();

        void Enter(ModuleId module)
        {
            if (seen.Add(module))
            {
                stack.Push((module, module.Version == RequirementGraph.None ? [] : required(module), 0));
            }
        }

        foreach (var start in buildList)
        {
            Enter(start);
            while (stack.TryPop(out var frame))
            {
                if (frame.Next == frame.Requirements.Count)
                {
                    postorder.Add((frame.Module, frame.Requirements));
                    continue;
                }

                stack.Push(frame with { Next = frame.Next + 1 });
                Enter(frame.Requirements[frame.Next]);
            }
        }

        return postorder;
    }

    private static void MarkImplied(ModuleId start, Dictionary<ModuleId, IReadOnlyList<ModuleId>> requirements, HashSet<ModuleId> implied)
    {
        var stack = new Stack<ModuleId>([start]);
        while (stack.TryPop(out var module))
        {
            if (implied.Add(module) && requirements.TryGetValue(module, out var required))
            {
                foreach (var requirement in required)
                {
                    stack.Push(requirement);
                }
            }
        }
    }
}
