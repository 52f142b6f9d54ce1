using Sutler.Errors;
using Sutler.Go.Environment;

namespace Sutler.Go.Loading;

/// <summary>Something needs a newer Go than the one Sutler speaks as. Spec: GOVER-5, TOOL-6.</summary>
public sealed class TooNewException : SutlerException
{
    /// <summary>Creates the failure; <paramref name="what"/> is a file, <c>p@v</c> or <c>module p@v</c>.</summary>
    public TooNewException(string what, string goVersion, GoEnvironment environment)
        : base($"{what} requires go >= {goVersion} (running go {environment.GoVersion}; GOTOOLCHAIN={Mode(environment)})") =>
        GoVersion = goVersion;

    /// <summary>The version that is needed.</summary>
    public string GoVersion { get; }

    // Sutler never switches toolchains, so a setting that lets go switch reads as "local" (TOOL-6).
    private static string Mode(GoEnvironment environment)
    {
        var name = environment.GoToolchain;
        var plus = name.IndexOf('+', StringComparison.Ordinal);
        name = plus < 0 ? name : name[..plus];
        return name is "" or "auto" or "path" ? "local" : name;
    }
}
