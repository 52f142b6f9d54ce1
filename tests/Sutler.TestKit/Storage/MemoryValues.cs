using Sutler.Storage.Events;
using Sutler.Storage.Index;
using Sutler.Storage.Values;

namespace Sutler.TestKit.Storage;

/// <summary>Values in memory.</summary>
internal sealed class MemoryValues(MemoryTables tables) : IValueStore
{
    /// <inheritdoc/>
    public ValueTask<StoredValue?> FindAsync(IndexKey key, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            return ValueTask.FromResult(tables.Values.GetValueOrDefault(key));
        }
    }

    /// <inheritdoc/>
    public ValueTask<ValueOutcome> PutAsync(ValueWrite write, CancellationToken cancellationToken)
    {
        write.Validate();
        lock (tables.Lock)
        {
            return ValueTask.FromResult(Put(write));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(IndexKey key, long version, DateTimeOffset fetchedAt, DateTimeOffset? freshUntil, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            var same = tables.Values.TryGetValue(key, out var value) && value.Version == version;
            if (same)
            {
                tables.Values[key] = value! with { FetchedAt = fetchedAt, FreshUntil = freshUntil };
            }
            return ValueTask.FromResult(same);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> ExpireAsync(string area, string prefix, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            var concerned = Below(area, prefix);
            foreach (var value in concerned)
            {
                if (value.Content is ValueContent.Absent)
                {
                    tables.Values.Remove(value.Key);
                }
                else
                {
                    tables.Values[value.Key] = value with { FreshUntil = value.FreshUntil < tables.Now ? value.FreshUntil : tables.Now };
                }
            }
            return ValueTask.FromResult(Told(StoreEventKind.ValuesExpired, area, prefix, concerned.Count));
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> RemoveAsync(string area, string prefix, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            return ValueTask.FromResult(Told(StoreEventKind.Purged, area, prefix, Below(area, prefix).Count(value => tables.Values.Remove(value.Key))));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ValueSummary>> QueryAsync(ValueQuery query, CancellationToken cancellationToken)
    {
        query.Validate();
        lock (tables.Lock)
        {
            var matching = Below(query.Area, query.Prefix)
                .Where(value => query.StaleBefore is null || value.FreshUntil < query.StaleBefore)
                .Where(value => query.UsedSince is null || value.LastUsed >= query.UsedSince)
                .Where(value => query.AfterName is null || string.CompareOrdinal(value.Key.Name, query.AfterName) > 0);
            var ordered = query.StaleBefore is null ? matching : matching.OrderBy(value => value.FreshUntil).ThenBy(value => value.Key);
            return ValueTask.FromResult<IReadOnlyList<ValueSummary>>([.. ordered.Take(query.Limit).Select(Summary)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> SweepAsync(ValueSweep sweep, CancellationToken cancellationToken)
    {
        lock (tables.Lock)
        {
            var going = tables.Values.Values
                .Where(value => (value.Content is ValueContent.Absent && value.FreshUntil < sweep.NegativeBefore) || value.LastUsed < sweep.UnusedSince)
                .Take(sweep.Limit).ToList();
            return ValueTask.FromResult(going.Count(value => tables.Values.Remove(value.Key)));
        }
    }

    /// <inheritdoc/>
    public void NoteUse(IndexKey key)
    {
        lock (tables.Lock)
        {
            if (tables.Values.TryGetValue(key, out var value))
            {
                tables.Values[key] = value with { LastUsed = tables.Now };
            }
        }
    }

    private static ValueSummary Summary(StoredValue value) =>
        new(value.Key, (value.Content as ValueContent.Present)?.Bytes.Length, value.FetchedAt, value.FreshUntil, value.LastUsed, value.Version);

    private List<StoredValue> Below(string area, string prefix) =>
        [.. tables.Values.Values.Where(value => value.Key.Area == area && value.Key.Name.StartsWith(prefix, StringComparison.Ordinal))];

    private int Told(StoreEventKind kind, string area, string prefix, int count)
    {
        tables.Add(kind, area, prefix);
        return count;
    }

    private ValueOutcome Put(ValueWrite write)
    {
        if (!tables.Allows(write.Fence))
        {
            return new ValueOutcome.Fenced();
        }
        var current = tables.Values.GetValueOrDefault(write.Key);
        if (write.Expected switch
        {
            ValueExpectation.Nothing => current is not null,
            ValueExpectation.Exactly exactly => current?.Version != exactly.Version,
            _ => false,
        })
        {
            return new ValueOutcome.Conflict(current);
        }
        var value = new StoredValue
        {
            Key = write.Key,
            Content = write.Content is ValueContent.Present present ? present with { Bytes = present.Bytes.ToArray() } : write.Content,
            FetchedAt = write.FetchedAt,
            FreshUntil = write.FreshUntil,
            Validator = write.Validator,
            Source = write.Source,
            LastUsed = current?.LastUsed ?? tables.Now,
            Version = tables.NextNumber(),
        };
        tables.Values[write.Key] = value;
        tables.Add(StoreEventKind.ValueChanged, write.Key.Area, write.Key.Name);
        return new ValueOutcome.Written(value.Version);
    }
}
