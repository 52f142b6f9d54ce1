using Sutler.Storage.Index;
using Sutler.Storage.Values;

namespace Sutler.Go.Serving.Stored;

/// <summary>Keeps nothing: for answers that are not everybody's.</summary>
internal sealed class UnkeptValues : IValueStore
{
    public ValueTask<StoredValue?> FindAsync(IndexKey key, CancellationToken cancellationToken) => ValueTask.FromResult<StoredValue?>(null);

    public ValueTask<ValueOutcome> PutAsync(ValueWrite write, CancellationToken cancellationToken) => ValueTask.FromResult<ValueOutcome>(new ValueOutcome.Written(0));

    public ValueTask<bool> RenewAsync(IndexKey key, long version, DateTimeOffset fetchedAt, DateTimeOffset? freshUntil, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public ValueTask<int> ExpireAsync(string area, string prefix, CancellationToken cancellationToken) => ValueTask.FromResult(0);

    public ValueTask<int> RemoveAsync(string area, string prefix, CancellationToken cancellationToken) => ValueTask.FromResult(0);

    public ValueTask<IReadOnlyList<ValueSummary>> QueryAsync(ValueQuery query, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<ValueSummary>>([]);

    public ValueTask<int> SweepAsync(ValueSweep sweep, CancellationToken cancellationToken) => ValueTask.FromResult(0);

    public void NoteUse(IndexKey key)
    {
    }
}
