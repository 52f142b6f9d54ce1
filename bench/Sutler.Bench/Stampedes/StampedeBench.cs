using System.Diagnostics;

namespace Sutler.Bench.Stampedes;

/// <summary>Many clients at once before a server that has nothing yet; a new server, with nothing kept, for each run.</summary>
internal static class StampedeBench
{
    private const int Clients = 64;
    private const int Megabyte = 1_000_000;

    // Long enough for all clients to be there when the source begins to answer.
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(300);

    /// <summary>Runs a case so often.</summary>
    public static async Task<Stampede> RunAsync(BenchOptions options, BenchCase measured)
    {
        Func<BenchOptions, Task<StampedeRun>> runAsync = measured.Served switch
        {
            "stampede" => StampedeAsync,
            "memory" => MemoryAsync,
            _ => SlowZipAsync,
        };
        var runs = new List<StampedeRun>();
        for (var run = 0; run < options.Runs; run++)
        {
            runs.Add(await runAsync(options));
        }

        return new Stampede(measured, runs);
    }

    // One zip of 50 MB, which comes in a second.
    private static async Task<StampedeRun> StampedeAsync(BenchOptions options)
    {
        using var upstream = new PacedUpstream(new NoiseZip(50 * Megabyte), Before, 50 * Megabyte);
        return await ReadAsync(options, upstream, [.. Enumerable.Repeat(NoiseZip.Target(0, ".zip"), Clients)], zips: 1);
    }

    // As many zips of 100 MB as clients, all on their way at once for half a minute.
    private static async Task<StampedeRun> MemoryAsync(BenchOptions options)
    {
        using var upstream = new PacedUpstream(new NoiseZip(100 * Megabyte), Before, 4 * Megabyte);
        return await ReadAsync(options, upstream, [.. Enumerable.Range(0, Clients).Select(static number => NoiseZip.Target(number, ".zip"))], Clients);
    }

    // A zip that takes four seconds; in the middle of it, the go.mod of the same module is asked for.
    private static async Task<StampedeRun> SlowZipAsync(BenchOptions options)
    {
        using var upstream = new PacedUpstream(new NoiseZip(4 * Megabyte), Before, Megabyte);
        using var scratch = new Scratch(options.Scratch);
        using var server = await WebServer.SutlerProxyAsync(options.Sutler, upstream.Address, scratch.Directory);
        var address = new Uri(server.Address);
        var zip = TimedClient.ReadAsync(address, NoiseZip.Target(0, ".zip"));
        await Task.Delay(2 * Before, TimeProvider.System);
        var goMod = await TimedClient.ReadAsync(address, NoiseZip.Target(0, ".mod"));
        return zip.IsCompleted ? throw new InvalidOperationException("the zip was not slow")
            : new StampedeRun(upstream.ZipRequests, 1, goMod.Took, (await zip).Took, server.PeakBytes);
    }

    private static async Task<StampedeRun> ReadAsync(BenchOptions options, PacedUpstream upstream, IReadOnlyList<string> targets, int zips)
    {
        using var scratch = new Scratch(options.Scratch);
        using var server = await WebServer.SutlerProxyAsync(options.Sutler, upstream.Address, scratch.Directory);
        var start = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(targets.Select(target => TimedClient.ReadAsync(new Uri(server.Address), target)));
        var wall = Stopwatch.GetElapsedTime(start);
        return new StampedeRun(upstream.ZipRequests, zips, Stopwatch.GetElapsedTime(upstream.FirstByte, answers.Max(static answer => answer.FirstByte)), wall, server.PeakBytes);
    }
}
