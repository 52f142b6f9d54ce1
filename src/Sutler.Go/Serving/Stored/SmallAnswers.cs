namespace Sutler.Go.Serving.Stored;

/// <summary>Small answers that never change, in memory, so that the files everybody asks for cost no look into the store.</summary>
/// <remarks>
/// Two generations: when the younger has half of all bytes it becomes the older, and the older is forgotten. What is asked for moves to the
/// younger. Who looks something up in order to keep it says since when: what was forgotten meanwhile is not kept. Thread-safe.
/// </remarks>
internal sealed class SmallAnswers(long bytes)
{
    private const int Overhead = 512;
    private readonly Lock _gate = new();
    private volatile Dictionary<ModuleRequest, ServedAnswer.Found> _old = [];
    private System.Collections.Concurrent.ConcurrentDictionary<ModuleRequest, ServedAnswer.Found> _young = new();
    private long _youngBytes;
    private long _epoch;

    /// <summary>Changes whenever something is forgotten.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>The answer, if it is here.</summary>
    public bool TryGet(ModuleRequest request, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ServedAnswer.Found? answer)
    {
        var epoch = Epoch;
        if (Volatile.Read(ref _young).TryGetValue(request, out answer))
        {
            return true;
        }

        if (_old.TryGetValue(request, out answer))
        {
            Keep(request, answer, epoch);
            return true;
        }

        return false;
    }

    /// <summary>Forgets the answers that these words fit.</summary>
    public void Forget(Func<ModuleRequest, bool> isMeant)
    {
        lock (_gate)
        {
            _epoch++;
            _old = _old.Where(kept => !isMeant(kept.Key)).ToDictionary();
            foreach (var request in _young.Keys.Where(isMeant))
            {
                if (_young.TryRemove(request, out var gone))
                {
                    _youngBytes -= SizeOf(gone);
                }
            }
        }
    }

    /// <summary>Keeps an answer whose content is in memory and does not change.</summary>
    /// <param name="request">What it answers.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="epoch">The <see cref="Epoch"/> before it was looked for.</param>
    public void Keep(ModuleRequest request, ServedAnswer.Found answer, long epoch)
    {
        var size = SizeOf(answer);
        if (size > bytes / 8)
        {
            return;
        }

        lock (_gate)
        {
            if (epoch != _epoch)
            {
                return;
            }

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

    private static long SizeOf(ServedAnswer.Found answer) => (answer.Content.Length ?? 0) + Overhead;
}
