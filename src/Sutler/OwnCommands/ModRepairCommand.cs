using System.CommandLine;
using Sutler.CommandLine;
using Sutler.Commands;
using Sutler.Errors;
using Sutler.Go.Repair;
using Sutler.Go.Sources;
using Sutler.Go.Verify;
using Sutler.GoModules.Modules;
using Sutler.Output;
using Sutler.Progress;

namespace Sutler.OwnCommands;

/// <summary><c>sutler mod repair</c>: which modules it looks at, what it prints and how it ends.</summary>
internal static class ModRepairCommand
{
    private const string Name = "mod repair";

    /// <summary>The command with its arguments and flags.</summary>
    public static Command Create(OwnCommandCall call)
    {
        var modules = new Argument<string[]>("modules") { Arity = ArgumentArity.ZeroOrMore };
        var all = OwnCommandLine.Switch("all");
        var json = OwnCommandLine.Switch("json");
        var dryRun = OwnCommandLine.Switch("dry-run");
        var mirrors = OwnCommandLine.Flag<string[]>("mirror");
        var command = new Command("repair") { modules, all, json, dryRun, mirrors };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Wish(parsed.GetValue(modules) ?? [], parsed.GetValue(all), parsed.GetValue(json), parsed.GetValue(dryRun), parsed.GetValue(mirrors) ?? []),
            call,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Wish wish, OwnCommandCall call, CancellationToken cancellationToken)
    {
        if (wish.All && wish.Modules.Length > 0)
        {
            throw CommandLookup.Misuse("sutler mod repair: --all takes no modules", "sutler help mod repair");
        }

        if (Array.Find(wish.Modules, argument => argument.StartsWith('-')) is { } flag)
        {
            throw CommandLookup.Misuse($"sutler mod repair: unknown flag {flag}", "sutler help mod repair");
        }

        var context = call.Settle();
        var mirrors = wish.Mirrors.Select(text => Mirror(text, context.WorkingDirectory)).ToArray();
        var (results, graphError) = await RepairAsync(wish, mirrors, context, cancellationToken);
        if (graphError is not null && !wish.DryRun && results.Any(result => result.Outcome == RepairOutcome.Repaired))
        {
            // What kept the graph from being loaded may be mended now.
            (var more, graphError) = await RepairAsync(wish, mirrors, context, cancellationToken);
            results = [.. results.Where(result => result.Outcome == RepairOutcome.Repaired || !more.Any(later => later.File == result.File)), .. more];
        }

        var report = new RepairReport(context.GoEnvironment.GoModCache, wish.DryRun, graphError);
        Write(wish.Json ? report.Json(results) : TerminalText.Clean(report.Text(results)), context.Output);
        return graphError is not null || results.Any(result => result.Outcome is RepairOutcome.Failed or RepairOutcome.Planned) ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static void Write(string text, TextWriter output) => output.Write(text);

    private static ProxyListEntry Mirror(string text, string workingDirectory)
    {
        try
        {
            return MirrorList.Parse(text, workingDirectory);
        }
        catch (SutlerException wrong)
        {
            throw CommandLookup.Misuse($"sutler {Name}: --mirror {wrong.Message}", $"sutler help {Name}");
        }
    }

    private static async Task<(IReadOnlyList<RepairResult> Results, string? GraphError)> RepairAsync(
        Wish wish, IReadOnlyList<ProxyListEntry> mirrors, CommandContext context, CancellationToken cancellationToken)
    {
        var flags = ModVerifyOptions.Parse([], GoFlagsVariable.Parse(context.GoEnvironment.GoFlags));
        var options = new SessionOptions
        {
            ModFile = flags.ModFile,
            Overlay = flags.Overlay,
            WritableTrees = flags.ModCacheRw,
            NeedsModule = !wish.All && wish.Modules.Length == 0,
            Access = wish.DryRun ? SessionAccess.Offline : SessionAccess.Full,
            Observer = new SilentProgress(context.Error),
            Warn = line => context.Error.WriteLine(TerminalText.Clean(line)),
        };
        await using var session = await GoSession.FindAsync(options, context, cancellationToken);
        session.Cache.ThrowIfUnusable();
        var sums = await session.ReadSumsAsync();
        var (modules, graphError) = wish.All ? ([], null) : await ModulesAsync(wish.Modules, () => BuildListAsync(options, sums, context, session.Token));
        var verify = session.CreateDeepVerify(sums);
        var report = wish.All ? await verify.RunAllAsync(session.Token) : await verify.RunAsync(modules, session.Token);
        return (await session.CreateRepair(sums, mirrors, wish.DryRun).RunAsync(report, session.Token), graphError);
    }

    private static async Task<(IReadOnlyList<ModuleId> Modules, string? GraphError)> ModulesAsync(
        string[] arguments, Func<Task<(IReadOnlyList<ModuleId> Modules, string? Error)>> buildListAsync)
    {
        List<ModuleId> modules = [];
        List<string> paths = [];
        foreach (var argument in arguments)
        {
            if (argument.LastIndexOf('@') is > 0 and var at)
            {
                modules.Add(Version(argument, new ModuleId(argument[..at], argument[(at + 1)..])));
            }
            else
            {
                paths.Add(argument);
            }
        }

        if (arguments.Length > 0 && paths.Count == 0)
        {
            return (modules, null);
        }

        var (listed, graphError) = await buildListAsync();
        foreach (var path in paths)
        {
            var found = listed.Where(module => module.Path == path).ToList();
            modules.AddRange(found.Count > 0 ? found : throw CommandLookup.Misuse($"sutler {Name}: {path} is not in the build list; name a version, as in {path}@v1.2.3", $"sutler help {Name}"));
        }

        return (arguments.Length == 0 ? listed : modules, graphError);
    }

    private static ModuleId Version(string argument, ModuleId module) =>
        ModulePath.TryParse(module.Path, out _, out _) && SemanticVersion.IsCanonical(module.Version)
            ? module
            : throw CommandLookup.Misuse($"sutler {Name}: {argument}: want path@version with a full version, such as example.com/m@v1.2.3", $"sutler help {Name}");

    // A graph that a damaged go.mod keeps from being loaded must not keep the damage: go.sum names the modules, too. Loading writes
    // nothing, or it would put a new go.mod in the place of a damaged one that nobody has seen. What is odd was said before.
    private static async Task<(IReadOnlyList<ModuleId> Modules, string? Error)> BuildListAsync(
        SessionOptions options, VerifySums sums, CommandContext context, CancellationToken cancellationToken)
    {
        options = options with { Access = options.Access == SessionAccess.Full ? SessionAccess.ReadOnly : options.Access };
        try
        {
            await using var session = await GoSession.OpenAsync(options, context with { Error = TextWriter.Null }, cancellationToken);
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

    /// <summary>What the command line asks for.</summary>
    private sealed record Wish(string[] Modules, bool All, bool Json, bool DryRun, string[] Mirrors);
}
