using Sutler.Storage.Index;

namespace Sutler.Storage.Pins;

/// <summary>Names that are not to be evicted, whether or not anything is stored under them yet.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IPinStore
{
    /// <summary>Writes a set, in place of one of the same name.</summary>
    ValueTask PutAsync(PinSet set, IReadOnlyCollection<IndexKey> keys, CancellationToken cancellationToken);

    /// <summary>Removes a set; whether there was one.</summary>
    ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes the sets that have ceased to hold; how many.</summary>
    ValueTask<int> RemoveExpiredAsync(CancellationToken cancellationToken);

    /// <summary>All sets, by name.</summary>
    ValueTask<IReadOnlyList<StoredPinSet>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The names in a set, in order, behind <paramref name="after"/>; at most <paramref name="limit"/>, none when there is no such set.</summary>
    ValueTask<IReadOnlyList<IndexKey>> ListKeysAsync(string name, IndexKey? after, int limit, CancellationToken cancellationToken);
}
