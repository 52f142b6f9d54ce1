using Sutler.Go.Loading;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Preflight;

/// <summary>Finds the vendor directory that a build would read instead of the module cache.</summary>
public static class VendorDirectory
{
    private const string FirstVersion = "1.14";

    /// <summary>
    /// The directory; null when the module cache counts. Unless <c>-mod</c> decides it is used from <c>go 1.14</c> on, if it was made for
    /// what it is found in: a module, or a workspace.
    /// </summary>
    public static string? Find(Project project, BuildMode mode)
    {
        if (!project.HasModule || mode is BuildMode.ReadOnly or BuildMode.Mod)
        {
            return null;
        }

        var directory = Path.Combine(project.Main.ReplacementBase, "vendor");
        if (mode == BuildMode.Vendor)
        {
            return directory;
        }

        return Directory.Exists(directory) && IsRecent(project) && VendorList.Read(directory).IsOfWorkspace == project.Main.InWorkspace ? directory : null;
    }

    /// <summary>Whether the project's go line is one from which the list must agree with go.mod.</summary>
    public static bool IsRecent(Project project) => IsAtLeast(project, FirstVersion);

    /// <summary>Whether there is a go line, and it says at least so much.</summary>
    public static bool IsAtLeast(Project project, string version) =>
        GoLine(project) is { Length: > 0 } line && GoVersion.Compare(line, version) >= 0;

    private static string GoLine(Project project) => project.Main.InWorkspace ? project.Main.WorkFile?.Go ?? "" : project.Main.Single.Index.GoVersion;
}
