using Sutler.CommandLine;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Digests;
using Sutler.Go.Loading;
using Sutler.Go.Sources;
using Sutler.Go.Verify;
using Sutler.GoModules.Modules;
using Sutler.Output;
using Sutler.Progress;
using Sutler.Transfer.Retry;

namespace Sutler.Commands;

/// <summary><c>sutler mod verify -deep</c>: which modules it looks at, what it prints and how it ends.</summary>
internal static class DeepVerifyCommand
{
    /// <summary>Runs the command; the result is the exit code.</summary>
    public static async Task<int> RunAsync(ModVerifyOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        await using var progress = ProgressDisplay.Start(
            ProgressDisplay.Resolve(new ModDownloadOptions { Progress = options.Progress, Quiet = options.Quiet }, context), summarize: false, context, cancellationToken);
        var session = SessionOptionsFor(options, progress);
        var files = await SessionFiles.FindAsync(session, context, cancellationToken);
        var sums = await VerifySums.ReadAsync(files.Location, files.Workspace, files.Project, cancellationToken);
        var (report, graphError) = await RunAsync(options, (session, files, sums), context, cancellationToken);
        await progress.DisposeAsync();
        Write(report, graphError, options, context);
        return report.Findings.Count > 0 || graphError is not null ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static async Task<(DeepVerifyReport Report, string? GraphError)> RunAsync(
        ModVerifyOptions options, (SessionOptions Session, SessionFiles Files, VerifySums Sums) project, CommandContext context, CancellationToken cancellationToken)
    {
        var layout = new CacheLayout(context.GoEnvironment.GoModCache);
        if (CacheRoot.FindProblem(layout.Root) is { } problem)
        {
            throw problem;
        }

        var (modules, graphError) = options.All ? ([], null) : await BuildListAsync(project.Session, project.Sums, context, cancellationToken);
        await using var http = HttpComposition.CreateFetcher(context, trace: null);
        using var digests = new DigestJournal(layout, context.Time);
        var retrier = new Retrier(HttpComposition.CreateRetryPolicy(context.Settings), context.Time, project.Session.Observer);
        var reader = new UrlReader(http, retrier, HttpComposition.CreateFileOptions(context.Settings));
        var verify = new DeepVerify(new DeepVerifyOptions
        {
            Layout = layout,
            Environment = context.GoEnvironment,
            Sums = project.Sums,
            Database = new ChecksumDatabase(context.GoEnvironment, reader, project.Files.Project.Locked, digests),
            Observer = project.Session.Observer,
        });
        return (options.All ? await verify.RunAllAsync(cancellationToken) : await verify.RunAsync(modules, cancellationToken), graphError);
    }

    // A module graph that a damaged go.mod keeps from being loaded must not keep the damage from being found: go.sum names the modules, too.
    private static async Task<(IReadOnlyList<ModuleId> Modules, string? Error)> BuildListAsync(
        SessionOptions options, VerifySums sums, CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await GoSession.OpenAsync(options, context, cancellationToken);
            return (await ModVerify.ListAsync(session.Project, session.Token), null);
        }
        catch (SutlerException error)
        {
            IReadOnlyList<ModuleId> modules = [.. sums.Modules.OrderBy(module => module.ToString(), StringComparer.Ordinal)];
            if (modules.Count == 0)
            {
                throw;
            }

            return (modules, error.Message);
        }
    }

    private static void Write(DeepVerifyReport report, string? graphError, ModVerifyOptions options, CommandContext context)
    {
        var printed = new VerifyReport(context.GoEnvironment.GoModCache, options.All, graphError);
        context.Output.Write(options.Json ? printed.Json(report) : TerminalText.Clean(printed.Text(report)));
    }

    private static SessionOptions SessionOptionsFor(ModVerifyOptions options, ProgressDisplay progress) => new()
    {
        ModFile = options.ModFile,
        Overlay = options.Overlay,
        WritableTrees = options.ModCacheRw,
        NeedsModule = !options.All,
        Observer = progress,
        Warn = line => progress.WriteLine(TerminalText.Clean(line)),
    };
}
