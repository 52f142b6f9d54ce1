using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Retry;

/// <summary>One operation as the retries see it. For one operation at a time.</summary>
/// <param name="url">What is asked for.</param>
/// <param name="retries">How many attempts may follow one that failed.</param>
public sealed class RetryScope(Url url, int retries)
{
    private int _failures;
    private bool _hasProgressed;

    /// <summary>What is asked for.</summary>
    public Url Url => url;

    /// <summary>How many attempts may follow one that failed.</summary>
    public int Retries => retries;

    /// <summary>Longest time one attempt may take, or null.</summary>
    public TimeSpan? AttemptBudget { get; init; }

    /// <summary>Failures since the last progress.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>When the operation began, in ticks of the retrier's clock.</summary>
    internal long Started { get; set; }

    /// <summary>
    /// Something came that need not be fetched again: earlier failures are forgiven, and the budget begins anew. What counts must be
    /// enough that an operation ends.
    /// </summary>
    public void Progressed()
    {
        Volatile.Write(ref _failures, 0);
        Volatile.Write(ref _hasProgressed, true);
    }

    /// <summary>Whether there was progress since the last time this was asked.</summary>
    internal bool TakeProgress() => Interlocked.Exchange(ref _hasProgressed, false);

    internal int CountFailure() => Interlocked.Increment(ref _failures);
}
