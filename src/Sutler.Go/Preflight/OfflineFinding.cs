using Sutler.GoModules.Modules;

namespace Sutler.Go.Preflight;

/// <summary>What a build without network would miss.</summary>
public enum OfflineNeed
{
    /// <summary>The toolchain that the go command would switch to.</summary>
    Toolchain,

    /// <summary>The checksum database's proof for that toolchain.</summary>
    ToolchainProof,

    /// <summary>An edit of go.mod.</summary>
    GoModEdit,

    /// <summary>A vendor directory that agrees with go.mod and has an imported package.</summary>
    Vendor,

    /// <summary>A module graph that can be loaded.</summary>
    Graph,

    /// <summary>The cached go.mod of a module version.</summary>
    GoMod,

    /// <summary>The tree of a module version, or its zip.</summary>
    Content,

    /// <summary>A line of go.sum.</summary>
    GoSumLine,

    /// <summary>A module that has an imported package.</summary>
    Package,
}

/// <summary>One thing that is missing.</summary>
/// <param name="Need">What it is.</param>
/// <param name="Module">The module version it belongs to; null for none in particular.</param>
/// <param name="Detail">The file, the line's beginning, the import path, or the reason.</param>
public sealed record OfflineFinding(OfflineNeed Need, ModuleId? Module, string Detail);

/// <summary>What <see cref="OfflineCheck"/> found.</summary>
/// <param name="Modules">How many module versions a build needs.</param>
/// <param name="Findings">What is missing, by kind and module; empty when a build finds all it needs.</param>
public sealed record OfflineReport(int Modules, IReadOnlyList<OfflineFinding> Findings);
