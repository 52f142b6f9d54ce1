using Sutler.Errors;
using Sutler.GoModules.Graph;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>The module graph as far as it could be loaded.</summary>
/// <param name="Graph">Nodes and edges.</param>
/// <param name="Summaries">The go.mod of each loaded node; failed ones are absent.</param>
/// <param name="Error">The first failure on a shortest path, or null. Spec: GRAPH-9.</param>
public sealed record LoadedGraph(RequirementGraph Graph, IReadOnlyDictionary<ModuleId, ModuleSummary> Summaries, SutlerException? Error)
{
    private IReadOnlyList<ModuleId>? _buildList;

    /// <summary>Selected versions, main modules first, then by path.</summary>
    public IReadOnlyList<ModuleId> BuildList => _buildList ??= Graph.BuildList();

    /// <summary>The selected version, or <c>none</c>.</summary>
    public string Selected(string path) => Graph.Selected(path);
}
