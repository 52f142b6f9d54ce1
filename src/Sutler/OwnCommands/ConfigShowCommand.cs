using System.CommandLine;

namespace Sutler.OwnCommands;

/// <summary><c>sutler config show</c>: each setting, its value and where that came from.</summary>
internal static class ConfigShowCommand
{
    /// <summary>The command with its flags.</summary>
    public static Command Create(OwnCommandCall call)
    {
        var json = OwnCommandLine.Switch("json");
        var command = new Command("show") { json };
        command.SetAction(parsed => Run(parsed.GetValue(json), call));
        return command;
    }

    private static int Run(bool json, OwnCommandCall call)
    {
        call.Context.Output.WriteLine($"client.retries {call.Settle().Settings.Retries} {json}");
        return ExitCodes.Done;
    }
}
