using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sutler.Bench;

/// <summary>How fast nginx and sutler answer one request over and over, on connections that are kept.</summary>
internal static partial class ServeBench
{
    private const int Connections = 32;
    private const int ZipConnections = 8;

    /// <summary>Starts both, and asks them in turn; throws when one answers anything but 200.</summary>
    public static async Task<ServeComparison> CompareAsync(BenchOptions options, BenchCase measured)
    {
        using var scratch = new Scratch(options.Scratch);
        var tree = Path.Join(scratch.Directory, "tree");
        ServedTree.Write(tree);
        using var nginx = await WebServer.NginxAsync(options.Nginx, tree, Directory.CreateDirectory(Path.Join(scratch.Directory, "nginx")).FullName);
        using var sutler = await WebServer.SutlerAsync(options.Sutler, tree, Directory.CreateDirectory(Path.Join(scratch.Directory, "sutler")).FullName);

        // One short run of each that does not count: what is asked for is kept by then, and the processor is awake.
        var seconds = options.Seconds;
        Run(options, nginx, measured.Served, 1);
        Run(options, sutler, measured.Served, 1);
        List<ServedRun> nginxRuns = [], sutlerRuns = [];
        for (var run = 0; run < options.Runs; run++)
        {
            nginxRuns.Add(Run(options, nginx, measured.Served, seconds));
            sutlerRuns.Add(Run(options, sutler, measured.Served, seconds));
        }

        return new ServeComparison(measured, nginxRuns, sutlerRuns, sutler.PeakBytes);
    }

    private static ServedRun Run(BenchOptions options, WebServer server, string kind, int seconds)
    {
        var connections = kind == "zip" ? ZipConnections : Connections;
        string[] arguments = ["-t", "1", "-c", $"{connections}", "-d", $"{seconds}s", server.Address + ServedTree.Target(kind)];
        var before = server.Cpu;
        using var wrk = Process.Start(new ProcessStartInfo(options.Wrk, arguments) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException("wrk did not start");
        var output = wrk.StandardOutput.ReadToEnd();
        wrk.WaitForExit();
        var rate = Rate().Match(output);
        return rate.Success && !output.Contains("Non-2xx", StringComparison.Ordinal) && !output.Contains("Socket errors", StringComparison.Ordinal)
            ? new ServedRun(double.Parse(rate.Groups["rate"].Value, CultureInfo.InvariantCulture), (server.Cpu - before) / seconds)
            : throw new InvalidOperationException($"wrk {string.Join(' ', arguments)}: {output}");
    }

    [GeneratedRegex("Requests/sec: *(?<rate>[0-9.]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Rate();
}
