using Sutler.Storage.Index;

namespace Sutler.Storage.Values;

/// <summary>A value without its content.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Length">Its bytes, counted; null for a negative entry.</param>
/// <param name="FetchedAt">When the source last said so.</param>
/// <param name="FreshUntil">From when on the source should be asked again; null when never.</param>
/// <param name="LastUsed">The last use that was noted.</param>
/// <param name="Version">As <see cref="StoredValue.Version"/>.</param>
public sealed record ValueSummary(IndexKey Key, long? Length, DateTimeOffset FetchedAt, DateTimeOffset? FreshUntil, DateTimeOffset LastUsed, long Version);
