namespace Sutler.Go.Environment;

/// <summary>Path arithmetic on absolute paths, without looking at the disk.</summary>
internal static class Lexical
{
    /// <summary>Resolves <c>.</c>, <c>..</c> and doubled separators, and drops a final separator; a relative path only loses the last.</summary>
    internal static string Clean(string path) =>
        Path.TrimEndingDirectorySeparator(Path.IsPathFullyQualified(path) ? Path.GetFullPath(path) : path);

    /// <summary>A path seen from a directory, absolute and clean.</summary>
    internal static string Absolute(string path, string workingDirectory) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, workingDirectory));
}
