namespace Sutler.Storage.Index;

/// <summary>What is stored, counted; cheap enough to ask for every few seconds.</summary>
public sealed record IndexTotals
{
    /// <summary>By area, in the order of their names; areas without anything may be missing.</summary>
    public required IReadOnlyList<AreaTotals> Areas { get; init; }

    /// <summary>Blobs that are known, and the bytes of them all, each counted once.</summary>
    public required Tally Blobs { get; init; }

    /// <summary>Blobs that no entry stands for.</summary>
    public required Tally UnreferencedBlobs { get; init; }

    /// <summary>Entries that a pin holds, and their bytes.</summary>
    public required Tally Pinned { get; init; }
}
