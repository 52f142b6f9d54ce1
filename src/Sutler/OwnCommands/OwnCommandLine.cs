using System.CommandLine;
using Sutler.CommandLine;
using Sutler.Help;

namespace Sutler.OwnCommands;

/// <summary>Reads the command line of commands that go does not have, with System.CommandLine (decision 8; ADR 3).</summary>
/// <remarks>
/// Unlike go's flags theirs may stand anywhere; like go's they take one dash or two. Help is our own pages, a mistake is told like every
/// other of ours, and failures reach <see cref="Application"/>.
/// </remarks>
internal static class OwnCommandLine
{
    private static readonly ParserConfiguration Grammar = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    // Application owns failures and signals.
    private static readonly InvocationConfiguration Bare = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <summary>Runs the command; the result is the exit code.</summary>
    public static async Task<int> RunAsync(OwnCommandCall call, CancellationToken cancellationToken)
    {
        var command = Create(call);
        var parsed = command.Parse(call.Arguments, Grammar);
        if (AsksForHelp(call.Arguments))
        {
            return HelpPages.Write(call.Command.Split(' '), call.Context);
        }

        return parsed.Errors is [var first, ..]
            ? throw CommandLookup.Misuse($"sutler {call.Command}: {Sentence(first.Message)}", $"sutler help {call.Command}")
            : await parsed.InvokeAsync(Bare, cancellationToken);
    }

    /// <summary>What may stand in the place of the last argument, as a shell would offer it.</summary>
    public static IEnumerable<string> Complete(OwnCommandCall call)
    {
        var current = call.Arguments is [.., var last] ? last : "";
        // Flags are offered when a dash is typed, and then in the spelling that was begun.
        return Create(call).Parse(call.Arguments, Grammar).GetCompletions()
            .Select(completion => completion.Label)
            .Where(label => label.StartsWith(current, StringComparison.Ordinal) && (!label.StartsWith('-') || (current.Length > 0 && (current.Length > 1 || label.StartsWith("--", StringComparison.Ordinal)))));
    }

    /// <summary>A flag without value, spelled <c>--name</c> or <c>-name</c>.</summary>
    public static Option<bool> Switch(string name) => new("--" + name, "-" + name);

    /// <summary>A flag with a value, spelled <c>--name</c> or <c>-name</c>.</summary>
    public static Option<T> Flag<T>(string name) => new("--" + name, "-" + name);

    private static Command Create(OwnCommandCall call) => call.Command switch
    {
        "cache prune" => CachePruneCommand.Create(call),
        "mod repair" => ModRepairCommand.Create(call),
        "doctor" => DoctorCommand.Create(call),
        "config show" => ConfigShowCommand.Create(call),
        "config check" => ConfigCheckCommand.Create(call),
        "serve" => ServeCommand.Create(call),
        "status" => StatusCommand.Create(call),
        "completion" => CompletionCommand.Create(call),
        _ => throw new ArgumentException($"no such command: {call.Command}"),
    };

    private static bool AsksForHelp(IReadOnlyList<string> arguments) =>
        arguments.TakeWhile(argument => argument != "--").Any(argument => argument is "-h" or "-help" or "--help");

    // The library speaks in sentences with a capital and a full stop; ours have neither.
    private static string Sentence(string text) => char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.');
}
