namespace Sutler.Go.Prune;

/// <summary>What became of an item.</summary>
/// <param name="Item">The item.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="Reason">Why not, for what was skipped or failed; else empty.</param>
public sealed record PruneResult(PruneItem Item, PruneOutcome Outcome, string Reason = "");
