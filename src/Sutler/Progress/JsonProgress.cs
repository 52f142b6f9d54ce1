using System.Globalization;
using System.Text;
using Sutler.Go.Download;
using Sutler.Go.Json;
using Sutler.GoModules.Modules;

namespace Sutler.Progress;

/// <summary>One JSON object a line, for programs; docs/reference/progress-events.md is the contract.</summary>
internal sealed class JsonProgress : ProgressDisplay
{
    /// <summary>Grows when an event changes its meaning; new events and members do not count.</summary>
    private const int Schema = 1;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ProgressTally _tally = new();
    private readonly LineQueue _lines;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _start;
    private long _bytesReported;

    /// <summary>Begins to write to the context's standard error.</summary>
    public JsonProgress(CommandContext context)
    {
        _lines = new LineQueue(context.Error);
        _time = context.Time;
        _start = _time.GetTimestamp();
        Add("begin", $",\"schema\":{Schema}");
        _timer = _time.CreateTimer(_ => ReportBytes(), null, Interval, Interval);
    }

    /// <inheritdoc/>
    public override void WriteLine(string line) => _lines.Add(line);

    /// <inheritdoc/>
    public override void Planned(int modules)
    {
        _tally.Planned(modules);
        Add("planned", $",\"modules\":{modules}");
    }

    /// <inheritdoc/>
    public override void Started(ModuleId module, ModuleFileKind kind, long? length) =>
        Add("started", $"{Name(module)}{File(kind)}{(length is { } bytes ? $",\"bytes\":{bytes}" : "")}");

    /// <inheritdoc/>
    public override void Received(ModuleId module, ModuleFileKind kind, int bytes) => _tally.Received(module, kind, bytes);

    /// <inheritdoc/>
    public override void Finished(ModuleId module, ModuleFileKind kind, long bytes) =>
        Add("finished", $"{Name(module)}{File(kind)},\"bytes\":{bytes}");

    /// <inheritdoc/>
    public override void Published(ModuleId module, bool cached)
    {
        _tally.Published(module, cached);
        Add("published", $"{Name(module)},\"cached\":{(cached ? "true" : "false")}");
    }

    /// <inheritdoc/>
    public override void Failed(ModuleId module, string error)
    {
        _tally.Failed(module);
        Add("failed", $"{Name(module)},\"error\":{Quote(error)}");
    }

    /// <inheritdoc/>
    protected override async ValueTask EndAsync()
    {
        await _timer.DisposeAsync();
        Add("end", Totals(_tally.Snapshot(transfers: 0)));
        await _lines.DisposeAsync();
    }

    private void ReportBytes()
    {
        var now = _tally.Snapshot(transfers: 0);
        if (Interlocked.Exchange(ref _bytesReported, now.Bytes) != now.Bytes)
        {
            Add("progress", Totals(now));
        }
    }

    private void Add(string name, string members)
    {
        var at = _time.GetElapsedTime(_start).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        _lines.Add($"{{\"event\":\"{name}\",\"at\":{at}{members}}}");
    }

    private static string Totals(ProgressSnapshot now) =>
        $",\"modules\":{now.Planned},\"downloaded\":{now.Downloaded},\"cached\":{now.Cached},\"failed\":{now.Failed},\"bytes\":{now.Bytes}";

    private static string Name(ModuleId module) => $",\"path\":{Quote(module.Path)},\"version\":{Quote(module.Version)}";

    private static string File(ModuleFileKind kind) => $",\"file\":\"{ProgressText.Extension(kind)}\"";

    private static string Quote(string text)
    {
        var quoted = new StringBuilder();
        GoJson.AppendString(quoted, text);
        return quoted.ToString();
    }
}
