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

    /// <summary>The display the user asked for; see <see cref="Resolve"/>.</summary>
    /// <param name="options">The flags.</param>
    /// <param name="context">The process.</param>
    /// <param name="cancellationToken">Tells that the run is being stopped; the display lasts until it is disposed.</param>
    public static ProgressDisplay Start(ModDownloadOptions options, CommandContext context, CancellationToken cancellationToken) =>
        Start(Resolve(options, context), summarize: true, context, cancellationToken);

    /// <summary>The display of a resolved mode.</summary>
    /// <param name="mode">What <see cref="Resolve"/> said.</param>
    /// <param name="summarize">Whether a closing line tells what was downloaded; a command that reports for itself has no use for it.</param>
    /// <param name="context">The process.</param>
    /// <param name="cancellationToken">Tells that the run is being stopped; the display lasts until it is disposed.</param>
    public static ProgressDisplay Start(ProgressMode mode, bool summarize, CommandContext context, CancellationToken cancellationToken) => mode switch
    {
        ProgressMode.Bar => new BarProgress(context, summarize, cancellationToken),
        ProgressMode.Plain => new PlainProgress(context, summarize),
        ProgressMode.Json => new JsonProgress(context, cancellationToken),
        _ => new SilentProgress(context.Error),
    };

    /// <summary>
    /// The flag's word, else the setting's; never <see cref="ProgressMode.Auto"/>, which is a bar on a terminal, plain lines in CI, and else
    /// nothing, as the go command is silent and scripts compare (STEP-4); nor with <c>-x</c>, whose lines are the display.
    /// A bar where there is no terminal is plain lines.
    /// </summary>
    public static ProgressMode Resolve(ModDownloadOptions options, CommandContext context) => (options.Progress ?? context.Settings.Progress) switch
    {
        _ when options.Quiet => ProgressMode.Off,
        ProgressMode.Auto when options.Trace => ProgressMode.Off,
        ProgressMode.Auto when context.ErrorIsTerminal => ProgressMode.Bar,
        ProgressMode.Auto => IsCi(context.Variable("CI")) ? ProgressMode.Plain : ProgressMode.Off,
        ProgressMode.Bar when !context.ErrorIsTerminal => ProgressMode.Plain,
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
    public abstract void Dropped(ModuleId module, ModuleFileKind kind);

    /// <inheritdoc/>
    public abstract void Published(ModuleId module, bool cached);

    /// <inheritdoc/>
    public abstract void Failed(ModuleId module, string error);

    /// <inheritdoc/>
    public abstract void Retrying(RetryNotice notice);

    /// <inheritdoc/>
    public abstract void Resumed(ResumeNotice notice);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _ended, 1) == 0 ? EndAsync() : ValueTask.CompletedTask;

    /// <summary>Takes the display away and prints what it still holds; called once, however often it is disposed.</summary>
    protected abstract ValueTask EndAsync();

    // What the services set is "true" or a name; whoever turns it off by hand writes 0 or false.
    private static bool IsCi(string variable) =>
        variable.Length > 0 && variable != "0" && !string.Equals(variable, "false", StringComparison.OrdinalIgnoreCase);
}
