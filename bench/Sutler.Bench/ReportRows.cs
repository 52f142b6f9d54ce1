using System.Globalization;
using Sutler.Bench.Floors;
using Sutler.Bench.Stampedes;

namespace Sutler.Bench;

/// <summary>The rows of the report's tables.</summary>
internal static class ReportRows
{
    /// <summary>Above <see cref="Of(Comparison)"/>.</summary>
    public const string CaseHead =
        "| case | wall s | faster | CPU s | less | peak MB | wall s, all runs of sutler |\n| --- | --- | --- | --- | --- | --- | --- |";

    /// <summary>Above <see cref="Of(FaultRun)"/>.</summary>
    public const string FaultHead =
        "| case | seed | go | sutler | requests | 503 | cut | bytes / needed | wall s | peak MB |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    /// <summary>Above <see cref="Asked"/>.</summary>
    public const string AskedHead = "| case | requests | bytes |\n| --- | --- | --- |";

    /// <summary>Above <see cref="Of(ServeComparison)"/>.</summary>
    public const string ServedHead =
        "| case | nginx | sutler | share | sutler, all runs | CPU µs a request | peak MB of sutler |\n| --- | --- | --- | --- | --- | --- | --- |";

    /// <summary>Above <see cref="Of(Stampede)"/>.</summary>
    public const string StampedeHead = "| case | requests of each zip | first byte ms | all runs | wall s | peak MB of sutler |\n| --- | --- | --- | --- | --- | --- |";

    /// <summary>Above <see cref="Of(Floor)"/>.</summary>
    public const string FloorHead = "| case | part | wall s | CPU s | CPU s of the server |\n| --- | --- | --- | --- | --- |";

    /// <summary>Above <see cref="Of(Goal, string, double)"/>.</summary>
    public const string GoalHead = "| case | quantity | measured | goal | at least | reached |\n| --- | --- | --- | --- | --- | --- |";

    /// <summary>Bytes of one.</summary>
    public const double Megabyte = 1048576;

    /// <summary>One case.</summary>
    public static string Of(Comparison row)
    {
        var (go, sutler) = (row.GoMedian, row.SutlerMedian);
        var spread = $"{Seconds(row.Sutler.Min(run => run.Wall))} to {Seconds(row.Sutler.Max(run => run.Wall))}";
        return $"| {row.Case.Title} | {Seconds(go.Wall)} / {Seconds(sutler.Wall)} | **{Times(row.Faster)}** "
            + $"| {Seconds(go.Cpu)} / {Seconds(sutler.Cpu)} | {Times(row.LessCpu)} | {Peak(row.Go)} / {Peak(row.Sutler)} | {spread} |";
    }

    /// <summary>What a server of git was asked in one case.</summary>
    public static string Asked(Comparison row) =>
        row.Asked is var (go, sutler) ? $"| {row.Case.Title} | {go.Requests} / {sutler.Requests} | {go.Bytes} / {sutler.Bytes} |" : "";

    /// <summary>One run with faults.</summary>
    public static string Of(FaultRun run) =>
        $"| {run.Case.Title} | {run.Seed} | {Ending(run.Go)} | {Ending(run.Sutler)}{LastWord(run.Sutler)} | {run.Traffic.Requests} | {run.Traffic.Refused} | {run.Traffic.Cut} "
        + $"| {run.Traffic.Bytes} / {run.Whole} = **{Times(run.Share)}** | {Seconds(run.Sutler.Measurement.Wall)} | {Peak([run.Sutler.Measurement])} |";

    /// <summary>One case of serving.</summary>
    public static string Of(ServeComparison row) =>
        $"| {row.Case.Title} | {Whole(row.NginxMedian)} | {Whole(row.SutlerMedian)} | **{Times(row.Share)}** "
        + $"| {Whole(row.Sutler.Min(run => run.Rate))} to {Whole(row.Sutler.Max(run => run.Rate))} | {Tenths(row.NginxCpu)} / {Tenths(row.SutlerCpu)} | {Whole(row.PeakBytes / Megabyte)} |";

    /// <summary>Many clients, and nothing kept.</summary>
    public static string Of(Stampede row) =>
        $"| {row.Case.Title} | {Tenths(row.RequestsOfEach)} | **{Tenths(row.FirstByteMilliseconds)}** | {Tenths(row.Runs.Min(Milliseconds))} to {Tenths(row.Runs.Max(Milliseconds))} "
        + $"| {Seconds(row.Runs.Select(run => run.Wall).Order().ElementAt(row.Runs.Count / 2))} | {Whole(row.Runs.Max(run => run.PeakBytes) / Megabyte)} |";

    /// <summary>A part of the work of one case.</summary>
    public static string Of(Floor floor) =>
        $"| {floor.Case.Title} | {floor.Part} | {Seconds(floor.Run.Wall)} | {Seconds(floor.Run.Cpu)} | {(floor.Server is { } server ? Seconds(server) : "-")} |";

    /// <summary>One goal.</summary>
    public static string Of(Goal goal, string title, double measured)
    {
        var (what, form) = goal.What switch
        {
            Quantity.Wall => ("times faster", (Func<double, string>)Times),
            Quantity.Cpu => ("times less CPU", Times),
            Quantity.Rate => ("requests a second, share of nginx", Times),
            Quantity.Bytes => ("bytes received, worst run", Times),
            Quantity.FirstByte => ("first byte, ms", Tenths),
            Quantity.Requests => ("requests of each zip", Tenths),
            Quantity.ServerMemory => ("peak memory of the server, MB", Whole),
            _ => ("peak memory, MB", Whole),
        };
        return $"| {title} | {what} | {form(measured)} | {form(goal.Wanted)} | {form(goal.Required)} | {goal.Verdict(measured)} |";
    }

    private static string Ending(ProcessOutcome outcome) => outcome.ExitCode == 0 ? "succeeds" : $"fails, exit code {outcome.ExitCode}";

    // Why sutler failed must not have to be guessed.
    private static string LastWord(ProcessOutcome outcome) =>
        outcome.ExitCode == 0 ? "" : ": " + outcome.Text.TrimEnd().Split('\n')[^1].Replace('|', '/');

    private static double Milliseconds(StampedeRun run) => run.FirstByte.TotalMilliseconds;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(time.TotalSeconds < 1 ? "F3" : "F2", CultureInfo.InvariantCulture);

    private static string Times(double ratio) => ratio.ToString("F2", CultureInfo.InvariantCulture) + "x";

    private static string Tenths(double number) => number.ToString("F1", CultureInfo.InvariantCulture);

    private static string Whole(double number) => number.ToString("F0", CultureInfo.InvariantCulture);

    // Of memory the largest of all runs counts, not the median.
    private static string Peak(IReadOnlyList<Measurement> runs) => Whole(runs.Max(run => run.PeakBytes) / Megabyte);
}
