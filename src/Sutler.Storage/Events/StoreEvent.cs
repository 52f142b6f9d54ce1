namespace Sutler.Storage.Events;

/// <summary>Something that happened in the store.</summary>
/// <param name="Sequence">Larger than that of every event before it.</param>
/// <param name="At">When; UTC, to the millisecond.</param>
/// <param name="Kind">What.</param>
/// <param name="Area">Where.</param>
/// <param name="Name">To what; the beginning of names where it happened to several.</param>
/// <param name="Detail">For people.</param>
public sealed record StoreEvent(long Sequence, DateTimeOffset At, StoreEventKind Kind, string Area, string Name, string Detail)
{
    /// <summary>The most characters of detail that are kept.</summary>
    public const int MaxDetail = 1000;

    /// <summary>As much of a detail as is kept; for adapters.</summary>
    public static string Shorten(string detail) => detail.Length <= MaxDetail ? detail : detail[..MaxDetail];
}
