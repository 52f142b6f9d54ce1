using System.Globalization;
using System.Text;
using Sutler.Go.Download;
using Sutler.Go.Json;
using Sutler.GoModules.Modules;
using Sutler.Transfer;

namespace Sutler.Progress;

/// <summary>One JSON object a line, for programs; docs/reference/progress-events.md is the contract.</summary>
internal sealed class JsonProgress : TalliedProgress
{
    /// <summary>Grows when an event changes its meaning; new events and members do not count.</summary>
    private const int Schema = 1;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // Times stand in the order of the lines.
    private readonly Lock _order = new();
    private readonly LineQueue _lines;
    private readonly CancellationToken _stopping;
    private readonly ITimer _timer;
    private long _bytesReported;

    /// <summary>Begins to write to the context's standard error.</summary>
    public JsonProgress(CommandContext context, CancellationToken cancellationToken)
        : base(context.Time)
    {
        _lines = new LineQueue(context.Error);
        _stopping = cancellationToken;
        Add("begin", $",\"schema\":{Schema}");
        _timer = context.Time.CreateTimer(_ => ReportBytes(), null, Interval, Interval);
    }

    /// <inheritdoc/>
    public override void WriteLine(string line) => _lines.Add(line);

    /// <inheritdoc/>
    public override void Planned(int modules)
    {
        if (Tally.Planned(modules))
        {
            Add("planned", $",\"modules\":{modules}");
        }
    }

    /// <inheritdoc/>
    public override void Started(ModuleId module, ModuleFileKind kind, long? length)
    {
        base.Started(module, kind, length);
        Add("started", File(module, kind) + Number("bytes", length));
    }

    /// <inheritdoc/>
    public override void Finished(ModuleId module, ModuleFileKind kind, long bytes)
    {
        base.Finished(module, kind, bytes);
        Add("finished", File(module, kind) + Number("bytes", bytes));
    }

    /// <inheritdoc/>
    public override void Dropped(ModuleId module, ModuleFileKind kind)
    {
        if (Tally.Dropped(module, kind))
        {
            Add("dropped", File(module, kind));
        }
    }

    /// <inheritdoc/>
    public override void Published(ModuleId module, bool cached)
    {
        base.Published(module, cached);
        Add("published", $"{Name(module)},\"cached\":{Boolean(cached)}");
    }

    /// <inheritdoc/>
    public override void Failed(ModuleId module, string error)
    {
        base.Failed(module, error);
        Add("failed", $"{Name(module)},\"error\":{Quote(error)}");
    }

    /// <inheritdoc/>
    public override void Retrying(RetryNotice notice) => Add(
        "retry",
        $"{File(Tally.Retrying(notice))},\"url\":{Quote(notice.Url.Redacted)},\"attempt\":{notice.Failures + 1}" +
        $",\"delay\":{Seconds(notice.Delay)},\"reason\":{Quote(ProgressText.Reason(notice.Reason))}");

    /// <inheritdoc/>
    public override void Resumed(ResumeNotice notice) => Add(
        "resume",
        $"{File(Tally.Resumed(notice))},\"url\":{Quote(notice.Url.Redacted)},\"kept\":{notice.Kept}{Number("bytes", notice.Length)}");

    /// <inheritdoc/>
    protected override async ValueTask EndAsync()
    {
        await _timer.DisposeAsync();
        var end = Tally.Snapshot(transfers: 0);
        var slowest = string.Join(',', end.Slowest.Select(slow => $"{{{Name(slow.Module)[1..]},\"time\":{Seconds(slow.Time)}}}"));
        Add("end", $"{Totals(end)},\"slowest\":[{slowest}],\"interrupted\":{Boolean(_stopping.IsCancellationRequested)}");
        await _lines.DisposeAsync();
    }

    private void ReportBytes()
    {
        var now = Tally.Snapshot(transfers: 0);
        if (Interlocked.Exchange(ref _bytesReported, now.Bytes) != now.Bytes)
        {
            Add("progress", Totals(now) + Number("left", now.BytesLeft));
        }
    }

    private void Add(string name, string members)
    {
        lock (_order)
        {
            _lines.Add($"{{\"event\":\"{name}\",\"at\":{Seconds(Elapsed)}{members}}}");
        }
    }

    private static string Totals(ProgressSnapshot now) =>
        $",\"modules\":{now.Planned},\"downloaded\":{now.Downloaded},\"cached\":{now.Cached},\"failed\":{now.Failed},\"bytes\":{now.Bytes}" +
        $",\"retried\":{now.Retries},\"resumed\":{now.Resumes}";

    private static string Name(ModuleId module) => $",\"path\":{Quote(module.Path)},\"version\":{Quote(module.Version)}";

    private static string File(TallyTransfer? transfer) => transfer is null ? "" : File(transfer.Module, transfer.Kind);

    private static string File(ModuleId module, ModuleFileKind kind) => $"{Name(module)},\"file\":\"{ProgressText.Extension(kind)}\"";

    private static string Number(string name, long? value) => value is { } known ? $",\"{name}\":{known}" : "";

    private static string Boolean(bool value) => value ? "true" : "false";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    // Terminals take some characters for controls that JSON lets pass.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder();
        GoJson.AppendString(quoted, text);
        for (var i = quoted.Length - 1; i >= 0; i--)
        {
            if (quoted[i] is >= '\u007f' and < '\u00a0')
            {
                var code = $"\\u{(int)quoted[i]:x4}";
                quoted.Remove(i, 1).Insert(i, code);
            }
        }

        return quoted.ToString();
    }
}
