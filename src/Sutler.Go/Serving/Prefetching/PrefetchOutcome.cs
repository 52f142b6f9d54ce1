namespace Sutler.Go.Serving.Prefetching;

/// <summary>What became of a module version that was to be brought in.</summary>
public abstract record PrefetchOutcome
{
    private PrefetchOutcome()
    {
    }

    /// <summary>All of it was here.</summary>
    public sealed record Here : PrefetchOutcome;

    /// <summary>It was fetched, at least in part.</summary>
    public sealed record Fetched : PrefetchOutcome;

    /// <summary>There is nothing to fetch.</summary>
    public sealed record Skipped(string Reason) : PrefetchOutcome;

    /// <summary>It could not be had.</summary>
    public sealed record Failed(string Reason) : PrefetchOutcome;
}
