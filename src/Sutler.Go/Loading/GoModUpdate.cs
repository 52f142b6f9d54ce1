using Sutler.Errors;
using Sutler.Go.Environment;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>Brings a main go.mod in line with the requirements in force. Spec: GOMOD-20 to GOMOD-25.</summary>
internal static class GoModUpdate
{
    /// <summary>Changes <paramref name="file"/> in place.</summary>
    internal static void Apply(GoModFile file, Requirements requirements, GoEnvironment environment)
    {
        var goVersion = requirements.GoVersionLine;
        if (GoVersion.Compare(goVersion, environment.GoVersion) > 0)
        {
            throw new TooNewException("updating go.mod", goVersion, environment);
        }

        var wroteGo = file.Go != goVersion;
        if (wroteGo)
        {
            file.SetGo(goVersion);
        }

        ApplyToolchain(file, requirements, goVersion, wroteGo, environment);
        var list = requirements.Roots
            .Where(root => !PseudoModules.Contains(root.Path))
            .Select(root => (root, Indirect: !requirements.Direct.Contains(root.Path)))
            .ToList();
        if (GoVersion.Compare(goVersion, GoVersion.SeparateIndirect) < 0)
        {
            file.SetRequire(list);
        }
        else
        {
            file.SetRequireSeparateIndirect(list);
        }

        file.Cleanup();
    }

    private static void ApplyToolchain(GoModFile file, Requirements requirements, string goVersion, bool wroteGo, GoEnvironment environment)
    {
        var toolchain = requirements.Roots.FirstOrDefault(root => root.Path == PseudoModules.Toolchain).Version ?? "go" + goVersion;
        var running = environment.GoVersion;
        if (wroteGo
            && GoVersion.Compare(goVersion, GoVersion.GoStrict) >= 0
            && GoVersion.Compare(running, GoVersion.FromToolchain(toolchain)) > 0
            && !GoVersion.IsLanguage(running))
        {
            toolchain = "go" + running;
        }

        if (toolchain == "go" + goVersion || GoVersion.Compare(GoVersion.FromToolchain(toolchain), GoVersion.GoStrict) < 0)
        {
            file.DropToolchain();
        }
        else
        {
            file.SetToolchain(toolchain);
        }
    }
}
