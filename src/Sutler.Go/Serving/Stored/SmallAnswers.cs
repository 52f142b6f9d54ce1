namespace Sutler.Go.Serving.Stored;

/// <summary>Small answers that never change, in memory, so that the files everybody asks for cost no look into the store.</summary>
/// <remarks>
/// Two generations: when the younger has half of all bytes it becomes the older, and the older is forgotten. What is asked for moves to the
/// younger. Thread-safe.
/// </remarks>
internal sealed class SmallAnswers(long bytes)
{
    private const int Overhead = 512;
    private readonly Lock _gate = new();
    private volatile Dictionary<ModuleRequest, ServedAnswer.Found> _old = [];
    private System.Collections.Concurrent.ConcurrentDictionary<ModuleRequest, ServedAnswer.Found> _young = new();
    private long _youngBytes;

    /// <summary>The answer, if it is here.</summary>
    public bool TryGet(ModuleRequest request, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ServedAnswer.Found? answer)
    {
        if (Volatile.Read(ref _young).TryGetValue(request, out answer))
        {
            return true;
        }

        if (_old.TryGetValue(request, out answer))
        {
            Keep(request, answer);
            return true;
        }

        return false;
    }

    /// <summary>Keeps an answer whose content is in memory and does not change.</summary>
    public void Keep(ModuleRequest request, ServedAnswer.Found answer)
    {
        var size = (answer.Content.Length ?? 0) + Overhead;
        if (size > bytes / 8)
        {
            return;
        }

        lock (_gate)
        {
            if (_youngBytes + size > bytes / 2)
            {
                _old = new Dictionary<ModuleRequest, ServedAnswer.Found>(_young);
                Volatile.Write(ref _young, new System.Collections.Concurrent.ConcurrentDictionary<ModuleRequest, ServedAnswer.Found>());
                _youngBytes = 0;
            }

            if (_young.TryAdd(request, answer))
            {
                _youngBytes += size;
            }
        }
    }
}
