using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Completion;

/// <summary>Arguments of <c>mod download</c>: the modules that the nearest go.mod requires.</summary>
internal static class ModulePaths
{
    private const int LargestFile = 4 << 20;

    /// <summary>What begins with <paramref name="current"/>: paths, and after an <c>@</c> the required version and queries.</summary>
    public static Completions Complete(string directory, string current)
    {
        var required = Required(directory);
        var at = current.IndexOf('@');
        var words = at < 0
            ? required.Select(module => module.Path).Prepend("all")
            : required.Where(module => module.Path == current[..at]).Take(1).SelectMany(module => new[] { module.Version, "latest", "upgrade", "patch" }.Select(query => $"{module.Path}@{query}"));
        return Completions.Of(words.Where(word => word.StartsWith(current, StringComparison.Ordinal)).Distinct());
    }

    private static List<ModuleId> Required(string directory)
    {
        try
        {
            for (var at = new DirectoryInfo(directory); at is not null; at = at.Parent)
            {
                var file = new FileInfo(Path.Combine(at.FullName, "go.mod"));
                if (file.Exists)
                {
                    return file.Length <= LargestFile ? [.. GoModFile.ParseLax(file.FullName, File.ReadAllBytes(file.FullName), fix: null).Requires.Select(require => require.Module)] : [];
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Errors.SutlerException or FormatException)
        {
            // Nothing to offer: the command itself will say what is wrong.
        }

        return [];
    }
}
