using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Transfer;

namespace Sutler.Progress;

/// <summary>A display that counts what happens; what it says of each event is its own.</summary>
internal abstract class TalliedProgress(TimeProvider time) : ProgressDisplay
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>The numbers.</summary>
    protected ProgressTally Tally { get; } = new(time);

    /// <summary>Since the run began.</summary>
    protected TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <inheritdoc/>
    public override void Planned(int modules) => Tally.Planned(modules);

    /// <inheritdoc/>
    public override void Started(ModuleId module, ModuleFileKind kind, long? length) => Tally.Started(module, kind, length);

    /// <inheritdoc/>
    public override void Received(ModuleId module, ModuleFileKind kind, int bytes) => Tally.Received(module, kind, bytes);

    /// <inheritdoc/>
    public override void Finished(ModuleId module, ModuleFileKind kind, long bytes) => Tally.Finished(module, kind);

    /// <inheritdoc/>
    public override void Dropped(ModuleId module, ModuleFileKind kind) => Tally.Dropped(module, kind);

    /// <inheritdoc/>
    public override void Published(ModuleId module, bool cached) => Tally.Published(module, cached);

    /// <inheritdoc/>
    public override void Failed(ModuleId module, string error) => Tally.Failed(module);

    /// <inheritdoc/>
    public override void Retrying(RetryNotice notice) => Tally.Retrying(notice);

    /// <inheritdoc/>
    public override void Resumed(ResumeNotice notice) => Tally.Resumed(notice);
}
