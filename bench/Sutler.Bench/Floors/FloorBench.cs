using System.Diagnostics;

namespace Sutler.Bench.Floors;

/// <summary>
/// What a case cannot do without, measured in the same minutes as sutler itself: the bare requests, and the unpacking, hashing and writing of
/// what they bring. A case cannot end before its bare requests have, nor before the processors have done the sum of the work.
/// </summary>
internal sealed class FloorBench : IDisposable
{
    private readonly BenchOptions _options;
    private readonly BenchCase _case;
    private readonly Scratch _scratch;
    private readonly Contender _sutler;
    private readonly string _authority;
    private RunningServer? _server;

    private FloorBench(BenchOptions options, BenchCase measured)
    {
        (_options, _case) = (options, measured);
        _scratch = new Scratch(options.Scratch);
        _authority = Path.Join(_scratch.Directory, "ca.pem");
        var goRoot = Path.GetDirectoryName(Path.GetDirectoryName(options.Go)) ?? "";
        _sutler = new Contender(options.Sutler, Path.Join(_scratch.Directory, "sutler"), goRoot, leavesCaches: false);
    }

    private string Tree => Path.Join(_options.Corpus, "goproxy");

    private string Downloads => Path.Join(_sutler.Cache, "cache", "download");

    /// <summary>Measures all parts of a case.</summary>
    public static async Task<IReadOnlyList<Floor>> MeasureAsync(BenchOptions options, BenchCase measured)
    {
        using var bench = new FloorBench(options, measured);
        if (measured.Transport != Transport.File)
        {
            var authority = measured.Transport == Transport.Http2 ? bench._authority : null;
            bench._server = await RunningServer.StartAsync(options.Server, bench.Tree, measured.DelayMilliseconds, authority);
        }

        return await bench.RunAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        _scratch.Dispose();
    }

    private async Task<IReadOnlyList<Floor>> RunAsync()
    {
        RunSutler(["mod", "download"], keepCache: false);
        if (_case.Filled)
        {
            return
            [
                await MedianAsync("sutler", () => Task.FromResult(RunSutler(_case.Arguments, keepCache: true))),
                await MedianAsync("`sutler version`: the start of its process", () => Task.FromResult(RunSutler(["version"], keepCache: true))),
                await MedianAsync("`true`: the start of any process", () => Task.FromResult(MeasuredProcess.Run("/bin/true", [], "/", new Dictionary<string, string>()).Measurement)),
            ];
        }

        var floors = new List<Floor> { await MedianAsync("sutler", () => Task.FromResult(RunSutler(_case.Arguments, keepCache: false))) };
        var files = Directory.EnumerateFiles(Downloads, "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".info" or ".mod" or ".zip")
            .Select(file => Path.GetRelativePath(Downloads, file)).ToList();
        if (_server is not null)
        {
            var protocol = _case.Transport == Transport.Http2 ? "100 streams of one connection" : "6 connections";
            floors.Add(await MedianAsync($"{files.Count} requests over {protocol}, bytes thrown away", () => BareRequests.RunAsync(_server.Address, files, _case.Transport == Transport.Http2)));
        }

        var zips = files.Where(file => file.EndsWith(".zip", StringComparison.Ordinal)).Select(file => Path.Join(Tree, file)).ToList();
        var target = Path.Join(_scratch.Directory, "unpacked");
        foreach (var (depth, words) in new[] { (Depth.Inflate, "inflated"), (Depth.Hash, "inflated and hashed (SHA-256)"), (Depth.Write, "inflated, hashed and written") })
        {
            floors.Add(await MedianAsync($"{zips.Count} zips {words}", () => Task.FromResult(BareUnpacking.Run(zips, depth, target))));
        }

        return floors;
    }

    private Measurement RunSutler(IReadOnlyList<string> arguments, bool keepCache)
    {
        _sutler.Prepare(Path.Join(_options.Corpus, "apps", _options.Application), keepCache);
        var outcome = _sutler.Run(arguments, _server?.Address ?? "file://" + Tree, _case.Transport == Transport.Http2 ? _authority : null);
        return outcome.ExitCode == 0 ? outcome.Measurement : throw new InvalidOperationException($"sutler ended with {outcome.ExitCode}: {outcome.Text}");
    }

    private async Task<Floor> MedianAsync(string part, Func<Task<Measurement>> run)
    {
        // The first run of a part that is not a process of its own compiles it.
        await run();
        List<Measurement> runs = [];
        var server = _server?.ProcessorTime;
        for (var i = 0; i < _options.Runs; i++)
        {
            runs.Add(await run());
        }

        return new Floor(_case, part, Measurement.Median(runs), (_server?.ProcessorTime - server) / _options.Runs);
    }
}

/// <summary>Measures work done in this process.</summary>
internal static class OwnWork
{
    /// <summary>Wall and processor time of some work.</summary>
    public static async Task<Measurement> MeasureAsync(Func<Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await work();
        var wall = watch.Elapsed;
        process.Refresh();
        return new Measurement(wall, process.TotalProcessorTime - before, 0);
    }
}
