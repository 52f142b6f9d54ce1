using Sutler.GoModules.Modules;

namespace Sutler.Go.Prune;

/// <summary>What is to go besides what crashes left. With nothing set no module goes.</summary>
/// <remarks>
/// A module in <see cref="Keep"/> stays whatever else is asked for. Of the others those go that are older than <see cref="OlderThan"/>;
/// then the least recently used until the rest is no larger than <see cref="MaxSize"/>; with neither of the two, all.
/// </remarks>
public sealed record PruneOptions
{
    /// <summary>How long an interrupted transfer is kept, since the next run may go on with it.</summary>
    public TimeSpan TransfersOlderThan { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long what failed verification is kept: somebody may want to look at it.</summary>
    public TimeSpan QuarantineOlderThan { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Modules unused for longer go.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>Bytes that the modules may take together.</summary>
    public long? MaxSize { get; init; }

    /// <summary>Modules that stay; null when none were named.</summary>
    public IReadOnlySet<ModuleId>? Keep { get; init; }

    /// <summary>Whether modules may go at all.</summary>
    public bool ChoosesModules => OlderThan is not null || MaxSize is not null || Keep is not null;
}
