namespace Sutler.Bench;

/// <summary>All runs of one case of serving, in requests a second.</summary>
/// <param name="Case">What was asked for.</param>
/// <param name="Nginx">Runs of nginx.</param>
/// <param name="Sutler">Runs of sutler.</param>
/// <param name="PeakBytes">Largest resident set of sutler.</param>
internal sealed record ServeComparison(BenchCase Case, IReadOnlyList<double> Nginx, IReadOnlyList<double> Sutler, long PeakBytes)
{
    /// <summary>Median of nginx.</summary>
    public double NginxMedian => Median(Nginx);

    /// <summary>Median of sutler.</summary>
    public double SutlerMedian => Median(Sutler);

    /// <summary>Sutler's share of what nginx does.</summary>
    public double Share => SutlerMedian / NginxMedian;

    private static double Median(IReadOnlyList<double> runs) => runs.Order().ElementAt(runs.Count / 2);
}
