using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Loading;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Verify;

/// <summary><c>mod verify</c>: whether cached zips and trees still have the hash recorded when they were downloaded. Spec: VERIFY rules.</summary>
public sealed class ModVerify
{
    private readonly Project _project;
    private readonly ModuleCache _cache;

    /// <summary>Creates the command.</summary>
    public ModVerify(Project project, ModuleCache cache)
    {
        _project = project;
        _cache = cache;
    }

    /// <summary>The findings, in build list order; none when all is well. Fails when the graph cannot be loaded.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var modules = await ListAsync(_project, cancellationToken);
        if (modules.Count > 0)
        {
            _cache.ThrowIfUnusable();
        }

        var findings = new IReadOnlyList<string>[modules.Count];
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = System.Environment.ProcessorCount };
        Parallel.For(0, modules.Count, parallel, index => findings[index] = Verify(modules[index], cancellationToken));
        return [.. findings.SelectMany(found => found)];
    }

    /// <summary>The modules of the build list that may be in the cache. Fails when the graph cannot be loaded.</summary>
    public static async Task<IReadOnlyList<ModuleId>> ListAsync(Project project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        var (_, graph, error) = await project.Roots.ExpandAsync(project.Requirements, cancellationToken);
        if (error is not null)
        {
            throw error;
        }

        return [.. graph.BuildList.Where(module => !PseudoModules.Contains(module.Path) && !project.Main.Contains(module.Path))];
    }

    private IReadOnlyList<string> Verify(ModuleId module, CancellationToken cancellationToken)
    {
        CachedVersion version;
        try
        {
            version = _cache.Locate(module);
        }
        catch (SutlerException)
        {
            // Nothing can be cached under a name that cannot be stored.
            return [];
        }

        var name = $"{module.Path} {module.Version}";
        var hasZip = Path.Exists(version.ZipPath);
        string recorded;
        try
        {
            recorded = File.ReadAllText(version.ZipHashPath).Trim();
        }
        catch (Exception error) when (OsError.Is(error))
        {
            // Without a recorded hash the tree counts as incomplete, so only a zip can be missed. Spec: VERIFY-3.
            var reason = StandsInTheWay(version.ZipHashPath)
                ? OsError.FromCode("open", version.ZipHashPath, OsError.NotDirectory)
                : OsError.Create("open", version.ZipHashPath, error);
            return hasZip || !reason.IsNotExist ? [$"{name}: missing ziphash: {reason.Message}"] : [];
        }

        var findings = new List<string>();
        try
        {
            if (hasZip && HashZip(version, cancellationToken) != recorded)
            {
                findings.Add($"{name}: zip has been modified ({version.ZipPath})");
            }

            if (ModuleCache.IsTreeComplete(version) && HashTree(version, cancellationToken) != recorded)
            {
                findings.Add($"{name}: dir has been modified ({version.TreePath})");
            }
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            findings.Add($"{name}: {error.Message}");
        }

        return findings;
    }

    // A file where a directory should be is no empty cache; .NET tells the two apart no more than by looking.
    private static bool StandsInTheWay(string path)
    {
        for (var above = Path.GetDirectoryName(path); above is not null; above = Path.GetDirectoryName(above))
        {
            if (Path.Exists(above))
            {
                return File.Exists(above);
            }
        }

        return false;
    }

    private static string HashZip(CachedVersion version, CancellationToken cancellationToken)
    {
        using var zip = ModuleZip.Open(version.ZipPath);
        return zip.Hash(cancellationToken).Text;
    }

    private static string HashTree(CachedVersion version, CancellationToken cancellationToken) =>
        TreeHash.Compute(version.TreePath, version.Module, cancellationToken).Text;
}
