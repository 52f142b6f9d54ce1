namespace Sutler.Bench;

/// <summary>All runs of one case.</summary>
/// <param name="Case">What was measured.</param>
/// <param name="Go">Runs of the go command.</param>
/// <param name="Sutler">Runs of sutler.</param>
internal sealed record Comparison(BenchCase Case, IReadOnlyList<Measurement> Go, IReadOnlyList<Measurement> Sutler)
{
    /// <summary>What a server of git was asked in one run of each; null where there was none.</summary>
    public (Traffic Go, Traffic Sutler)? Asked { get; init; }

    /// <summary>Medians of go.</summary>
    public Measurement GoMedian { get; } = Measurement.Median(Go);

    /// <summary>Medians of sutler.</summary>
    public Measurement SutlerMedian { get; } = Measurement.Median(Sutler);

    /// <summary>How many times faster sutler is.</summary>
    public double Faster => GoMedian.Wall / SutlerMedian.Wall;

    /// <summary>How many times less processor time sutler takes.</summary>
    public double LessCpu => GoMedian.Cpu / SutlerMedian.Cpu;
}
