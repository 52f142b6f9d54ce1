using System.Diagnostics.Metrics;
using Sutler.Storage;
using Sutler.Storage.Content;
using Sutler.Storage.Index;

namespace Sutler.Serving.Metrics;

/// <summary>Tells what is stored, and what checking it found. docs/reference/serve.md lists the instruments.</summary>
/// <remarks>Instruments are read in an instant, a database is not: they show what <see cref="CountAsync"/> found last. Thread-safe.</remarks>
internal sealed class StoreMeter
{
    private readonly IIndexStore _index;
    private long _checked;
    private long _checkedBytes;
    private long _damaged;
    private long _unreadable;
    private IndexTotals? _totals;

    /// <summary>Makes the instruments.</summary>
    public StoreMeter(Meter meter, IIndexStore index)
    {
        _index = index;
        meter.CreateObservableGauge("sutler.store.files", () => Totals(totals => totals.Areas.Sum(area => area.Entries.Count)), "{file}", "Files that are stored.");
        meter.CreateObservableGauge("sutler.store.size", () => Totals(totals => totals.Blobs.Bytes), "By", "Bytes that stored files take, equal ones counted once.");
        meter.CreateObservableGauge("sutler.store.unreferenced", () => Totals(totals => totals.UnreferencedBlobs.Bytes), "By", "Bytes of those that no file needs any more; they are removed before long.");
        meter.CreateObservableGauge("sutler.store.pinned", () => Totals(totals => totals.Pinned.Count), "{file}", "Files that are pinned.");
        meter.CreateObservableGauge("sutler.store.answers", () => Totals(totals => totals.Areas.Sum(area => area.Values.Count)), "{answer}", "Lists and other small answers that are stored.");
        meter.CreateObservableCounter("sutler.scrub.checked", () => Volatile.Read(ref _checked), "{file}", "Stored files that were read again and checked.");
        meter.CreateObservableCounter("sutler.scrub.read", () => Volatile.Read(ref _checkedBytes), "By", "Bytes of those.");
        meter.CreateObservableCounter("sutler.scrub.damaged", () => Volatile.Read(ref _damaged), "{file}", "Stored files that were found damaged or lost.");
        meter.CreateObservableCounter("sutler.scrub.unreadable", () => Volatile.Read(ref _unreadable), "{file}", "Stored files that could not be read.");
    }

    /// <summary>Counts what is stored; where that fails nothing is shown of it.</summary>
    public async ValueTask CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            Volatile.Write(ref _totals, await _index.CountAsync(cancellationToken));
        }
        catch (StorageException)
        {
            // Old numbers would hide it; whoever needs the store says what is wrong with it.
            Volatile.Write(ref _totals, null);
        }
    }

    /// <summary>A stretch of the store was checked.</summary>
    public void Checked(ScrubResult result)
    {
        Interlocked.Add(ref _checked, result.Checked.Count);
        Interlocked.Add(ref _checkedBytes, result.Checked.Bytes);
        Interlocked.Add(ref _damaged, result.Removed.Count);
        Interlocked.Add(ref _unreadable, result.Unreadable.Count);
    }

    private Measurement<long>[] Totals(Func<IndexTotals, long> count) => Volatile.Read(ref _totals) is { } totals ? [new(count(totals))] : [];
}
