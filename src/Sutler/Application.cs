using Sutler.CommandLine;
using Sutler.Completion;
using Sutler.Errors;
using Sutler.Help;
using Sutler.OwnCommands;
using Sutler.Settings;

namespace Sutler;

/// <summary>From arguments to an exit code: finds the command, reads its options, runs it and reports its failure, once.</summary>
internal sealed class Application(CommandSet commands)
{
    /// <summary>Runs one command line; never throws.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandContext context, CancellationToken cancellationToken)
    {
        var debug = context.Variable("SUTLER_DEBUG") == "1";
        int code;
        try
        {
            code = await DispatchAsync(arguments, context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            code = ErrorReport.WriteInterrupted(context.Error);
        }
#pragma warning disable CA1031 // The one edge where every failure ends; ErrorReport tells ours from others.
        catch (Exception failure)
        {
            code = ErrorReport.Write(failure, context.Error, debug);
        }
#pragma warning restore CA1031

        return Flush(context, code, debug);
    }

    private Task<int> DispatchAsync(IReadOnlyList<string> arguments, CommandContext context, CancellationToken cancellationToken)
    {
        if (arguments is [Completer.Command, ..])
        {
            return Task.FromResult(Completer.Write([.. arguments.Skip(1)], context));
        }

        var words = CommandLookup.Count(arguments);
        var (directory, rest) = ChangeDirectoryFlag.Take(arguments, words);
        if (directory is not null)
        {
            context = context with { WorkingDirectory = commands.ChangeDirectory(context, directory) };
            words = CommandLookup.Count(rest);
        }

        var command = string.Join(' ', rest.Take(words));
        var options = rest.Skip(words).ToArray();
        return command switch
        {
            "mod download" => DownloadAsync(options, directory, context, cancellationToken),
            "mod verify" => VerifyAsync(options, directory, context, cancellationToken),
            "version" => Task.FromResult(Version(options, context)),
            "mod repair" or "cache prune" or "config show" or "config check" or "completion" or "doctor" or "serve" or "status" => commands.Own(new OwnCommandCall(command, options, context, () => WithSettings(Settle(context))), cancellationToken),
            _ => Task.FromResult(HelpOrMisuse(command, options, context)),
        };
    }

    private async Task<int> DownloadAsync(
        IReadOnlyList<string> arguments, string? directory, CommandContext context, CancellationToken cancellationToken)
    {
        var settled = Settle(context);
        var options = ModDownloadOptions.Parse(arguments, GoFlagsVariable.Parse(settled.GoEnvironment.GoFlags));
        return await commands.ModDownload(options with { ChangeDirectory = directory }, WithSettings(settled), cancellationToken);
    }

    private async Task<int> VerifyAsync(
        IReadOnlyList<string> arguments, string? directory, CommandContext context, CancellationToken cancellationToken)
    {
        var settled = Settle(context);
        var options = ModVerifyOptions.Parse(arguments, GoFlagsVariable.Parse(settled.GoEnvironment.GoFlags));
        return await commands.ModVerify(options with { ChangeDirectory = directory }, WithSettings(settled), cancellationToken);
    }

    // What is odd about the settings is said before the flags are looked at.
    private CommandContext Settle(CommandContext context)
    {
        var environment = commands.ReadGoEnvironment(context);
        foreach (var warning in environment.Warnings)
        {
            context.Error.WriteLine(warning);
        }

        return context with { GoEnvironment = environment };
    }

    // After the flags, so that -h works whatever the settings are.
    private static CommandContext WithSettings(CommandContext context) => context with { Settings = SettingsReader.Read(context.Variables, context.WorkingDirectory).Client };

    private int Version(string[] options, CommandContext context)
    {
        if (options is ["-h" or "-help" or "--help", ..])
        {
            return HelpPages.Write(["version"], context);
        }

        if (options.Length > 0)
        {
            throw CommandLookup.Misuse("sutler: version takes no arguments", "sutler help version");
        }

        context.Output.Write(VersionText.For(commands.ReadGoEnvironment(context).GoVersion));
        return ExitCodes.Done;
    }

    private int HelpOrMisuse(string command, string[] rest, CommandContext context)
    {
        switch (command, rest)
        {
            case ("", []):
                context.Error.Write(HelpPages.Overview);
                return ExitCodes.Usage;
            case (_, []):
                context.Error.Write(HelpPages.Find([command]));
                return ExitCodes.Usage;
            case ("", ["help", .. var topic]):
                return HelpPages.Write(topic, context);
            case (_, ["help", .. var topic]):
                return HelpPages.Write([command, .. topic], context);
            case ("", ["-h" or "-help" or "--help", ..]):
                return HelpPages.Write([], context);
            case (_, ["-h" or "-help" or "--help", ..]):
                return HelpPages.Write([command], context);
            case ("", ["-version" or "--version"]):
                return Version([], context);
            default:
                throw CommandLookup.Unknown(command, rest[0]);
        }
    }

    /// <summary>What could not be written, to a full disk for instance, must not look done.</summary>
    private static int Flush(CommandContext context, int code, bool debug)
    {
        try
        {
            context.Output.Flush();
            return code;
        }
        catch (IOException failure)
        {
            var reported = new FatalException($"sutler: writing standard output: {failure.Message}", failure);
            return Math.Max(code, ErrorReport.Write(reported, context.Error, debug));
        }
    }
}
