namespace Sutler.Storage.Index;

/// <summary>Where a page of entries ended.</summary>
/// <param name="Time">The last entry's time in the order asked for; irrelevant when ordered by name.</param>
/// <param name="Key">The last entry's name.</param>
public sealed record EntryCursor(DateTimeOffset Time, IndexKey Key);
