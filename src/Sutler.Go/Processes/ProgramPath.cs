using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Processes;

/// <summary>Finds programs as Go's os/exec does: on PATH, and never in the current directory by accident.</summary>
/// <remarks>.NET would look beside its own executable and in the current directory first, where a project may have put a <c>git</c> of its own.</remarks>
internal static class ProgramPath
{
    /// <summary>The absolute path of a program, or <see cref="SutlerException"/>: <c>exec: "x": executable file not found in $PATH</c>.</summary>
    /// <param name="name">A name, or a path, which may be relative to <paramref name="directory"/>.</param>
    /// <param name="variables">The environment, for PATH.</param>
    /// <param name="directory">The current directory, absolute.</param>
    public static string Find(string name, IReadOnlyDictionary<string, string> variables, string directory)
    {
        if (name.Contains('/') || (OperatingSystem.IsWindows() && name.Contains('\\')))
        {
            return Candidates(Path.GetFullPath(name, directory)).FirstOrDefault(IsExecutable) ?? throw Unusable(name, Path.GetFullPath(name, directory));
        }

        foreach (var entry in (name.Length == 0 ? "" : variables.GetValueOrDefault("PATH", "")).Split(Path.PathSeparator))
        {
            // An empty entry is the current directory.
            var isAbsolute = Path.IsPathFullyQualified(entry);
            if (Candidates(Path.Combine(isAbsolute ? entry : Path.GetFullPath(entry.Length == 0 ? "." : entry, directory), name)).FirstOrDefault(IsExecutable) is { } found)
            {
                return isAbsolute ? found : throw new SutlerException($"exec: {GoQuoting.Quote(name)}: cannot run executable found relative to current directory");
            }
        }

        throw NotFound(name);
    }

    // Batch files are left out: what their interpreter makes of an argument is nobody's to foresee.
    private static IEnumerable<string> Candidates(string path) => OperatingSystem.IsWindows() && !Path.HasExtension(path) ? [path + ".exe", path + ".com"] : [path];

    private static bool IsExecutable(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows()
            ? Path.GetExtension(path).ToLowerInvariant() is ".exe" or ".com"
            : (File.GetUnixFileMode(path) & Execute) != UnixFileMode.None);
    }

    private static SutlerException Unusable(string name, string path) => Path.Exists(path)
        ? new SutlerException($"exec: {GoQuoting.Quote(name)}: permission denied")
        : new SutlerException($"exec: {GoQuoting.Quote(name)}: stat {name}: no such file or directory");

    private static SutlerException NotFound(string name) =>
        new($"exec: {GoQuoting.Quote(name)}: executable file not found in {(OperatingSystem.IsWindows() ? "%PATH%" : "$PATH")}");
}
