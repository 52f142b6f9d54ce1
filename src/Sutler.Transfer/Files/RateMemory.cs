namespace Sutler.Transfer.Files;

/// <summary>What transfers from one host have brought lately, second by second, so that each can be measured against the others.</summary>
/// <remarks>
/// Others count while they run beside it: when all share a link, all are slow. A transfer that is alone is measured against what
/// came before its own last seconds. Times are durations since any fixed moment. Thread-safe.
/// </remarks>
public sealed class RateMemory
{
    /// <summary>Older samples say nothing.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    private const int MostSamples = 128;
    private const int FewestOthers = 3;
    private const int FewestEarlier = 3;

    private readonly Lock _lock = new();
    private readonly Queue<Sample> _samples = new();

    /// <summary>Notes what a transfer brought in about a second.</summary>
    public void Note(object transfer, TimeSpan now, double bytesPerSecond)
    {
        lock (_lock)
        {
            if (_samples.Count == MostSamples)
            {
                _samples.Dequeue();
            }
            _samples.Enqueue(new Sample(transfer, now, bytesPerSecond));
        }
    }

    /// <summary>Bytes a second that <paramref name="transfer"/> could be expected to have in the last <paramref name="window"/>; null when nobody can tell.</summary>
    public double? Usual(object transfer, TimeSpan now, TimeSpan window)
    {
        lock (_lock)
        {
            var others = _samples.Where(sample => sample.Transfer != transfer && now - sample.Time <= window).Select(sample => sample.Rate).ToList();
            if (others.Count >= FewestOthers)
            {
                return Median(others);
            }
            var earlier = _samples.Where(sample => now - sample.Time > window && now - sample.Time <= Age).Select(sample => sample.Rate).ToList();
            return earlier.Count >= FewestEarlier ? Median(earlier) : null;
        }
    }

    private static double Median(List<double> rates)
    {
        rates.Sort();
        return rates[rates.Count / 2];
    }

    private readonly record struct Sample(object Transfer, TimeSpan Time, double Rate);
}
