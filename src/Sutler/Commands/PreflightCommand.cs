using Sutler.CommandLine;
using Sutler.Errors;
using Sutler.Go.Download;
using Sutler.Go.Preflight;
using Sutler.Output;
using Sutler.Progress;

namespace Sutler.Commands;

/// <summary><c>sutler mod download</c> with <c>-dry-run</c> and <c>-offline-ready</c>: what would be done, and what is missing.</summary>
internal static class PreflightCommand
{
    /// <summary>Says what the download would fetch; the result is the exit code.</summary>
    public static async Task<int> DryRunAsync(
        ModDownloadOptions options, (ModDownload Download, IReadOnlyList<string> Arguments, ProgressDisplay Progress) run, GoSession session, CommandContext context)
    {
        var (modules, graphError) = await run.Download.ListAsync(run.Arguments, session.Token);
        var changes = await run.Download.FindChangesAsync(session.Token);
        var plan = session.CreatePlan();
        var planned = (await plan.MakeAsync(modules, session.Token)).ToList();
        if (session.Toolchain is { MayDownload: true } toolchain && !toolchain.IsOnPath(context.GoEnvironment))
        {
            planned.Insert(0, await plan.MakeForToolchainAsync(toolchain.Module, session.Token));
        }

        await run.Progress.DisposeAsync();
        var report = new PlanReport(planned, changes);
        await context.Output.WriteAsync(options.Json ? report.Json() : report.Text());
        if (!options.Json)
        {
            planned.FindAll(module => module.Error.Length > 0).ForEach(module => ErrorReport.WriteError(module.Error, context.Error));
        }

        if (graphError is not null)
        {
            ErrorReport.WriteError(graphError.Message, context.Error);
        }

        return graphError is not null || planned.Exists(module => module.Error.Length > 0) ? ExitCodes.Failed : ExitCodes.Done;
    }

    /// <summary>Says what a build without network would miss; the result is the exit code.</summary>
    public static async Task<int> OfflineReadyAsync(ModDownloadOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        var settings = new SessionOptions
        {
            ModFile = options.ModFile,
            Overlay = options.Overlay,
            Access = SessionAccess.Offline,
            FollowsToolchain = true,
            NeedsModule = true,
            Observer = new SilentProgress(context.Error),
            Warn = line => context.Error.WriteLine(TerminalText.Clean(line)),
        };
        await using var session = await GoSession.FindAsync(settings, context, cancellationToken);
        var toolchain = session.Toolchain is { } required ? await session.CreateToolchainReadiness().CheckAsync(required, session.Token) : [];
        var project = await CheckProjectAsync(session, ModeOf(GoFlagsVariable.Parse(context.GoEnvironment.GoFlags)));
        var report = new OfflineReadyReport(project with { Findings = [.. toolchain, .. project.Findings] });
        await context.Output.WriteAsync(options.Json ? report.Json() : report.Text());
        return report.IsReady ? ExitCodes.Done : ExitCodes.Failed;
    }

    // The last one counts, as of any flag.
    private static BuildMode ModeOf(GoFlagsVariable flags) => flags.Words.LastOrDefault(word => word.TrimStart('-').StartsWith("mod=", StringComparison.Ordinal))?.TrimStart('-') switch
    {
        "mod=readonly" => BuildMode.ReadOnly,
        "mod=mod" => BuildMode.Mod,
        "mod=vendor" => BuildMode.Vendor,
        _ => BuildMode.Usual,
    };

    // A project that cannot even be loaded without network is what is missing.
    private static async Task<OfflineReport> CheckProjectAsync(GoSession session, BuildMode mode)
    {
        try
        {
            await session.LoadAsync();
            return await session.CheckOfflineAsync(mode);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return new OfflineReport(0, [new OfflineFinding(OfflineNeed.Graph, null, failure.Message)]);
        }
    }
}
