using Sutler.Storage.Index;

namespace Sutler.Storage.Values;

/// <summary>Small contents that change: each with a version, a time until which it is fresh, and perhaps no content at all.</summary>
/// <remarks>
/// Every write is one transaction. A beginning of names is compared as text: whoever means a path and what is below it ends the
/// beginning with the separator. Thread-safe.
/// </remarks>
public interface IValueStore
{
    /// <summary>The value of a name, fresh or not; null when there is none.</summary>
    ValueTask<StoredValue?> FindAsync(IndexKey key, CancellationToken cancellationToken);

    /// <summary>Writes a value, if what is there is what the writer expects.</summary>
    ValueTask<ValueOutcome> PutAsync(ValueWrite write, CancellationToken cancellationToken);

    /// <summary>The source says that its answer is still the same; whether the value still had this version, which stays.</summary>
    ValueTask<bool> RenewAsync(IndexKey key, long version, DateTimeOffset fetchedAt, DateTimeOffset? freshUntil, CancellationToken cancellationToken);

    /// <summary>Lets values cease to be fresh now; they can still be had when the source does not answer. Negative entries are removed.</summary>
    /// <returns>How many that concerns.</returns>
    ValueTask<int> ExpireAsync(string area, string prefix, CancellationToken cancellationToken);

    /// <summary>Removes values; how many.</summary>
    ValueTask<int> RemoveAsync(string area, string prefix, CancellationToken cancellationToken);

    /// <summary>Values without their contents.</summary>
    ValueTask<IReadOnlyList<ValueSummary>> QueryAsync(ValueQuery query, CancellationToken cancellationToken);

    /// <summary>Removes what is not worth keeping; how many. Values that never cease to be fresh go as others do when unused.</summary>
    ValueTask<int> SweepAsync(ValueSweep sweep, CancellationToken cancellationToken);

    /// <summary>Notes that a value was used just now. Costs no input or output: uses are written in batches, later.</summary>
    void NoteUse(IndexKey key);
}
