using Sutler.Storage.Index;

namespace Sutler.Storage.Events;

/// <summary>
/// What happened in the store, in order, for as long as it is kept: for caches in memory on other nodes, and for whoever watches.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public interface IEventLog
{
    /// <summary>The newest event's sequence number; 0 when there was none ever.</summary>
    ValueTask<long> LastAsync(CancellationToken cancellationToken);

    /// <summary>The events behind <paramref name="after"/>, oldest first, at most <paramref name="limit"/>. Who is too late misses those trimmed.</summary>
    ValueTask<IReadOnlyList<StoreEvent>> ReadAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Waits until there is an event behind <paramref name="after"/>, whichever node wrote it.</summary>
    ValueTask WaitAsync(long after, CancellationToken cancellationToken);

    /// <summary>Writes an event of kind <see cref="StoreEventKind.Note"/>.</summary>
    ValueTask NoteAsync(IndexKey key, string detail, CancellationToken cancellationToken);

    /// <summary>Forgets events from before a time; how many.</summary>
    ValueTask<int> TrimAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
