using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Transfer;

namespace Sutler.Progress;

/// <summary>Shows nothing; the command's own lines go straight out.</summary>
internal sealed class SilentProgress(TextWriter error) : ProgressDisplay
{
    /// <inheritdoc/>
    public override void WriteLine(string line) => error.WriteLine(line);

    /// <inheritdoc/>
    public override void Planned(int modules)
    {
    }

    /// <inheritdoc/>
    public override void Started(ModuleId module, ModuleFileKind kind, long? length)
    {
    }

    /// <inheritdoc/>
    public override void Received(ModuleId module, ModuleFileKind kind, int bytes)
    {
    }

    /// <inheritdoc/>
    public override void Finished(ModuleId module, ModuleFileKind kind, long bytes)
    {
    }

    /// <inheritdoc/>
    public override void Dropped(ModuleId module, ModuleFileKind kind)
    {
    }

    /// <inheritdoc/>
    public override void Published(ModuleId module, bool cached)
    {
    }

    /// <inheritdoc/>
    public override void Failed(ModuleId module, string error)
    {
    }

    /// <inheritdoc/>
    public override void Retrying(RetryNotice notice)
    {
    }

    /// <inheritdoc/>
    public override void Resumed(ResumeNotice notice)
    {
    }

    /// <inheritdoc/>
    protected override ValueTask EndAsync() => ValueTask.CompletedTask;
}
