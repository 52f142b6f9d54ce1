using Sutler.Storage.Events;
using Sutler.Storage.Index;

namespace Sutler.TestKit.Storage;

/// <summary>Events in memory.</summary>
internal sealed class MemoryEvents(MemoryTables tables) : IEventLog
{
    /// <inheritdoc/>
    public ValueTask<long> LastAsync(CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            return ValueTask.FromResult(tables.Events is [.., var last] ? last.Sequence : 0);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoreEvent>> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            return ValueTask.FromResult<IReadOnlyList<StoreEvent>>([.. tables.Events.Where(each => each.Sequence > after).Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public async ValueTask WaitAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (tables.Lock)
            {
                if (tables.Events is [.., var last] && last.Sequence > after)
                {
                    return;
                }
                next = tables.NextEvent.Task;
            }
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask NoteAsync(IndexKey key, string detail, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            tables.Add(StoreEventKind.Note, key.Area, key.Name, detail);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<int> TrimAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            return ValueTask.FromResult(tables.Events.RemoveAll(each => each.At < before));
        }
    }
}
