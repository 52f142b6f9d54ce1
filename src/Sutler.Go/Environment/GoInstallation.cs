using System.Text;
using Sutler.Go.Cache;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Environment;

/// <summary>Finds the user's Go and its version without starting it. Spec: GOVER-2, TOOL-6; decision 7.</summary>
internal static class GoInstallation
{
    private const int LargestVersionFile = 4096;

    /// <summary>
    /// The root of the first <c>go</c> on a search path that lies in an installation: <c>ROOT/bin/go</c>, also through symbolic links,
    /// or <c>ROOT/bin/OS_ARCH/go</c>. Empty if there is none.
    /// </summary>
    internal static string FindOnPath(string searchPath, string workingDirectory)
    {
        string program = OperatingSystem.IsWindows() ? "go.exe" : "go";
        foreach (string directory in searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string go = Path.GetFullPath(Path.Combine(directory, program), workingDirectory);
            if (File.Exists(go) && RootOf(go) is { } root)
            {
                return root;
            }
        }

        return "";
    }

    /// <summary>The version in <c>ROOT/VERSION</c>, such as <c>1.24.4</c>; null when there is none or it is a development build.</summary>
    internal static string? Version(string root)
    {
        try
        {
            string path = Path.Combine(root, "VERSION");
            if (root.Length == 0 || new FileInfo(path) is not { Exists: true, Length: <= LargestVersionFile })
            {
                return null;
            }

            string toolchain = Encoding.UTF8.GetString(File.ReadAllBytes(path)).Split('\n')[0].TrimEnd('\r');
            string version = GoVersion.FromToolchain(toolchain);
            return version.Length > 0 ? version : null;
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return null;
        }
    }

    private static string? RootOf(string go) =>
        Candidates(go).Concat(Candidates(RealPath.Resolve(go))).FirstOrDefault(IsRoot);

    private static IEnumerable<string> Candidates(string go)
    {
        string? bin = Path.GetDirectoryName(go);
        string? above = Path.GetDirectoryName(bin);
        string? furtherAbove = Path.GetDirectoryName(above);
        return new[] { above, furtherAbove }.OfType<string>();
    }

    private static bool IsRoot(string directory) =>
        Directory.Exists(Path.Combine(directory, "pkg", "tool")) || (File.Exists(Path.Combine(directory, "VERSION")) && Version(directory) is not null);
}
