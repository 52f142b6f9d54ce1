using System.CommandLine;
using Sutler.Completion;

namespace Sutler.OwnCommands;

/// <summary><c>sutler completion</c>: the script by which a shell completes this program.</summary>
internal static class CompletionCommand
{
    /// <summary>The command with its argument.</summary>
    public static Command Create(OwnCommandCall call)
    {
        var shell = new Argument<string>("shell");
        shell.AcceptOnlyFromAmong([.. ShellScripts.All.Keys]);
        var command = new Command("completion") { shell };
        command.SetAction(parsed =>
        {
            call.Context.Output.Write(ShellScripts.All[parsed.GetValue(shell)!]);
            return ExitCodes.Done;
        });
        return command;
    }
}
