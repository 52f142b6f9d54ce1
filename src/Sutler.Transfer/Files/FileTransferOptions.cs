namespace Sutler.Transfer.Files;

/// <summary>How large files are fetched.</summary>
public sealed record FileTransferOptions
{
    /// <summary>What <see cref="ChunkSize"/> must be a multiple of.</summary>
    public const int ChunkUnit = 1 << 20;

    /// <summary>Bytes a further request for a file asks for; a multiple of <see cref="ChunkUnit"/>. Files of less than twice as much get none.</summary>
    public int ChunkSize { get; init; } = 8 << 20;

    /// <summary>Further requests for one file at one time; 0 for none.</summary>
    public int ExtraRequests { get; init; } = 4;

    /// <summary>How long the first request runs before there are more: its speed must be known.</summary>
    public TimeSpan ExtraAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What will be over sooner than this needs no help: a request costs a round trip, and often a connection.</summary>
    public TimeSpan ExtraWorth { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>When a transfer is so slow that it is started again.</summary>
    public StallRule Stall { get; init; } = new();
}
