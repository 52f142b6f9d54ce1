namespace Sutler.TestKit.Storage;

/// <summary>A lease that lasts.</summary>
internal sealed record MemoryLeaseRow(long Token, DateTimeOffset Until);
