namespace Sutler.Go.Sources;

/// <summary>A zip that a source has, as far as it can be told without fetching it.</summary>
/// <param name="Source">The source, without user and password.</param>
/// <param name="Length">Bytes; null when the source does not say.</param>
public sealed record ZipOffer(string Source, long? Length);
