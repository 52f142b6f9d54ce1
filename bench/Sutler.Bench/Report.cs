using System.Text;
using Sutler.Bench.Floors;
using Sutler.Bench.Stampedes;

namespace Sutler.Bench;

/// <summary>The result as Markdown: what was measured on what, a row a case, a row a run with faults, and what the goals say.</summary>
internal sealed class Report(BenchOptions options)
{
    private const string TheApplicationOfTheGoals = "all";
    private readonly List<Comparison> _comparisons = [];
    private readonly List<FaultRun> _faultRuns = [];
    private readonly List<ServeComparison> _served = [];
    private readonly List<Stampede> _stampedes = [];
    private readonly List<Floor> _floors = [];
    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow();
    private readonly string _load = Machine.Load;

    /// <summary>Adds a case; its row.</summary>
    public string Add(Comparison comparison)
    {
        _comparisons.Add(comparison);
        return ReportRows.Of(comparison);
    }

    /// <summary>Adds runs with faults; their rows.</summary>
    public string Add(IReadOnlyList<FaultRun> runs)
    {
        _faultRuns.AddRange(runs);
        return string.Join('\n', runs.Select(ReportRows.Of));
    }

    /// <summary>Adds a case of serving; its row.</summary>
    public string Add(ServeComparison comparison)
    {
        _served.Add(comparison);
        return ReportRows.Of(comparison);
    }

    /// <summary>Adds a case of many clients; its row.</summary>
    public string Add(Stampede stampede)
    {
        _stampedes.Add(stampede);
        return ReportRows.Of(stampede);
    }

    /// <summary>Adds the parts of a case; their rows.</summary>
    public string Add(IReadOnlyList<Floor> floors)
    {
        _floors.AddRange(floors);
        return string.Join('\n', floors.Select(ReportRows.Of));
    }

    /// <summary>Writes DIR/machine/date-commit.md, unless there is no DIR. Returns the text and where it is.</summary>
    public async Task<string> WriteAsync(CancellationToken cancellationToken)
    {
        var text = Head() + Cases() + Asked() + Faults() + Served() + Stampedes() + Floors() + Goals();
        if (options.Results.Length == 0)
        {
            return text;
        }

        var directory = Directory.CreateDirectory(Path.Join(options.Results, Machine.Slug)).FullName;
        var file = Path.Join(directory, $"{_start:yyyy-MM-dd-HHmm}-{options.Commit}.md");
        await File.WriteAllTextAsync(file, text, cancellationToken);
        return $"{text}\nwrote {file}";
    }

    private string Head()
    {
        var processors = Environment.ProcessorCount;
        var places = $"caches on {options.Scratch} ({Machine.FileSystem(options.Scratch)})" + (options.Cases.Any(name => BenchCase.Parse(name).OnDisk)
            ? $"; of the disk case on {Machine.FileSystem(options.Disk)}" : "");
        return string.Join('\n',
            "# `go mod download` and `sutler mod download`",
            "",
            $"- date: {_start:yyyy-MM-dd HH:mm} UTC, {(TimeProvider.System.GetUtcNow() - _start).TotalMinutes:F0} minutes; commit {options.Commit}",
            $"- machine: {Machine.Processor}, {processors} processors (nproc), {Machine.MemoryMegabytes} MB, {Machine.Kernel}",
            $"- load average at the start {_load}, at the end {Machine.Load}",
            $"- GOMAXPROCS: not set, so {processors}; {places}",
            $"- go: {Machine.GoVersion(options.Go)}; sutler: {new FileInfo(options.Sutler).Length / 1024} KB binary",
            $"- corpus: {Machine.Corpus(options.Corpus)}; application `{options.Application}`",
            $"- command: `./build.sh bench --runs {options.Runs} {string.Join(' ', options.Cases)}`",
            $"- {options.Runs} runs each (cached: {options.Runs * 4}), go and sutler in turn, medians; CPU is user + system; memory is the largest resident set; each cell is go / sutler",
            "");
    }

