using Sutler.Storage.Index;

namespace Sutler.Go.Serving.Stored;

/// <summary>Of which names somebody said, and when, that the source has news: what was asked before is not given any more while the source is in order.</summary>
/// <remarks>For as long as something stale could still be given at once; after that nobody needs to be told. In memory. Thread-safe.</remarks>
internal sealed class RefreshMarks(TimeSpan life, TimeProvider time)
{
    // One that is dropped for want of room costs an answer that is a little stale.
    private const int Most = 1000;
    private readonly Lock _gate = new();
    private List<(string Prefix, DateTimeOffset At)> _marks = [];

    /// <summary>There is news of everything whose name begins so.</summary>
    public void Add(string prefix)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            // A copy: readers go through the list without the lock.
            Volatile.Write(ref _marks, [.. _marks.Where(mark => mark.Prefix != prefix && now - mark.At <= life).TakeLast(Most - 1), (prefix, now)]);
        }
    }

    /// <summary>Whether what the source said at a time is from before the news.</summary>
    public bool IsOlder(IndexKey key, DateTimeOffset fetchedAt)
    {
        foreach (var (prefix, at) in Volatile.Read(ref _marks))
        {
            if (fetchedAt < at && key.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
