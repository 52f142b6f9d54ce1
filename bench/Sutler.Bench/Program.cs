namespace Sutler.Bench;

/// <summary>Compares the go command and sutler; bench/README.md says how.</summary>
internal static class Program
{
    // A cached run takes milliseconds: more of them cost nothing and steady the median.
    private const int CachedFactor = 4;

    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            var options = BenchOptions.Parse(arguments);
            var report = new Report(options);
            await Console.Out.WriteLineAsync(report.Head());
            foreach (var name in options.Cases)
            {
                var row = await MeasureAsync(options, BenchCase.Parse(name));
                report.Add(row);
                await Console.Out.WriteLineAsync(row);
            }

            await report.WriteAsync(CancellationToken.None);
            return 0;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or IOException)
        {
            await Console.Error.WriteLineAsync($"bench: {failure.Message}");
            return 1;
        }
    }

    private static async Task<string> MeasureAsync(BenchOptions options, BenchCase measured)
    {
        using var scratch = new Scratch(options.Scratch);
        var authority = measured.Transport == Transport.Http2 ? Path.Join(scratch.Directory, "ca.pem") : null;
        using var server = measured.Transport == Transport.File ? null : await RunningServer.StartAsync(options, measured, authority ?? "");
        var proxy = server?.Address ?? "file://" + Path.Join(options.Corpus, "goproxy");
        var goRoot = Path.GetDirectoryName(Path.GetDirectoryName(options.Go)) ?? "";
        Contender[] contenders =
        [
            new("go", options.Go, Path.Join(scratch.Directory, "go"), goRoot),
            new("sutler", options.Sutler, Path.Join(scratch.Directory, "sutler"), goRoot),
        ];
        var application = Path.Join(options.Corpus, "apps", options.Application);
        if (measured.Filled)
        {
            foreach (var contender in contenders)
            {
                contender.Prepare(application, keepCache: false);
                contender.Run(["mod", "download"], proxy, authority);
            }
        }

        for (var run = 0; run < options.Runs * (measured.Filled ? CachedFactor : 1); run++)
        {
            foreach (var contender in contenders)
            {
                contender.Prepare(application, measured.Filled);
                contender.Runs.Add(contender.Run(measured.Arguments, proxy, authority));
            }
        }

        return Report.Row(measured, contenders[0].Runs, contenders[1].Runs);
    }
}
