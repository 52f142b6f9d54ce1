namespace Sutler.Transfer.Retry;

/// <summary>A failure that knows whether asking again may help; failures that are not of this kind are final.</summary>
public interface IRetryable
{
    /// <summary>Whether the same request may succeed later.</summary>
    bool MayPass { get; }

    /// <summary>The wait the server asked for (<c>Retry-After</c>), or null.</summary>
    TimeSpan? RetryAfter { get; }

    /// <summary>Whether the whole host seems to be in trouble, rather than this one thing.</summary>
    bool ConcernsHost { get; }
}
