using Sutler.Go.Environment;
using Sutler.GoModules.Modules;

namespace Sutler;

/// <summary>The real parts behind the commands; nothing else in the executable chooses implementations.</summary>
internal static class Composition
{
    /// <summary>The commands of the executable. Each builds its own parts when it runs, so that none pays for another's start.</summary>
    public static CommandSet Commands { get; } = new()
    {
        ChangeDirectory = ChangeDirectory,
        ReadGoEnvironment = ReadGoEnvironment,
        ModDownload = (_, _, _) => throw new Errors.SutlerException("mod download: not yet"),
        ModVerify = (_, _, _) => throw new Errors.SutlerException("mod verify: not yet"),
    };

    private static string ChangeDirectory(CommandContext context, string directory)
    {
        WorkingDirectory.Change(directory);
        return WorkingDirectory.Current(context.Variable("PWD"));
    }

    private static GoEnvironment ReadGoEnvironment(CommandContext context)
    {
        var none = new GlobList("");
        return new GoEnvironment
        {
            GoProxy = context.Variable("GOPROXY"),
            GoPrivate = "",
            GoNoProxy = none,
            GoNoSumDb = none,
            GoInsecure = none,
            GoSumDb = context.Variable("GOSUMDB"),
            GoAuth = "netrc",
            GoWork = context.Variable("GOWORK"),
            Go111Module = context.Variable("GO111MODULE"),
            GoToolchain = "auto",
            GoFlags = context.Variable("GOFLAGS"),
            GoPath = context.Variable("GOPATH"),
            GoModCache = context.Variable("GOMODCACHE"),
            GoRoot = context.Variable("GOROOT"),
            GoVersion = "1.24.4",
            WorkingDirectory = context.WorkingDirectory,
            Variables = context.Variables,
        };
    }
}
