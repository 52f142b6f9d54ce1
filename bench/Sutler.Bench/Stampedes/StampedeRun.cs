namespace Sutler.Bench.Stampedes;

/// <summary>One run of many clients that want what a new server does not have.</summary>
/// <param name="Requests">Zips that the source was asked for.</param>
/// <param name="Zips">How many there were to be fetched.</param>
/// <param name="FirstByte">From the source's first byte to the first byte of the client that got it last; for go.mod, from the request to the whole answer.</param>
/// <param name="Wall">From the first request to the last byte.</param>
/// <param name="PeakBytes">Largest resident set of the server.</param>
internal sealed record StampedeRun(int Requests, int Zips, TimeSpan FirstByte, TimeSpan Wall, long PeakBytes);

/// <summary>All runs of one case.</summary>
internal sealed record Stampede(BenchCase Case, IReadOnlyList<StampedeRun> Runs)
{
    /// <summary>The median of <see cref="StampedeRun.FirstByte"/>, in milliseconds.</summary>
    public double FirstByteMilliseconds => Runs.Select(static run => run.FirstByte.TotalMilliseconds).Order().ElementAt(Runs.Count / 2);

    /// <summary>Requests for each zip, in the worst run.</summary>
    public double RequestsOfEach => Runs.Max(static run => (double)run.Requests / run.Zips);
}
