using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.GoModules;
using Sutler.GoModules.Graph;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>Loads the module graph: every go.mod that is known to be needed is read at once. Spec: GRAPH-1 to GRAPH-9.</summary>
public sealed class GraphLoader
{
    private readonly MainModules _main;
    private readonly SummaryReader _summaries;

    /// <summary>Creates a loader over the summaries of this run.</summary>
    public GraphLoader(MainModules main, SummaryReader summaries)
    {
        _main = main;
        _summaries = summaries;
    }

    /// <summary>Loads the graph of <paramref name="requirements"/> once; a failure is in <see cref="LoadedGraph.Error"/>, except fatal ones, which throw.</summary>
    public async Task<LoadedGraph> LoadAsync(Requirements requirements, CancellationToken cancellationToken) =>
        requirements.Graph ??= await LoadOnceAsync(requirements, cancellationToken);

    private async Task<LoadedGraph> LoadOnceAsync(Requirements requirements, CancellationToken cancellationToken)
    {
        using var run = new Run(this, requirements, cancellationToken);
        return await run.LoadAsync();
    }

    private sealed class Run : IDisposable
    {
        private readonly GraphLoader _loader;
        private readonly Requirements _requirements;
        private readonly RequirementGraph _graph;
        private readonly Lock _graphLock = new();
        private readonly OnceMap<ModuleId, ModuleSummary?> _loads = new();
        private readonly ConcurrentDictionary<ModuleId, ModuleSummary> _loaded = new();
        private readonly ConcurrentDictionary<(ModuleId, ModulePruning), bool> _queued = new();
        private readonly ConcurrentDictionary<ModuleId, SutlerException> _failed = new();
        private readonly TaskGroup _work;

        internal Run(GraphLoader loader, Requirements requirements, CancellationToken cancellationToken)
        {
            _work = new TaskGroup(cancellationToken);
            _loader = loader;
            _requirements = requirements;
            IReadOnlyList<ModuleId> roots = requirements.Pruning == ModulePruning.Workspace ? requirements.Roots : loader._main.Ids;
            _graph = new RequirementGraph(MinimalVersionSelection.CompareVersions, roots);
            if (requirements.Pruning != ModulePruning.Workspace)
            {
                _graph.Require(loader._main.Ids[0], requirements.Roots);
            }
        }

        public void Dispose() => _work.Dispose();

        internal async Task<LoadedGraph> LoadAsync()
        {
            foreach (var root in _requirements.Roots)
            {
                Enqueue(root, _requirements.Pruning);
            }

            await _work.IdleAsync();
            if (_requirements.Pruning == ModulePruning.Workspace)
            {
                await LoadUpgradedDependenciesAsync();
            }

            return new LoadedGraph(_graph, _loaded, FirstError());
        }

        private void Enqueue(ModuleId module, ModulePruning pruning)
        {
            if (module.Version == "none" || !_queued.TryAdd((module, pruning), true))
            {
                return;
            }

            _work.Run(async cancellationToken =>
            {
                if (await LoadOneAsync(module, cancellationToken) is not { } summary)
                {
                    return;
                }

                var below = pruning == ModulePruning.Unpruned ? ModulePruning.Unpruned : summary.Pruning;
                if (pruning == ModulePruning.Pruned && summary.Pruning != ModulePruning.Unpruned)
                {
                    return;
                }

                foreach (var required in summary.Require)
                {
                    Enqueue(required, below);
                }
            });
        }

        private Task<ModuleSummary?> LoadOneAsync(ModuleId module, CancellationToken cancellationToken) =>
            _loads.GetAsync(module, token => LoadOnceAsync(module, token), cancellationToken);

        private async Task<ModuleSummary?> LoadOnceAsync(ModuleId module, CancellationToken cancellationToken)
        {
            try
            {
                var summary = await _loader._summaries.ForGraphAsync(module, cancellationToken);
                lock (_graphLock)
                {
                    _graph.Require(module, summary.Require);
                }

                _loaded[module] = summary;
                return summary;
            }
            catch (SutlerException error) when (error is not FatalException)
            {
                _failed[module] = error;
                return null;
            }
        }

        // Spec: GRAPH-6. A dependency selected above what a member asked for brings requirements the member's go.mod does not list.
        private async Task LoadUpgradedDependenciesAsync()
        {
            var considered = _requirements.Roots.Select(root => root.Path).ToHashSet();
            var seen = new HashSet<ModuleId>();
            while (true)
            {
                var wanted = new HashSet<ModuleId>();
                foreach (var path in considered)
                {
                    CollectUpgrades(new ModuleId(path, _graph.Selected(path)), seen, wanted);
                }

                if (wanted.Count == 0)
                {
                    return;
                }

                foreach (var module in wanted)
                {
                    Enqueue(module, ModulePruning.Workspace);
                    seen.Add(module);
                    considered.Add(module.Path);
                }

                await _work.IdleAsync();
            }
        }

        private void CollectUpgrades(ModuleId module, HashSet<ModuleId> seen, HashSet<ModuleId> wanted)
        {
            if (!seen.Contains(module))
            {
                wanted.Add(module);
                return;
            }

            if (!_graph.TryGetRequired(module, out var requirements))
            {
                return;
            }

            foreach (var required in requirements)
            {
                var selected = required with { Version = _graph.Selected(required.Path) };
                if (MinimalVersionSelection.CompareVersions(required.Path, selected.Version, required.Version) > 0 && !seen.Contains(selected))
                {
                    wanted.Add(selected);
                }
            }
        }

        private SutlerException? FirstError()
        {
            if (_failed.IsEmpty)
            {
                return null;
            }

            var path = _graph.FindPath(_failed.ContainsKey);
            return path.Count == 0 ? null : RequirementChain.Wrap(path, _failed[path[^1]]);
        }
    }
}
