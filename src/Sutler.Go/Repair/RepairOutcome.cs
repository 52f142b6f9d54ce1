namespace Sutler.Go.Repair;

/// <summary>How a repair ended.</summary>
public enum RepairOutcome
{
    /// <summary>Good bytes are in place.</summary>
    Repaired,

    /// <summary>It would be tried: nothing was to be changed.</summary>
    Planned,

    /// <summary>What was bad is in quarantine, and nothing stands in its place: the next download brings it back.</summary>
    Removed,

    /// <summary>Something bad is still there.</summary>
    Failed,
}
