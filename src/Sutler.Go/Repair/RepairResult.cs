using Sutler.Go.Diagnosis;
using Sutler.Go.Verify;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Repair;

/// <summary>What was done about one file, or one tree, of the cache.</summary>
public sealed record RepairResult
{
    /// <summary>The module version; null for what belongs to none.</summary>
    public ModuleId? Module { get; init; }

    /// <summary>What it is.</summary>
    public required RepairedPart Part { get; init; }

    /// <summary>Where it is, absolute.</summary>
    public required string File { get; init; }

    /// <summary>What was wrong with it; not empty.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>How it ended.</summary>
    public RepairOutcome Outcome { get; init; }

    /// <summary>Why it was bad.</summary>
    public MismatchCause Cause { get; init; }

    /// <summary>Where the good bytes came from: URLs without user and password, <c>the zip in the cache</c> and the like; empty when there are none.</summary>
    public string Source { get; init; } = "";

    /// <summary>Bytes that were fetched for it, those that were no good included.</summary>
    public long BytesFetched { get; init; }

    /// <summary>The directory in quarantine that holds what was bad; empty when nothing was kept.</summary>
    public string Kept { get; init; } = "";

    /// <summary>Why it failed, or what is left to do; empty when all is said.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What the sources said.</summary>
    public IReadOnlyList<Observation> Evidence { get; init; } = [];
}
