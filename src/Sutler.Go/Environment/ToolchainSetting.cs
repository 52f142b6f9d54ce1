using Sutler.Errors;
using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Environment;

/// <summary>The form of GOTOOLCHAIN. Sutler never switches, but a setting the go command refuses is refused here too. Spec: TOOL-1.</summary>
public static class ToolchainSetting
{
    /// <summary>Ends the run when <paramref name="setting"/> is neither <c>auto</c>, <c>path</c>, <c>local</c> nor a toolchain, with <c>+auto</c> or <c>+path</c> or without.</summary>
    public static void Check(string setting)
    {
        if (setting is "" or "auto" or "path")
        {
            return;
        }

        var plus = setting.IndexOf('+', StringComparison.Ordinal);
        var minimum = plus < 0 ? setting : setting[..plus];
        if (minimum != "local" && GoVersion.FromToolchain(minimum).Length == 0)
        {
            throw Invalid(setting, plus < 0 ? "" : $": invalid minimum toolchain {GoQuoting.Quote(minimum)}");
        }

        if (plus >= 0 && setting[(plus + 1)..] is not ("auto" or "path"))
        {
            throw Invalid(setting, ": only version suffixes are +auto and +path");
        }
    }

    private static FatalException Invalid(string setting, string reason) =>
        new($"invalid GOTOOLCHAIN {GoQuoting.Quote(setting)}{reason}") { Prefixed = true };
}
