namespace Sutler.Storage.Index;

/// <summary>What one area holds.</summary>
/// <param name="Area">Its name.</param>
/// <param name="Entries">Entries and the bytes they stand for; blobs that several stand for count several times.</param>
/// <param name="Values">Values and their bytes.</param>
public sealed record AreaTotals(string Area, Tally Entries, Tally Values);
