using Sutler.Errors;
using Sutler.Go.Environment;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>A parsed go.work.</summary>
/// <param name="Path">Its path, absolute.</param>
/// <param name="File">Its content.</param>
/// <param name="Roots">The members' directories, absolute, in file order.</param>
public sealed record Workspace(string Path, GoWorkFile File, IReadOnlyList<string> Roots)
{
    /// <summary>Its go line, 1.18 when there is none. Spec: GOVER-4.</summary>
    public string GoVersion => File.Go ?? GoModules.Modules.GoVersion.DefaultGoWorkVersion;

    /// <summary>The members' go.sum files.</summary>
    public IReadOnlyList<string> SumPaths => [.. Roots.Select(root => System.IO.Path.Combine(root, "go.sum"))];

    /// <summary>Reads and checks go.work. Spec: WORK-1 to WORK-3.</summary>
    public static async Task<Workspace> ReadAsync(string path, GoEnvironment environment, ProjectFiles files, CancellationToken cancellationToken)
    {
        var name = files.ShortPath(path);
        byte[] data;
        try
        {
            data = await files.ReadAsync(path, cancellationToken);
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            throw new SutlerException("reading go.work: " + error.Message.Replace(path, name, StringComparison.Ordinal), error);
        }

        GoWorkFile file;
        try
        {
            file = GoWorkFile.Parse(name, data, fix: null);
        }
        catch (GoFileException error)
        {
            throw new SutlerException("errors parsing go.work:\n" + error.Message, error);
        }

        if (file.Go is { } go && GoModules.Modules.GoVersion.Compare(go, environment.GoVersion) > 0)
        {
            throw new TooNewException(name, go, environment);
        }

        return new Workspace(path, file, ReadRoots(path, name, file, environment));
    }

    private static List<string> ReadRoots(string path, string name, GoWorkFile file, GoEnvironment environment)
    {
        var directory = System.IO.Path.GetDirectoryName(path)!;
        var roots = new List<string>();
        foreach (var use in file.Uses)
        {
            var root = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(use.Path, directory));
            if (roots.Contains(root, StringComparer.Ordinal))
            {
                throw new SutlerException($"error loading go.work:\n{name}:{use.Line}: path {root} appears multiple times in workspace");
            }

            roots.Add(root);
        }

        foreach (var setting in file.Godebugs)
        {
            if (GodebugSettings.Violation(setting.Key, setting.Value, environment.GoVersion) is { } violation)
            {
                throw new SutlerException($"error loading go.work:\n{name}:{setting.Line}: {violation}");
            }
        }

        return roots;
    }
}
