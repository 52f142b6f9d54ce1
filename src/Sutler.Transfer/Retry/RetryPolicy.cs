namespace Sutler.Transfer.Retry;

/// <summary>When a network operation that failed is tried again: the one policy of all of them. Pure.</summary>
/// <remarks>Exponential back-off with full jitter; a server that names its own delay is obeyed. docs/concepts/transfers.md; decision 16.</remarks>
public sealed record RetryPolicy
{
    /// <summary>Attempts that may follow one that failed without progress; 0 never tries again, and gives up on a host only where it may rest (<see cref="HostRest"/>).</summary>
    public int Retries { get; init; } = 5;

    /// <summary>The same where another source can take over.</summary>
    public int RetriesBeforeNextSource { get; init; } = 2;

    /// <summary>Upper bound of the first wait; it doubles with each failure.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Upper bound of any wait that we choose.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait that a server may ask for; a longer one ends the operation.</summary>
    public TimeSpan LongestServerDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>From its beginning on an operation may take so long before no new attempt is started.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Longest time a single attempt to get a small text may take. Large files have none: they are watched for progress.</summary>
    public TimeSpan TextAttemptBudget { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>After so many operations in a row that came to nothing a host is not asked again.</summary>
    public int FailuresBeforeHostIsSkipped { get; init; } = 3;

    /// <summary>After so long such a host is asked once more whether it is well; null for never, as in a run, which ends.</summary>
    public TimeSpan? HostRest { get; init; }

    /// <summary>The wait before the next attempt, or null when there is none.</summary>
    /// <param name="failures">Failures in a row, at least 1.</param>
    /// <param name="retries">How many attempts may follow: <see cref="Retries"/> or <see cref="RetriesBeforeNextSource"/>.</param>
    /// <param name="elapsed">Time since the operation began.</param>
    /// <param name="failure">The last failure.</param>
    /// <param name="jitter">At least 0, below 1.</param>
    public TimeSpan? DelayAfter(int failures, int retries, TimeSpan elapsed, IRetryable failure, double jitter)
    {
        if (!failure.MayPass || failures > Math.Min(retries, Retries) || failure.RetryAfter > LongestServerDelay)
        {
            return null;
        }
        var delay = failure.RetryAfter ?? Backoff(failures) * jitter;
        return elapsed + delay <= Budget ? delay : null;
    }

    private TimeSpan Backoff(int failures)
    {
        // Beyond 30 doublings only the upper bound counts.
        var doubled = FirstDelay * Math.Pow(2, Math.Min(failures - 1, 30));
        return doubled < LongestDelay ? doubled : LongestDelay;
    }
}
