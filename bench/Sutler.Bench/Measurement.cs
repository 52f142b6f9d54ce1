namespace Sutler.Bench;

/// <summary>One run of one program.</summary>
/// <param name="Wall">From start to end of the process.</param>
/// <param name="Cpu">User and system time of the process.</param>
/// <param name="PeakBytes">Largest resident set seen.</param>
internal sealed record Measurement(TimeSpan Wall, TimeSpan Cpu, long PeakBytes)
{
    /// <summary>The median of each quantity for itself.</summary>
    public static Measurement Median(IReadOnlyList<Measurement> runs) => new(
        Middle(runs.Select(run => run.Wall)),
        Middle(runs.Select(run => run.Cpu)),
        Middle(runs.Select(run => run.PeakBytes)));

    private static T Middle<T>(IEnumerable<T> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : default!;
}
