using Sutler.Storage.Index;

namespace Sutler.Storage.Content;

/// <summary>What a round of maintenance did.</summary>
public sealed record MaintenanceReport
{
    /// <summary>Sets of pins that ceased to hold.</summary>
    public required int PinSets { get; init; }

    /// <summary>Entries that retention removed.</summary>
    public required int Entries { get; init; }

    /// <summary>Values that went.</summary>
    public required int Values { get; init; }

    /// <summary>Blobs that were found without being known.</summary>
    public required int Strays { get; init; }

    /// <summary>Blobs that were deleted, and their bytes.</summary>
    public required Tally Blobs { get; init; }

    /// <summary>Blobs that left the quarantine for good.</summary>
    public required int Quarantined { get; init; }

    /// <summary>Events that were forgotten.</summary>
    public required int Events { get; init; }
}