    private string Cases() => Table("", ReportRows.CaseHead, _comparisons.Select(ReportRows.Of));

    private string Asked() => Table(
        "## Version control\n\nWhat the server of git was asked in one run of each, and the bytes it sent. A look at the references and a fetch are two or three requests each.\n",
        ReportRows.AskedHead, _comparisons.Where(row => row.Asked is not null).Select(ReportRows.Asked));

    private string Faults() => Table(
        "## Faults\n\n503 for any request with probability 0.1, zips cut at a random byte with probability 0.3. Bytes are those of bodies, counted by the\nserver, against a run without faults. After each run `go mod verify` found every module whole.\n",
        ReportRows.FaultHead, _faultRuns.Select(ReportRows.Of));

    private string Served() => Table(
        $"## Serving\n\n`sutler serve --from` and nginx serve the same files; wrk asks for one over and over for {options.Seconds} seconds on connections that are kept, of each in\nturn, {options.Runs} times; medians of requests a second.\n",
        ReportRows.ServedHead, _served.Select(ReportRows.Of));

    private string Stampedes() => Table(
        "## Many clients, and nothing kept\n\nA new `sutler serve` for each run, before a source in the clients' process that sends each zip at a pace. The first byte counts from the source's own\nfirst to that of the client that got it last; of go.mod it is the whole answer, from the request on. Medians; memory and requests of the worst run.\n",
        ReportRows.StampedeHead, _stampedes.Select(ReportRows.Of));

    private string Floors() => Table(
        "## Floors\n\nParts of the work done alone, medians like the rest: no case can end before its bare requests have, nor before the processors have done the\nsum of what sutler and the server have to do.\n",
        ReportRows.FloorHead, _floors.Select(ReportRows.Of));

    private string Goals() => options.Application == TheApplicationOfTheGoals
        ? Table("## Goals\n", ReportRows.GoalHead, Goal.All.SelectMany(goal => Measured(goal).Select(value => ReportRows.Of(goal, Title(goal), value)).Take(1)))
        : "";

    // Nothing when the case was not measured.
    private IEnumerable<double> Measured(Goal goal) => goal.What switch
    {
        Quantity.Wall => _comparisons.Where(Of(goal)).Select(row => row.Faster),
        Quantity.Cpu => _comparisons.Where(Of(goal)).Select(row => row.LessCpu),
        Quantity.Bytes => _faultRuns.Where(run => run.Case.Name == goal.Case).Select(run => run.Share).OrderDescending(),
        Quantity.FirstByte => _stampedes.Where(row => row.Case.Name == goal.Case).Select(row => row.FirstByteMilliseconds),
        Quantity.Requests => _stampedes.Where(row => row.Case.Name == goal.Case).Select(row => row.RequestsOfEach),
        Quantity.ServerMemory => _stampedes.Where(row => row.Case.Name == goal.Case).Select(row => row.Runs.Max(run => run.PeakBytes) / ReportRows.Megabyte),
        Quantity.Rate => _served.Where(row => row.Case.Name == goal.Case).Select(row => row.Share),
        _ => _comparisons.SelectMany(row => row.Sutler).Concat(_faultRuns.Select(run => run.Sutler.Measurement))
            .Select(run => run.PeakBytes / ReportRows.Megabyte).OrderDescending(),
    };

    private static Func<Comparison, bool> Of(Goal goal) => row => row.Case.Name == goal.Case;

    private static string Title(Goal goal) => goal.Case.Length == 0 ? "every case measured here" : BenchCase.Parse(goal.Case).Title;

    private static string Table(string above, string head, IEnumerable<string> rows)
    {
        var lines = rows.ToList();
        var text = new StringBuilder();
        if (lines.Count > 0)
        {
            text.Append('\n').Append(above.Length > 0 ? above + "\n" : "").Append(head).Append('\n').AppendJoin('\n', lines).Append('\n');
        }

        return text.ToString();
    }
}
