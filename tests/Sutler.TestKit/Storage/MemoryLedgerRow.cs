namespace Sutler.TestKit.Storage;

/// <summary>A blob as the ledger in memory knows it.</summary>
internal sealed record MemoryLedgerRow(long Length, DateTimeOffset ReservedUntil, bool IsCondemned);
