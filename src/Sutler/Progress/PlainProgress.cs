using Sutler.Go.Download;
using Sutler.GoModules.Modules;

namespace Sutler.Progress;

/// <summary>One line for each module when it ends and a closing summary, for logs.</summary>
internal sealed class PlainProgress : ProgressDisplay
{
    private readonly ProgressTally _tally = new();
    private readonly LineQueue _lines;
    private readonly TimeProvider _time;
    private readonly long _start;

    /// <summary>Begins to write to the context's standard error.</summary>
    public PlainProgress(CommandContext context)
    {
        _lines = new LineQueue(context.Error);
        _time = context.Time;
        _start = _time.GetTimestamp();
    }

    /// <inheritdoc/>
    public override void WriteLine(string line) => _lines.Add(line);

    /// <inheritdoc/>
    public override void Planned(int modules) => _tally.Planned(modules);

    /// <inheritdoc/>
    public override void Started(ModuleId module, ModuleFileKind kind, long? length)
    {
    }

    /// <inheritdoc/>
    public override void Received(ModuleId module, ModuleFileKind kind, int bytes) => _tally.Received(module, kind, bytes);

    /// <inheritdoc/>
    public override void Finished(ModuleId module, ModuleFileKind kind, long bytes)
    {
    }

    /// <inheritdoc/>
    public override void Published(ModuleId module, bool cached)
    {
        _tally.Published(module, cached);
        _lines.Add(ProgressText.Published(module, cached));
    }

    /// <inheritdoc/>
    public override void Failed(ModuleId module, string error)
    {
        _tally.Failed(module);
        _lines.Add(ProgressText.Failed(module, error));
    }

    /// <summary>Adds the summary, unless nothing happened, and waits until all is written.</summary>
    protected override async ValueTask EndAsync()
    {
        var end = _tally.Snapshot(transfers: 0);
        if (end.Ended > 0)
        {
            _lines.Add(ProgressText.Summary(end, _time.GetElapsedTime(_start)));
        }

        await _lines.DisposeAsync();
    }
}
