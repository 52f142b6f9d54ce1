using Sutler.Storage.Index;
using Sutler.Storage.Values;

namespace Sutler.Tests.Serving.Checksums;

/// <summary>A store of values that can be made to wait or to fail.</summary>
internal sealed class WatchedStore(IValueStore inner) : IValueStore
{
    /// <summary>Runs after a value was looked for, before its finder hears of it.</summary>
    public Func<IndexKey, Task> AfterFind { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Runs before a value is written; may throw.</summary>
    public Action BeforePut { get; set; } = static () => { };

    public async ValueTask<StoredValue?> FindAsync(IndexKey key, CancellationToken cancellationToken)
    {
        var found = await inner.FindAsync(key, cancellationToken);
        await AfterFind(key);
        return found;
    }

    public ValueTask<ValueOutcome> PutAsync(ValueWrite write, CancellationToken cancellationToken)
    {
        BeforePut();
        return inner.PutAsync(write, cancellationToken);
    }

    public ValueTask<bool> RenewAsync(IndexKey key, long version, DateTimeOffset fetchedAt, DateTimeOffset? freshUntil, CancellationToken cancellationToken) =>
        inner.RenewAsync(key, version, fetchedAt, freshUntil, cancellationToken);

    public ValueTask<int> ExpireAsync(string area, string prefix, CancellationToken cancellationToken) => inner.ExpireAsync(area, prefix, cancellationToken);

    public ValueTask<int> RemoveAsync(string area, string prefix, CancellationToken cancellationToken) => inner.RemoveAsync(area, prefix, cancellationToken);

    public ValueTask<IReadOnlyList<ValueSummary>> QueryAsync(ValueQuery query, CancellationToken cancellationToken) => inner.QueryAsync(query, cancellationToken);

    public ValueTask<int> SweepAsync(ValueSweep sweep, CancellationToken cancellationToken) => inner.SweepAsync(sweep, cancellationToken);

    public void NoteUse(IndexKey key) => inner.NoteUse(key);
}
