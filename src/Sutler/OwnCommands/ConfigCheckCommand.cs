using System.CommandLine;
using Sutler.Serving;
using Sutler.Settings;

namespace Sutler.OwnCommands;

/// <summary><c>sutler config check</c>: whether the settings are in order; what is not ends the run as it would end any other.</summary>
internal static class ConfigCheckCommand
{
    /// <summary>The command with its arguments.</summary>
    public static Command Create(OwnCommandCall call)
    {
        var file = new Argument<string>("file") { Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("check") { file };
        command.SetAction(parsed => Run(parsed.GetValue(file), call.Context));
        return command;
    }

    private static int Run(string? file, CommandContext context)
    {
        var variables = file is null ? context.Variables : new Dictionary<string, string>(StringComparer.Ordinal) { [SettingsReader.FileVariable] = file };
        var settings = SettingsReader.Read(variables, context.WorkingDirectory, server: true);
        var options = ServeOptions.Of(settings.Server);
        options.Check();
        using (ServeFiles.Read(options))
        {
            context.Output.WriteLine(TerminalText.Clean(settings.FileExists ? $"{settings.File}: in order" : "no settings file; the environment is in order"));
        }

        return ExitCodes.Done;
    }
}
