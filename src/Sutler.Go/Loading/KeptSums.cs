using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>Which go.sum lines the requirements in force need. Spec: WRITE-2.</summary>
internal static class KeptSums
{
    /// <summary>Keys as in go.sum: the version has <c>/go.mod</c> after it for go.mod hashes.</summary>
    internal static HashSet<ModuleId> For(Project project)
    {
        var keep = new HashSet<ModuleId>();
        if (project.Requirements.Graph is not { } graph)
        {
            foreach (var root in project.Requirements.Roots)
            {
                AddBoth(keep, project.Main.Resolve(root));
            }

            return keep;
        }

        graph.Graph.WalkBreadthFirst(module =>
        {
            if (graph.Graph.TryGetRequired(module, out _))
            {
                keep.Add(GoModKey(project.Main.Resolve(module)));
            }
        });
        foreach (var module in graph.BuildList)
        {
            AddBoth(keep, project.Main.Resolve(module));
        }

        return keep;
    }

    private static void AddBoth(HashSet<ModuleId> keep, ModuleId module)
    {
        keep.Add(module);
        keep.Add(GoModKey(module));
    }

    private static ModuleId GoModKey(ModuleId module) => module with { Version = module.Version + "/go.mod" };
}
