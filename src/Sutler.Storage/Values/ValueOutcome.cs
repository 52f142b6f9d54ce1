namespace Sutler.Storage.Values;

/// <summary>What became of a <see cref="ValueWrite"/>.</summary>
public abstract record ValueOutcome
{
    private ValueOutcome()
    {
    }

    /// <summary>It is written, with this version.</summary>
    public sealed record Written(long Version) : ValueOutcome;

    /// <summary>Something else was expected; this is there, or null for nothing.</summary>
    public sealed record Conflict(StoredValue? Current) : ValueOutcome;

    /// <summary>The lease is no longer held: somebody else may be writing.</summary>
    public sealed record Fenced : ValueOutcome;
}
