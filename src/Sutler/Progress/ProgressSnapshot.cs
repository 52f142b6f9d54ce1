using Sutler.Go.Download;
using Sutler.GoModules.Modules;

namespace Sutler.Progress;

/// <summary>A download at one moment.</summary>
internal sealed record ProgressSnapshot
{
    /// <summary>Module versions known to be wanted.</summary>
    public int Planned { get; init; }

    /// <summary>Module versions that came over the network and are whole.</summary>
    public int Downloaded { get; init; }

    /// <summary>Module versions that were in the cache.</summary>
    public int Cached { get; init; }

    /// <summary>Module versions that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Bytes received in all.</summary>
    public long Bytes { get; init; }

    /// <summary>Transfers under way.</summary>
    public int ActiveCount { get; init; }

    /// <summary>The oldest of them.</summary>
    public IReadOnlyList<ActiveTransfer> Active { get; init; } = [];

    /// <summary>Module versions that need no more work.</summary>
    public int Ended => Downloaded + Cached + Failed;
}

/// <summary>A transfer under way.</summary>
/// <param name="Module">Whose file.</param>
/// <param name="Kind">Which file.</param>
/// <param name="Received">Bytes so far.</param>
/// <param name="Length">Bytes in all, when known.</param>
internal sealed record ActiveTransfer(ModuleId Module, ModuleFileKind Kind, long Received, long? Length);
