using System.Collections.Concurrent;

namespace Sutler.Go.Serving.Stored;

/// <summary>What a source said it does not have, believed for a short while: things appear. Thread-safe.</summary>
internal sealed class AbsentAnswers(TimeSpan life, TimeProvider time)
{
    private const int Most = 50_000;
    private readonly ConcurrentDictionary<ModuleRequest, (ServedAnswer.Absent Answer, long At)> _known = new();

    /// <summary>The source's word, if it still counts.</summary>
    public ServedAnswer.Absent? Find(ModuleRequest request)
    {
        if (!_known.TryGetValue(request, out var known))
        {
            return null;
        }

        if (time.GetElapsedTime(known.At) < life)
        {
            return known.Answer;
        }

        _known.TryRemove(new KeyValuePair<ModuleRequest, (ServedAnswer.Absent, long)>(request, known));
        return null;
    }

    /// <summary>The source has no such thing.</summary>
    public void Note(ModuleRequest request, ServedAnswer.Absent answer)
    {
        if (_known.Count >= Most)
        {
            // Somebody asks for names at random: none of them is worth more than another.
            _known.Clear();
        }

        _known[request] = (answer, time.GetTimestamp());
    }

    /// <summary>Forgets what was said of the modules that are meant.</summary>
    public void Forget(Func<GoModules.Modules.ModulePath, bool> isMeant)
    {
        foreach (var request in _known.Keys.Where(request => isMeant(request.Path)))
        {
            _known.TryRemove(request, out _);
        }
    }
}
