using System.Security.Cryptography;
using Sutler.CommandLine;
using Sutler.Errors;
using Sutler.Go.Download;
using Sutler.Go.Loading;
using Sutler.Go.Queries;
using Sutler.Go.Toolchains;
using Sutler.Output;
using Sutler.Progress;

namespace Sutler.Commands;

/// <summary><c>sutler mod download</c>: what it prints and how it ends. Spec: CMD, SEL, WRITE and JSON rules.</summary>
internal static class ModDownloadCommand
{
    /// <summary>Runs the command; the result is the exit code.</summary>
    public static async Task<int> RunAsync(ModDownloadOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        if (options.OfflineReady)
        {
            return await PreflightCommand.OfflineReadyAsync(options, context, cancellationToken);
        }

        // Loading it takes longer than a whole run needs otherwise that finds everything in the cache.
        _ = Task.Run(static () => SHA256.HashData([]), CancellationToken.None);
        await using var progress = ProgressDisplay.Start(options, context, cancellationToken);
        await using var session = await GoSession.FindAsync(SessionOptionsFor(options, progress), context, cancellationToken);
        var code = await RunExplainedAsync(options, (progress, session), context);
        await MismatchExplanation.WriteAsync(session, context.Error, session.Token);
        return code;
    }

    // What ends the run is printed here where an explanation follows it.
    private static async Task<int> RunExplainedAsync(ModDownloadOptions options, (ProgressDisplay Progress, GoSession Session) run, CommandContext context)
    {
        try
        {
            return await RunAsync(options, run, context);
        }
#pragma warning disable CA1031 // Only what the application would print in the same way.
        catch (Exception failure) when (MismatchExplanation.Follows(failure, run.Session))
#pragma warning restore CA1031
        {
            await run.Progress.DisposeAsync();
            return ErrorReport.Write(failure, context.Error, context.Variable("SUTLER_DEBUG") == "1");
        }
    }

    private static async Task<int> RunAsync(ModDownloadOptions options, (ProgressDisplay Progress, GoSession Session) run, CommandContext context)
    {
        var (progress, session) = run;
        var toolchain = session.Toolchain is { } required && !options.DryRun ? await FetchToolchainAsync(required, session, context) : null;
        await session.LoadAsync();
        var download = session.CreateDownload(ReadEarlier(options, session, context));
        if (options.Arguments.Count > 0)
        {
            ReportMainModules(options.Arguments, session.Project.Main, context.Error);
        }

        var arguments = options.Arguments.Count > 0 || !(session.Project.HasModule || session.Project.Main.InWorkspace)
            ? options.Arguments
            : await download.DefaultArgumentsAsync(session.Token);
        if (arguments.Count == 0)
        {
            return NothingToDownload(session, context);
        }

        if (options.Reuse.Length > 0 && session.Project.HasModule)
        {
            throw new FatalException("go mod download -reuse cannot be used inside a module");
        }

        return options.DryRun
            ? await PreflightCommand.DryRunAsync(options, (download, arguments, progress), session, context)
            : await RunAsync(download, arguments, (options, progress, toolchain), session, context);
    }

    // Before anything else: the project is loaded as that toolchain would load it.
    private static async Task<DownloadedModule?> FetchToolchainAsync(RequiredToolchain required, GoSession session, CommandContext context) =>
        required.IsOnPath(context.GoEnvironment) ? null : await session.CreateToolchainDownload().RunAsync(required, session.Token);

    // Outside a module nothing comes before this file, so it may be read first; inside, -reuse is refused below.
    private static EarlierResults? ReadEarlier(ModDownloadOptions options, GoSession session, CommandContext context) =>
        options is { Reuse.Length: > 0, Arguments.Count: > 0 } && !session.Project.HasModule ? ReuseFile.Read(options.Reuse, context.WorkingDirectory) : null;

    private static async Task<int> RunAsync(
        ModDownload download,
        IReadOnlyList<string> arguments,
        (ModDownloadOptions Options, ProgressDisplay Progress, DownloadedModule? Toolchain) run,
        GoSession session,
        CommandContext context)
    {
        // Without arguments go.mod and go.sum are settled before any zip, with arguments after. Spec: WRITE-1, WRITE-2.
        var writeAfter = run.Options.Arguments.Count > 0 || session.Project.Main.InWorkspace;
        var (modules, graphError) = await download.ListAsync(arguments, session.Token);
        if (!writeAfter)
        {
            await (run.Options.Locked ? LockedProject.CheckAsync(download, session.Token) : download.WriteAsync(session.Token));
        }

        var results = await download.RunAsync(modules, session.Token);
        results = run.Toolchain is { } toolchain ? [toolchain, .. results] : results;
        await run.Progress.DisposeAsync();
        var failed = run.Options.Json ? WriteJson(results, context.Output) : WriteErrors(results, context.Error);
        if (failed && !run.Options.Json)
        {
            return ExitCodes.Failed;
        }

        if (writeAfter)
        {
            failed |= await WriteProjectAsync(download, run.Options.Locked, session, context);
        }

        if (graphError is not null)
        {
            ErrorReport.WriteError(graphError.Message, context.Error);
        }

        return failed || graphError is not null ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static SessionOptions SessionOptionsFor(ModDownloadOptions options, ProgressDisplay progress) => new()
    {
        ModFile = options.ModFile,
        Overlay = options.Overlay,
        WritableTrees = options.ModCacheRw,
        Trace = options.Trace,
        Access = options.DryRun ? SessionAccess.ReadOnly : SessionAccess.Full,
        FollowsToolchain = options.Toolchain,
        Observer = progress,
        Warn = line => progress.WriteLine(TerminalText.Clean(line)),
    };

    private static void ReportMainModules(IReadOnlyList<string> arguments, MainModules main, TextWriter error)
    {
        foreach (var path in main.Members.Select(member => member.Id.Path))
        {
            foreach (var argument in arguments.Where(argument => argument == path || argument == path + "@upgrade" || argument == path + "@patch"))
            {
                error.WriteLine($"go: skipping download of {argument} that resolves to the main module");
            }
        }
    }

    private static int NothingToDownload(GoSession session, CommandContext context)
    {
        if (!session.Project.HasModule)
        {
            throw new SutlerException("no modules specified (see 'go help mod download')");
        }

        context.Error.WriteLine("go: no module dependencies to download");
        return ExitCodes.Done;
    }

    private static bool WriteJson(IReadOnlyList<DownloadedModule> results, TextWriter output)
    {
        foreach (var result in results)
        {
            ModuleJsonWriter.Write(output, result);
        }

        return results.Any(result => result.Error.Length > 0);
    }

    private static bool WriteErrors(IReadOnlyList<DownloadedModule> results, TextWriter error)
    {
        var failed = results.Where(result => result.Error.Length > 0).ToList();
        failed.ForEach(result => ErrorReport.WriteError(result.Error, error));
        return failed.Count > 0;
    }

    private static async Task<bool> WriteProjectAsync(ModDownload download, bool locked, GoSession session, CommandContext context)
    {
        try
        {
            await (locked ? LockedProject.CheckAsync(download, session.Token) : download.WriteAsync(session.Token));
            return false;
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            ErrorReport.WriteError(error.Message, context.Error);
            return true;
        }
    }
}
