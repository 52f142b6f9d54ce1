using Sutler.GoModules.Modules;
using Sutler.Transfer;

namespace Sutler.Progress;

/// <summary>A line for each module fetched, each that failed and each retry, and a closing summary, for logs.</summary>
internal sealed class PlainProgress : TalliedProgress
{
    private readonly LineQueue _lines;
    private readonly bool _summarize;

    /// <summary>Begins to write to the context's standard error.</summary>
    /// <param name="context">The process.</param>
    /// <param name="summarize">Whether a closing line tells what was downloaded.</param>
    public PlainProgress(CommandContext context, bool summarize = true)
        : base(context.Time)
    {
        _lines = new LineQueue(context.Error);
        _summarize = summarize;
    }

    /// <inheritdoc/>
    public override void WriteLine(string line) => _lines.Add(line);

    /// <inheritdoc/>
    public override void Published(ModuleId module, bool cached)
    {
        base.Published(module, cached);
        if (!cached)
        {
            _lines.Add(ProgressText.Downloaded(module));
        }
    }

    /// <inheritdoc/>
    public override void Failed(ModuleId module, string error)
    {
        base.Failed(module, error);
        _lines.Add(ProgressText.Failed(module, error));
    }

    /// <inheritdoc/>
    public override void Retrying(RetryNotice notice)
    {
        var name = NameOf(Tally.Retrying(notice)) ?? notice.Url.Redacted;
        _lines.Add(ProgressText.Retrying(name, new PendingRetry(notice.Failures + 1, notice.Delay, ProgressText.Reason(notice.Reason))));
    }

    /// <inheritdoc/>
    public override void Resumed(ResumeNotice notice) =>
        _lines.Add(ProgressText.Resumed(NameOf(Tally.Resumed(notice)) ?? notice.Url.Redacted, notice.Kept, notice.Length));

    /// <summary>Adds the summary, unless nothing happened, and waits until all is written.</summary>
    protected override async ValueTask EndAsync()
    {
        var end = Tally.Snapshot(transfers: 0);
        if (end.Ended > 0 && _summarize)
        {
            _lines.Add(ProgressText.Summary(end, Elapsed));
        }

        await _lines.DisposeAsync();
    }

    private static string? NameOf(TallyTransfer? transfer) => transfer is null ? null : ProgressText.Name(transfer.Module, transfer.Kind);
}
