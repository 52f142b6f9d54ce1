using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>How far below a module its requirements are followed. Spec: GRAPH-3, GRAPH-4, GRAPH-6.</summary>
public enum ModulePruning
{
    /// <summary>Below a dependency at go 1.17 or higher nothing is followed.</summary>
    Pruned,

    /// <summary>Every reachable go.mod is loaded.</summary>
    Unpruned,

    /// <summary>Pruned to what the members of a workspace need.</summary>
    Workspace,
}

/// <summary>Which pruning a go line asks for.</summary>
public static class ModulePruningRules
{
    /// <summary>Pruned from <c>go 1.17</c> on. Spec: GOVER-4.</summary>
    public static ModulePruning For(string goVersion) =>
        GoVersion.Compare(goVersion, GoVersion.ExplicitIndirect) < 0 ? ModulePruning.Unpruned : ModulePruning.Pruned;
}
