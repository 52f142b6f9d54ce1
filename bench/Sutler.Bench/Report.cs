using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sutler.Bench;

/// <summary>The result as Markdown: what was measured on what, then one row a case.</summary>
internal sealed class Report(BenchOptions options)
{
    private readonly List<string> _rows = [];
    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow();
    private readonly string _load = Machine.Load;

    /// <summary>Adds a row.</summary>
    public void Add(string row) => _rows.Add(row);

    /// <summary>Everything above the rows.</summary>
    public string Head()
    {
        var text = new StringBuilder();
        text.AppendLine("# `go mod download` and `sutler mod download`").AppendLine();
        text.AppendLine($"- date: {_start:yyyy-MM-dd HH:mm} UTC; commit {options.Commit}");
        text.AppendLine($"- machine: {Machine.Processor}, {Environment.ProcessorCount} processors (nproc), {Machine.MemoryMegabytes} MB, {Machine.Kernel}; load average at the start {_load}");
        text.AppendLine($"- GOMAXPROCS: not set; caches on {options.Scratch}");
        text.AppendLine($"- go: {Machine.GoVersion(options.Go)}; sutler: {new FileInfo(options.Sutler).Length / 1024} KB binary");
        text.AppendLine($"- corpus: {Machine.Corpus(options.Corpus)}; application `{options.Application}`");
        text.AppendLine($"- command: `./build.sh bench --runs {options.Runs} {string.Join(' ', options.Cases)}`");
        text.AppendLine($"- {options.Runs} runs each (cached: {options.Runs * 4}), go and sutler in turn, medians; CPU is user + system; memory is the largest resident set; each cell is go / sutler");
        text.AppendLine();
        text.AppendLine("| case | wall s | faster | CPU s | less | peak MB | wall s, all runs of sutler |");
        text.Append("| --- | --- | --- | --- | --- | --- | --- |");
        return text.ToString();
    }

    /// <summary>One row of the table.</summary>
    public static string Row(BenchCase measured, IReadOnlyList<Measurement> goRuns, IReadOnlyList<Measurement> sutlerRuns)
    {
        var (go, sutler) = (Measurement.Median(goRuns), Measurement.Median(sutlerRuns));
        var spread = $"{Seconds(sutlerRuns.Min(run => run.Wall))} to {Seconds(sutlerRuns.Max(run => run.Wall))}";
        return $"| {measured.Title} | {Seconds(go.Wall)} / {Seconds(sutler.Wall)} | **{Ratio(go.Wall, sutler.Wall)}** "
            + $"| {Seconds(go.Cpu)} / {Seconds(sutler.Cpu)} | {Ratio(go.Cpu, sutler.Cpu)} | {Megabytes(goRuns)} / {Megabytes(sutlerRuns)} | {spread} |";
    }

    /// <summary>Writes DIR/machine/date-commit.md, unless there is no DIR.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (options.Results.Length == 0)
        {
            return;
        }

        var directory = Directory.CreateDirectory(Path.Join(options.Results, Machine.Slug)).FullName;
        var file = Path.Join(directory, $"{_start:yyyy-MM-dd-HHmm}-{options.Commit}.md");
        await File.WriteAllTextAsync(file, Head() + "\n" + string.Join('\n', _rows) + "\n", cancellationToken);
        await Console.Out.WriteLineAsync($"wrote {file}");
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(time.TotalSeconds < 1 ? "F3" : "F2", CultureInfo.InvariantCulture);

    private static string Ratio(TimeSpan go, TimeSpan sutler) => (go / sutler).ToString("F2", CultureInfo.InvariantCulture) + "x";

    // Of memory the largest of all runs counts, not the median.
    private static string Megabytes(IReadOnlyList<Measurement> runs) =>
        (runs.Max(run => run.PeakBytes) / 1048576.0).ToString("F0", CultureInfo.InvariantCulture);
}
