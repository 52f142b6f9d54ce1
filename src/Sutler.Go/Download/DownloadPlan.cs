using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Loading;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Download;

/// <summary>Finds out what a download would fetch, and from where, without fetching zips or storing anything.</summary>
/// <remarks>
/// The source of a zip is found as the download finds it, asking one after the other by GOPROXY's rules, but for its length only. What a
/// source says then may differ from what it says now.
/// </remarks>
public sealed class DownloadPlan(ModuleCache cache, IModuleSources sources)
{
    private const int MostAtOnce = 64;

    /// <summary>The plan, in the order of the modules; directories and main modules are left out. Only failures that end the run are thrown.</summary>
    public async Task<IReadOnlyList<PlannedModule>> MakeAsync(IReadOnlyList<ListedModule> modules, CancellationToken cancellationToken)
    {
        var wanted = modules.Where(module => !module.IsLocal).ToList();
        var plan = new PlannedModule[wanted.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, wanted.Count, options, async (index, token) => plan[index] = await PlanAsync(wanted[index], zipOnly: false, token));
        return plan;
    }

    /// <summary>The same for a toolchain, of which only the zip is fetched.</summary>
    public Task<PlannedModule> MakeForToolchainAsync(ModuleId module, CancellationToken cancellationToken) =>
        PlanAsync(new ListedModule { Path = module.Path, Version = module.Version }, zipOnly: true, cancellationToken);

    private async Task<PlannedModule> PlanAsync(ListedModule listed, bool zipOnly, CancellationToken cancellationToken)
    {
        var planned = new PlannedModule { Path = listed.Path, Version = listed.Version, Error = listed.Error };
        if (listed.Error.Length > 0)
        {
            return planned;
        }

        try
        {
            var version = cache.Locate(new ModuleId(listed.Path, listed.Version));
            planned = planned with { Fetch = [.. MissingFiles(version, zipOnly)], Unpacks = !ModuleCache.IsTreeComplete(version) };
            return planned.Fetch.Contains("zip") ? await WithOfferAsync(planned, cancellationToken) : planned;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return planned with { Error = failure.Message };
        }
    }

    private IEnumerable<string> MissingFiles(CachedVersion version, bool zipOnly)
    {
        if (!zipOnly && cache.ReadInfo(version) is null)
        {
            yield return "info";
        }

        if (!zipOnly && cache.ReadMod(version) is null)
        {
            yield return "mod";
        }

        if (!File.Exists(version.ZipPath))
        {
            yield return "zip";
        }
    }

    private async Task<PlannedModule> WithOfferAsync(PlannedModule planned, CancellationToken cancellationToken)
    {
        var offer = await sources.TryEachAsync(
            ModulePath.Parse(planned.Path), (repository, token) => repository.OfferZipAsync(planned.Version, token), cancellationToken);
        return planned with { Source = offer.Source, Bytes = offer.Length };
    }
}
