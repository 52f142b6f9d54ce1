using Sutler.Commands;
using Sutler.Go.Environment;
using Sutler.OwnCommands;

namespace Sutler;

/// <summary>The real parts behind the commands; nothing else in the executable chooses implementations.</summary>
internal static class Composition
{
    /// <summary>The commands of the executable. Each builds its own parts when it runs, so that none pays for another's start.</summary>
    public static CommandSet Commands { get; } = new()
    {
        ChangeDirectory = ChangeDirectory,
        ReadGoEnvironment = ReadGoEnvironment,
        ModDownload = ModDownloadCommand.RunAsync,
        ModVerify = ModVerifyCommand.RunAsync,
        Own = OwnCommandLine.RunAsync,
    };

    private static string ChangeDirectory(CommandContext context, string directory)
    {
        WorkingDirectory.Change(directory);
        return WorkingDirectory.Current(context.Variable("PWD"));
    }

    private static GoEnvironment ReadGoEnvironment(CommandContext context)
    {
        var environment = GoEnvironmentReader.Read(context.Variables, context.WorkingDirectory);
        if (environment.Go111Module != "off")
        {
            ToolchainSetting.Check(environment.GoToolchain);
        }

        return environment;
    }
}
