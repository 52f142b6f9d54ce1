using Sutler.GoModules.Files;

namespace Sutler.Go.Preflight;

/// <summary>The Go files of one module, wherever they are.</summary>
internal interface IPackageFiles
{
    /// <summary>
    /// The imports of the package in a directory below the module's root (empty for the root itself), tests and ignored files left out;
    /// null when there are no Go files.
    /// </summary>
    IReadOnlyList<string>? ImportsOf(string directory);
}

/// <summary>Which files count, and what they import.</summary>
internal static class PackageFiles
{
    /// <summary>The most that is read of one file: imports stand at its beginning.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Whether a file name is that of Go source.</summary>
    public static bool IsGo(string name) => name.EndsWith(".go", StringComparison.Ordinal) && name[0] is not ('_' or '.');

    /// <summary>Whether a build, and not only a test, reads it.</summary>
    public static bool IsBuilt(string name) => IsGo(name) && !name.EndsWith("_test.go", StringComparison.Ordinal);

    /// <summary>The imports of one file.</summary>
    public static IEnumerable<string> ImportsOf(ReadOnlySpan<byte> source)
    {
        var header = GoSourceHeader.Parse(source);
        return header.IsIgnored ? [] : header.Imports;
    }
}
