using Sutler.Storage.Events;
using Sutler.Storage.Leases;
using Sutler.Storage.Pins;
using Sutler.Storage.Values;

namespace Sutler.Storage.Index;

/// <summary>Everything that is kept besides the blobs themselves: one database, seen from its different sides.</summary>
/// <remarks>
/// A port: docs/adr/0015-storage-ports.md says which part serves what. An answered write survives the end of the process, however that comes; a
/// loss of power may take the last few back, but never one without those after it. Disposing writes what was noted and not
/// yet written. Thread-safe. Failures are <see cref="StorageException"/>s.
/// </remarks>
public interface IIndexStore : IAsyncDisposable
{
    /// <summary>Names and the blobs they stand for.</summary>
    IEntryIndex Entries { get; }

    /// <summary>Which blobs there should be.</summary>
    IBlobLedger Ledger { get; }

    /// <summary>Small contents that change.</summary>
    IValueStore Values { get; }

    /// <summary>Names that are not to be evicted.</summary>
    IPinStore Pins { get; }

    /// <summary>What happened.</summary>
    IEventLog Events { get; }

    /// <summary>Who is at work on what, over all nodes.</summary>
    ILeases Leases { get; }

    /// <summary>Counts what is stored.</summary>
    ValueTask<IndexTotals> CountAsync(CancellationToken cancellationToken);

    /// <summary>Writes the uses noted so far; otherwise that happens every few seconds.</summary>
    ValueTask FlushUsesAsync(CancellationToken cancellationToken);
}
