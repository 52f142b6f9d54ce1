namespace Sutler.Storage.Values;

/// <summary>Which values are not worth keeping.</summary>
/// <param name="NegativeBefore">Negative entries that ceased to be fresh before this time.</param>
/// <param name="UnusedSince">Values of any kind that were last used before this time; null to keep them.</param>
/// <param name="Limit">At most so many in one go.</param>
public sealed record ValueSweep(DateTimeOffset NegativeBefore, DateTimeOffset? UnusedSince, int Limit);
