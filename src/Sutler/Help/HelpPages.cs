using Sutler.CommandLine;

namespace Sutler.Help;

/// <summary>The pages of <c>sutler help</c>: plain text, 80 columns, ending in a newline.</summary>
internal static partial class HelpPages
{
    /// <summary>The page about <paramref name="topic"/> (<c>mod</c>, <c>download</c>), or null; no words mean the overview.</summary>
    public static string? Find(IReadOnlyList<string> topic) => string.Join(' ', topic) switch
    {
        "" => Overview,
        "mod" => Mod,
        "mod download" => ModDownload,
        "mod verify" => ModVerify,
        "mod repair" => ModRepair,
        "cache" => Cache,
        "cache prune" => CachePrune,
        "doctor" => Doctor,
        "serve" => Serve,
        "status" => Status,
        "config" => Config,
        "config show" => ConfigShow,
        "config check" => ConfigCheck,
        "completion" => Completion,
        "version" => Version,
        "help" => Overview,
        "environment" => EnvironmentVariables,
        _ => null,
    };

    /// <summary>Prints the page to standard output.</summary>
    public static int Write(IReadOnlyList<string> topic, CommandContext context)
    {
        var page = Find(topic)
            ?? throw CommandLookup.Misuse($"sutler help {string.Join(' ', topic)}: unknown help topic", "sutler help");
        context.Output.Write(page);
        return ExitCodes.Done;
    }
}
