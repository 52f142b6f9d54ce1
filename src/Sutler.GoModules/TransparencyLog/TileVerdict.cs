namespace Sutler.GoModules.TransparencyLog;

/// <summary>What signed tree heads say of a tile.</summary>
public enum TileStanding
{
    /// <summary>Nothing that is there proves or refutes it.</summary>
    Open,

    /// <summary>It is of the log.</summary>
    Proven,

    /// <summary>It is not.</summary>
    Wrong,

    /// <summary>It or one of <see cref="TileVerdict.Others"/> is not.</summary>
    Suspect,
}

/// <summary>A judgement on one tile.</summary>
/// <param name="Standing">What came out.</param>
/// <param name="Reason">Why it is wrong or a suspect, a sentence without a point; else empty.</param>
/// <param name="Others">The other suspects.</param>
public sealed record TileVerdict(TileStanding Standing, string Reason, IReadOnlyList<LogTile> Others)
{
    internal static TileVerdict Open { get; } = new(TileStanding.Open, "", []);
}
