using Sutler.CommandLine;
using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Transfer;

namespace Sutler.Progress;

/// <summary>Shows a download on standard error while it lasts. Dispose it before anything final is printed.</summary>
/// <remarks>
/// Observer calls come from any thread and only count or enqueue: whatever writes to the terminal runs on its own and holds no lock that a
/// transfer could wait for.
/// </remarks>
internal abstract class ProgressDisplay : IDownloadObserver, IAsyncDisposable
{
    private int _ended;

    /// <summary>
    /// The display the user asked for. <see cref="ProgressMode.Auto"/> shows nothing unless standard error is a terminal, as the go command
    /// is silent and scripts compare (STEP-4); nor with <c>-x</c>, whose lines are the display. A bar where there is no terminal is plain lines.
    /// </summary>
    public static ProgressDisplay Start(ModDownloadOptions options, CommandContext context) => Resolve(options, context.Settings.Progress, context.ErrorIsTerminal) switch
    {
        ProgressMode.Bar => new BarProgress(context),
        ProgressMode.Plain => new PlainProgress(context),
        ProgressMode.Json => new JsonProgress(context),
        _ => new SilentProgress(context.Error),
    };

    /// <summary>The flag's word, else the setting's; never <see cref="ProgressMode.Auto"/>.</summary>
    public static ProgressMode Resolve(ModDownloadOptions options, ProgressMode setting, bool errorIsTerminal) => (options.Progress ?? setting) switch
    {
        _ when options.Quiet => ProgressMode.Off,
        ProgressMode.Auto => errorIsTerminal && !options.Trace ? ProgressMode.Bar : ProgressMode.Off,
        ProgressMode.Bar when !errorIsTerminal => ProgressMode.Plain,
        var mode => mode,
    };

    /// <summary>Prints a line of the command's own, such as a warning, without tearing the display.</summary>
    public abstract void WriteLine(string line);

    /// <inheritdoc/>
    public abstract void Planned(int modules);

    /// <inheritdoc/>
    public abstract void Started(ModuleId module, ModuleFileKind kind, long? length);

    /// <inheritdoc/>
    public abstract void Received(ModuleId module, ModuleFileKind kind, int bytes);

    /// <inheritdoc/>
    public abstract void Finished(ModuleId module, ModuleFileKind kind, long bytes);

    /// <inheritdoc/>
    public abstract void Published(ModuleId module, bool cached);

    /// <inheritdoc/>
    public abstract void Failed(ModuleId module, string error);

    /// <inheritdoc/>
    public virtual void Retrying(RetryNotice notice)
    {
    }

    /// <inheritdoc/>
    public virtual void Resumed(ResumeNotice notice)
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _ended, 1) == 0 ? EndAsync() : ValueTask.CompletedTask;

    /// <summary>Takes the display away and prints what it still holds; called once, however often it is disposed.</summary>
    protected abstract ValueTask EndAsync();
}
