using Sutler.GoModules.Modules;

namespace Sutler.Go.Environment;

/// <summary>Reads the settings once: environment, the user's env file, <c>GOROOT/go.env</c>, defaults. Spec: CMD-5 to CMD-10, TOOL-6.</summary>
public static class GoEnvironmentReader
{
    /// <summary>The version Sutler claims where the user has no Go: the one whose behaviour it follows. Decision 7.</summary>
    public const string DefaultGoVersion = "1.24.4";

    /// <summary>
    /// Reads the settings in force. Reads files, starts nothing. Ends the run with exit code 2 for a GOPATH that is relative or begins with
    /// <c>~</c>; complaints about GOMODCACHE come when it is used.
    /// </summary>
    /// <param name="variables">The process's environment; a dictionary that ignores case on Windows.</param>
    /// <param name="workingDirectory">The current directory, absolute.</param>
    public static GoEnvironment Read(IReadOnlyDictionary<string, string> variables, string workingDirectory)
    {
        var settings = new SettingsLookup(variables, workingDirectory);
        GoPathSetting goPath = GoPathSetting.Read(settings);
        string goPrivate = settings[EnvironmentVariables.GoPrivate];
        return new GoEnvironment
        {
            GoProxy = settings.Get(EnvironmentVariables.GoProxy, "https://proxy.golang.org,direct"),
            GoPrivate = goPrivate,
            GoNoProxy = new GlobList(settings.Get(EnvironmentVariables.GoNoProxy, goPrivate)),
            GoNoSumDb = new GlobList(settings.Get(EnvironmentVariables.GoNoSumDb, goPrivate)),
            GoInsecure = new GlobList(settings[EnvironmentVariables.GoInsecure]),
            GoSumDb = settings.Get(EnvironmentVariables.GoSumDb, "sum.golang.org"),
            GoAuth = settings.Get(EnvironmentVariables.GoAuth, "netrc"),
            GoVcs = settings[EnvironmentVariables.GoVcs],
            GoWork = settings[EnvironmentVariables.GoWork],
            Go111Module = settings[EnvironmentVariables.Go111Module],
            GoToolchain = settings.Get(EnvironmentVariables.GoToolchain, "auto"),
            GoFlags = settings[EnvironmentVariables.GoFlags],
            GoPath = goPath.Text,
            GoPathMissing = goPath.Missing,
            GoModCache = goPath.ModuleCache,
            GoRoot = settings.GoRoot,
            GoVersion = RunningVersion(settings.GoRoot, variables, workingDirectory),
            Warnings = goPath.Warning is { } warning ? [warning] : [],
            WorkingDirectory = workingDirectory,
            Variables = variables,
        };
    }

    /// <summary>Where the value of each setting comes from, by name: <c>environment</c>, the absolute name of a file, or <c>default</c>.</summary>
    /// <inheritdoc cref="Read" path="/param"/>
    public static IReadOnlyDictionary<string, string> ReadOrigins(IReadOnlyDictionary<string, string> variables, string workingDirectory)
    {
        var settings = new SettingsLookup(variables, workingDirectory);
        return EnvironmentVariables.All.ToDictionary(variable => variable.Name, settings.OriginOf, StringComparer.Ordinal);
    }

    private static string RunningVersion(string goRoot, IReadOnlyDictionary<string, string> variables, string workingDirectory) =>
        GoInstallation.Version(goRoot)
        ?? GoInstallation.Version(GoInstallation.FindOnPath(variables.GetValueOrDefault(EnvironmentVariables.Path.Name, ""), workingDirectory))
        ?? DefaultGoVersion;
}
