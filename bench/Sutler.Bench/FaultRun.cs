using System.Globalization;

namespace Sutler.Bench;

/// <summary>Both programs against a server that refuses and cuts.</summary>
/// <param name="Case">What was measured.</param>
/// <param name="Seed">Of the server's faults.</param>
/// <param name="Whole">Body bytes that the server sends when it makes no faults.</param>
/// <param name="Go">How go ended.</param>
/// <param name="Sutler">How sutler ended.</param>
/// <param name="Traffic">What the server did for sutler.</param>
internal sealed record FaultRun(BenchCase Case, int Seed, long Whole, ProcessOutcome Go, ProcessOutcome Sutler, Traffic Traffic)
{
    /// <summary>What the server sent, as a multiple of what is needed; infinite when sutler failed.</summary>
    public double Share => Sutler.ExitCode == 0 ? (double)Traffic.Bytes / Whole : double.PositiveInfinity;
}

/// <summary>Counts of the server.</summary>
/// <param name="Requests">Requests that came.</param>
/// <param name="Bytes">Body bytes handed to connections.</param>
/// <param name="Refused">Requests answered with 503.</param>
/// <param name="Cut">Bodies that ended early.</param>
internal sealed record Traffic(long Requests, long Bytes, long Refused, long Cut)
{
    /// <summary>Reads the server's line of counts.</summary>
    public static Traffic Parse(string line) => line.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToList() switch
    {
        [var requests, var bytes, var refused, var cut] => new Traffic(requests, bytes, refused, cut),
        _ => throw new InvalidOperationException($"the server counts {line}"),
    };
}
