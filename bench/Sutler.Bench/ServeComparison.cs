namespace Sutler.Bench;

/// <summary>One run of one server.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="CpuInSecond">Processor time that the server takes in a second.</param>
internal sealed record ServedRun(double Rate, TimeSpan CpuInSecond)
{
    /// <summary>Processor time of the server for each request, in microseconds.</summary>
    public double CpuMicroseconds => CpuInSecond.TotalMicroseconds / Rate;
}

/// <summary>All runs of one case of serving.</summary>
/// <param name="Case">What was asked for.</param>
/// <param name="Nginx">Runs of nginx.</param>
/// <param name="Sutler">Runs of sutler.</param>
/// <param name="PeakBytes">Largest resident set of sutler.</param>
internal sealed record ServeComparison(BenchCase Case, IReadOnlyList<ServedRun> Nginx, IReadOnlyList<ServedRun> Sutler, long PeakBytes)
{
    /// <summary>Median of nginx.</summary>
    public double NginxMedian => Median(Nginx, run => run.Rate);

    /// <summary>Median of sutler.</summary>
    public double SutlerMedian => Median(Sutler, run => run.Rate);

    /// <summary>Median of the processor time that nginx takes for a request, in microseconds.</summary>
    public double NginxCpu => Median(Nginx, run => run.CpuMicroseconds);

    /// <summary>The same of sutler.</summary>
    public double SutlerCpu => Median(Sutler, run => run.CpuMicroseconds);

    /// <summary>Sutler's share of what nginx does.</summary>
    public double Share => SutlerMedian / NginxMedian;

    private static double Median(IReadOnlyList<ServedRun> runs, Func<ServedRun, double> quantity) => runs.Select(quantity).Order().ElementAt(runs.Count / 2);
}
