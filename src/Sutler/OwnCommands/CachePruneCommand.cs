using System.CommandLine;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Digests;
using Sutler.Go.Prune;
using Sutler.Output;

namespace Sutler.OwnCommands;

/// <summary><c>sutler cache prune</c>: what it prints and how it ends.</summary>
internal static class CachePruneCommand
{
    private const string Name = "cache prune";

    /// <summary>The command with its flags.</summary>
    public static Command Create(OwnCommandCall call)
    {
        var apply = OwnCommandLine.Switch("apply");
        var json = OwnCommandLine.Switch("json");
        var olderThan = OwnCommandLine.Flag<string>("older-than");
        var maxSize = OwnCommandLine.Flag<string>("max-size");
        var transfers = OwnCommandLine.Flag<string>("transfers-older-than");
        var quarantine = OwnCommandLine.Flag<string>("quarantine-older-than");
        var keep = OwnCommandLine.Flag<string[]>("keep");
        var command = new Command("prune") { apply, json, olderThan, maxSize, transfers, quarantine, keep };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new PruneOptions();
            options = options with
            {
                OlderThan = parsed.GetValue(olderThan) is { } age ? Quantity.Age(Name, "older-than", age) : null,
                MaxSize = parsed.GetValue(maxSize) is { } size ? Quantity.Bytes(Name, "max-size", size) : null,
                QuarantineOlderThan = parsed.GetValue(quarantine) is { } kept ? Quantity.Age(Name, "quarantine-older-than", kept) : options.QuarantineOlderThan,
                TransfersOlderThan = parsed.GetValue(transfers) is { } rest ? Quantity.Age(Name, "transfers-older-than", rest) : options.TransfersOlderThan,
            };
            return await RunAsync(options, parsed.GetValue(keep) ?? [], (parsed.GetValue(apply), parsed.GetValue(json)), call.Settle(), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        PruneOptions options, string[] keep, (bool Apply, bool Json) mode, CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await PruneAsync(options, keep, mode, context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted("nothing was removed", context.Error);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            // No command of go's: nothing here speaks with its voice.
            throw new FatalException($"sutler: {failure.Message}", failure) { Hint = failure.Hint };
        }
    }

    private static async Task<int> PruneAsync(
        PruneOptions options, string[] keep, (bool Apply, bool Json) mode, CommandContext context, CancellationToken cancellationToken)
    {
        var layout = new CacheLayout(context.GoEnvironment.GoModCache);
        var locks = new FileLocks(context.Time, path => context.Error.WriteLine($"sutler: waiting for lock {path}"));
        Check(layout, context);
        if (keep.Length > 0)
        {
            var files = keep.Select(path => Path.GetFullPath(path, context.WorkingDirectory)).ToArray();
            options = options with { Keep = await KeptModules.ReadAsync(files, new LockedFiles(locks), cancellationToken) };
        }

        var pruner = new CachePruner(new ModuleCache(layout, locks, context.Time), context.Time);
        var report = new PruneReport(layout.Root, mode.Apply);
        var results = pruner.Plan(options, cancellationToken);
        if (mode.Apply)
        {
            var planned = results.Count;
            results = await pruner.ApplyAsync(results, cancellationToken);
            report.IsInterrupted = results.Count < planned;
            await CompactAsync(layout, context, cancellationToken);
        }

        Write(results, report, mode.Json, context.Output);
        var code = ExitCode(results, context.Error);
        return report.IsInterrupted ? Interrupted("what is listed was done, the rest is as it was", context.Error) : code;
    }

    private static int Interrupted(string rest, TextWriter error)
    {
        error.WriteLine($"sutler: interrupted; {rest}");
        return ExitCodes.Interrupted;
    }

    private static void Check(CacheLayout layout, CommandContext context)
    {
        PrunableCache.Check(layout, HomeOf(context));
        foreach (var link in PrunableCache.LinksOfOurs(layout))
        {
            context.Error.WriteLine(TerminalText.Clean($"sutler: {link} is a symbolic link; what it leads to is left as it is"));
        }
    }

    // What was to be removed is gone; bookkeeping is not worth a failure.
    private static async Task CompactAsync(CacheLayout layout, CommandContext context, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested || PrunableCache.LinksOfOurs(layout).Any(link => layout.DigestsDirectory.StartsWith(link, StringComparison.Ordinal)))
        {
            return;
        }

        try
        {
            await DigestCompaction.RunAsync(layout, context.Time, cancellationToken);
        }
        catch (SutlerException failure)
        {
            await context.Error.WriteLineAsync(TerminalText.Clean($"sutler: records of stored files are left as they are: {failure.Message}"));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // All that was asked for is done by now.
        }
    }

    private static void Write(IReadOnlyList<PruneResult> results, PruneReport report, bool json, TextWriter output) =>
        output.Write(json ? report.Json(results) : TerminalText.Clean(report.Text(results)));

    // What is in use was not asked for; what could not be removed was.
    private static int ExitCode(IReadOnlyList<PruneResult> results, TextWriter error)
    {
        var failed = results.Where(result => result.Outcome == PruneOutcome.Failed).ToList();
        failed.ForEach(result => error.WriteLine(TerminalText.Clean($"sutler: {result.Reason}")));
        return failed.Count > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static string HomeOf(CommandContext context) => context.Variable(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME");
}
