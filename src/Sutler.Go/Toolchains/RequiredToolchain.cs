using Sutler.Errors;
using Sutler.Go.Environment;
using Sutler.Go.Processes;
using Sutler.GoModules;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Toolchains;

/// <summary>The toolchain that the go command would switch to in a project: by GOTOOLCHAIN and the go and toolchain lines. Spec: TOOL-1, TOOL-2.</summary>
/// <param name="Name">Its name, such as <c>go1.25.0</c>.</param>
/// <param name="MayDownload">False when GOTOOLCHAIN has it looked for on PATH only.</param>
public sealed record RequiredToolchain(string Name, bool MayDownload)
{
    /// <summary>Path of the module whose versions are the toolchains.</summary>
    public const string ModulePath = "golang.org/toolchain";

    /// <summary>The Go version, such as <c>1.25.0</c>.</summary>
    public string Version => GoVersion.FromToolchain(Name);

    /// <summary>The module it is downloaded as, for this platform. Spec: TOOL-3.</summary>
    public ModuleId Module => new(ModulePath, $"v0.0.1-{Name}.{HostPlatform.GoOs}-{HostPlatform.GoArch}");

    /// <summary>
    /// The toolchain to switch to, or null when the user's go does. A toolchain line that cannot be read ends the run, as in the go command.
    /// </summary>
    /// <param name="environment">GOTOOLCHAIN, and the version of the user's go.</param>
    /// <param name="file">go.work or go.mod as errors name it.</param>
    /// <param name="data">Its bytes; empty when there is none.</param>
    public static RequiredToolchain? Find(GoEnvironment environment, string file, ReadOnlySpan<byte> data)
    {
        ToolchainSetting.Check(environment.GoToolchain);
        var (minimum, mode) = Split(environment.GoToolchain);
        var chosen = minimum is "" or "local" ? "go" + environment.GoVersion : minimum;
        if (mode is "auto" or "path")
        {
            chosen = Raise(chosen, file, data);
        }

        return environment.GoToolchain.Length == 0 || chosen == "go" + environment.GoVersion ? null : new RequiredToolchain(chosen, mode != "path");
    }

    /// <summary>Whether there is a program of that name on PATH, which the go command takes before any download.</summary>
    public bool IsOnPath(GoEnvironment environment)
    {
        try
        {
            _ = ProgramPath.Find(Name, environment.Variables, environment.WorkingDirectory);
            return true;
        }
        catch (SutlerException)
        {
            return false;
        }
    }

    private static (string Minimum, string Mode) Split(string setting)
    {
        if (setting is "auto" or "path")
        {
            return ("", setting);
        }

        var plus = setting.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? (setting, "") : (setting[..plus], setting[(plus + 1)..]);
    }

    private static string Raise(string chosen, string file, ReadOnlySpan<byte> data)
    {
        var toolchain = GoModScanner.ValueOf(data, "toolchain");
        if (toolchain == "default")
        {
            return chosen;
        }

        var version = GoVersion.FromToolchain(chosen);
        if (toolchain.Length > 0)
        {
            var named = GoVersion.FromToolchain(toolchain);
            if (named.Length == 0 || !(toolchain.StartsWith("go", StringComparison.Ordinal) || toolchain.Contains("-go", StringComparison.Ordinal)))
            {
                throw new FatalException($"invalid toolchain {GoQuoting.Quote(toolchain)} in {file}") { Prefixed = true };
            }

            (chosen, version) = GoVersion.Compare(named, version) > 0 ? (toolchain, named) : (chosen, version);
        }

        var line = GoModScanner.GoVersionOf(data);
        if (GoVersion.Compare(line, version) <= 0)
        {
            return chosen;
        }

        // There is no toolchain go1.22: its first is go1.22.0.
        var isLanguage = GoVersion.IsLanguage(line) && GoVersion.Compare(line, GoVersion.GoStrict) >= 0;
        return $"go{line}{(isLanguage ? ".0" : "")}";
    }
}
