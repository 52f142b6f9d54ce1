using Sutler.Bench.Floors;
using Sutler.Bench.Stampedes;

namespace Sutler.Bench;

/// <summary>Compares the go command and sutler; bench/README.md says how.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            var options = BenchOptions.Parse(arguments);
            var cases = options.Cases.Select(BenchCase.Parse).ToList();
            var report = new Report(options);
            foreach (var measured in cases)
            {
                await Console.Out.WriteLineAsync(await MeasureAsync(options, measured, report));
            }

            await Console.Out.WriteLineAsync("\n" + await report.WriteAsync(CancellationToken.None));
            return 0;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or IOException)
        {
            await Console.Error.WriteLineAsync($"bench: {failure.Message}");
            return 1;
        }
    }

    private static async Task<string> MeasureAsync(BenchOptions options, BenchCase measured, Report report)
    {
        if (measured.IsStampede)
        {
            return report.Add(await StampedeBench.RunAsync(options, measured));
        }

        if (measured.Served.Length > 0)
        {
            return report.Add(await ServeBench.CompareAsync(options, measured));
        }

        if (measured.Floor)
        {
            return report.Add(await FloorBench.MeasureAsync(options, measured));
        }

        using var bench = await CaseBench.SetUpAsync(options, measured);
        return measured.Faulty ? report.Add(await bench.BreakAsync()) : report.Add(await bench.CompareAsync());
    }
}
