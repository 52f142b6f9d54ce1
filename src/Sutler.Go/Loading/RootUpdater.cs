using Sutler.Errors;
using Sutler.GoModules.Graph;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>Makes the roots agree with the graph they span. Spec: GRAPH-8.</summary>
public sealed class RootUpdater
{
    private readonly MainModules _main;
    private readonly GraphLoader _loader;

    /// <summary>Creates an updater.</summary>
    public RootUpdater(MainModules main, GraphLoader loader)
    {
        _main = main;
        _loader = loader;
    }

    /// <summary>
    /// Loads the graph and, when some root is not selected, raises the roots until they are. On a failure the error is returned
    /// beside the requirements and the part of the graph that could be loaded.
    /// </summary>
    public async Task<(Requirements Requirements, LoadedGraph Graph, SutlerException? Error)> ExpandAsync(Requirements requirements, CancellationToken cancellationToken)
    {
        var graph = await _loader.LoadAsync(requirements, cancellationToken);
        if (graph.Error is not null || AllRootsSelected(requirements, graph))
        {
            return (requirements, graph, graph.Error);
        }

        try
        {
            var updated = await UpdateAsync(requirements, cancellationToken);
            var updatedGraph = await _loader.LoadAsync(updated, cancellationToken);
            return (updated, updatedGraph, updatedGraph.Error);
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            return (requirements, graph, error);
        }
    }

    /// <summary>Roots at their selected versions, each path once.</summary>
    public Task<Requirements> UpdateAsync(Requirements requirements, CancellationToken cancellationToken) => requirements.Pruning switch
    {
        ModulePruning.Pruned => UpdatePrunedAsync(requirements, cancellationToken),
        ModulePruning.Unpruned => UpdateUnprunedAsync(requirements, cancellationToken),
        _ => Task.FromResult(requirements),
    };

    /// <summary>An unpruned module as a pruned one: every module of the build list becomes a root. Spec: GOMOD-24.</summary>
    public async Task<Requirements> ConvertToPrunedAsync(Requirements requirements, CancellationToken cancellationToken)
    {
        if (requirements.Pruning != ModulePruning.Unpruned)
        {
            return requirements;
        }

        var graph = await LoadWholeAsync(requirements, cancellationToken);
        return new Requirements(_main, ModulePruning.Pruned, graph.BuildList.Skip(_main.Ids.Count), requirements.Direct);
    }

    private bool AllRootsSelected(Requirements requirements, LoadedGraph graph) =>
        _main.InWorkspace
            ? _main.Ids.All(id => graph.Selected(id.Path) == id.Version)
            : requirements.Roots.All(root => graph.Selected(root.Path) == root.Version);

    private async Task<LoadedGraph> LoadWholeAsync(Requirements requirements, CancellationToken cancellationToken)
    {
        var graph = await _loader.LoadAsync(requirements, cancellationToken);
        return graph.Error is null ? graph : throw graph.Error;
    }

    // Raising a root may bring requirements that were pruned out before, which may raise other roots: until nothing moves.
    private async Task<Requirements> UpdatePrunedAsync(Requirements requirements, CancellationToken cancellationToken)
    {
        var current = requirements;
        var graph = requirements.Graph;
        while (true)
        {
            var (roots, upgraded) = SelectedRoots(current, graph);
            if (!upgraded)
            {
                var converged = new Requirements(_main, ModulePruning.Pruned, roots, current.Direct);
                return converged.SameAs(current) ? current : converged;
            }

            current = new Requirements(_main, ModulePruning.Pruned, roots, current.Direct);
            graph = await LoadWholeAsync(current, cancellationToken);
        }
    }

    private (List<ModuleId> Roots, bool Upgraded) SelectedRoots(Requirements requirements, LoadedGraph? graph)
    {
        var roots = new List<ModuleId>(requirements.Roots.Count);
        var seen = _main.Ids.Select(id => id.Path).ToHashSet();
        var upgraded = false;
        foreach (var root in requirements.Roots.Where(root => seen.Add(root.Path)))
        {
            var version = graph?.Selected(root.Path) ?? requirements.RootSelected(root.Path)!;
            roots.Add(root with { Version = version });
            upgraded |= version != root.Version;
        }

        return (roots, upgraded);
    }

    private async Task<Requirements> UpdateUnprunedAsync(Requirements requirements, CancellationToken cancellationToken)
    {
        var graph = await LoadWholeAsync(requirements, cancellationToken);
        var keep = graph.BuildList.Skip(_main.Ids.Count).ToList();

        // A root that is listed at its selected version stays, even if redundant: less churn in go.mod.
        var listed = requirements.Roots.Where(root => graph.Selected(root.Path) == root.Version).Select(root => root.Path);
        var direct = keep.Where(module => requirements.Direct.Contains(module.Path)).Select(module => module.Path);
        var paths = listed.Concat(direct).Distinct().ToList();
        var minimal = MinimalVersionSelection.MinimalRequirements(
            _main.Ids[0],
            paths,
            module => module == _main.Ids[0] ? keep : graph.Summaries.TryGetValue(module, out var summary) ? summary.Require : [],
            MinimalVersionSelection.CompareVersions);
        var updated = new Requirements(_main, ModulePruning.Unpruned, minimal, requirements.Direct);
        return updated.SameAs(requirements) ? requirements : updated;
    }
}
