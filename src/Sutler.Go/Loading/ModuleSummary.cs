using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>What the module graph needs to know of one go.mod.</summary>
public sealed record ModuleSummary
{
    /// <summary>The path its module line declares, or empty.</summary>
    public string DeclaredPath { get; init; } = "";

    /// <summary>The go line, or empty.</summary>
    public string GoVersion { get; init; } = "";

    /// <summary>Whether its go line supports pruning.</summary>
    public ModulePruning Pruning { get; init; }

    /// <summary>Its requirements in file order, with <c>go@…</c> last when the go line is 1.21 or higher.</summary>
    public IReadOnlyList<ModuleId> Require { get; init; } = [];

    /// <summary>Set when its go line is above the running Go; the rest is still valid, for retractions.</summary>
    public TooNewException? TooNew { get; init; }
}
