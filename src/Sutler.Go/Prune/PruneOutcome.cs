namespace Sutler.Go.Prune;

/// <summary>What was done about an item.</summary>
public enum PruneOutcome
{
    /// <summary>Nothing yet: it would be removed.</summary>
    Planned,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>Somebody uses it, so it stays.</summary>
    Held,

    /// <summary>It could not be removed, or not wholly.</summary>
    Failed,
}
