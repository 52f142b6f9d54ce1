using Sutler.Errors;
using Sutler.Go.Environment;
using Sutler.Go.Loading;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Verify;

/// <summary>What the project's go.sum files say, all of them in a workspace; nothing outside of a project. Spec: GOSUM-1 to GOSUM-3.</summary>
public sealed class VerifySums
{
    private readonly List<(string Label, string Path, GoSumFile Sums)> _files = [];

    private VerifySums()
    {
    }

    /// <summary>The module versions whose zips are named.</summary>
    public IEnumerable<ModuleId> Modules => _files.SelectMany(file => file.Sums.Keys)
        .Select(key => key with { Version = key.Version.EndsWith("/go.mod", StringComparison.Ordinal) ? key.Version[..^"/go.mod".Length] : key.Version })
        .Distinct();

    /// <summary>Reads the files of a project; a missing one is empty, one that cannot be read or parsed ends the run.</summary>
    public static async Task<VerifySums> ReadAsync(ModuleLocation location, Workspace? workspace, ProjectFiles files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(files);
        var sums = new VerifySums();
        foreach (var path in new[] { location.SumPath }.Concat(workspace?.SumPaths ?? []).OfType<string>())
        {
            sums._files.Add((path == location.SumPath ? Path.GetFileName(path) : path, path, GoSumFile.Parse(path, await ReadAsync(path, files, cancellationToken))));
        }

        return sums;
    }

    /// <summary>The hashes that count for a key: of each file the first of its h1 hashes, which decides for go too.</summary>
    internal IReadOnlyList<Reference> Find(ModuleId key) =>
    [
        .. from file in _files
           let hash = file.Sums[key].FirstOrDefault(hash => hash.StartsWith("h1:", StringComparison.Ordinal))
           where hash is not null
           select new Reference(file.Label, file.Path, hash),
    ];

    private static async Task<byte[]> ReadAsync(string path, ProjectFiles files, CancellationToken cancellationToken)
    {
        try
        {
            return await files.ReadAsync(path, cancellationToken);
        }
        catch (SutlerException error) when (error.IsNotExist)
        {
            return [];
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            throw new FatalException(error.Message, error) { Prefixed = true };
        }
    }
}
