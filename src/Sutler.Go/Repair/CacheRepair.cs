using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Digests;
using Sutler.Go.Verify;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Repair;

/// <summary><c>mod repair</c>: puts good bytes in the place of what a deep verification found bad. docs/concepts/repair.md.</summary>
/// <remarks>
/// What is bad goes to quarantine, nothing is published that does not verify, and go.sum is never written. Killed at any moment it leaves a
/// cache in which go and sutler find each file good, bad as before, or missing.
/// </remarks>
public sealed class CacheRepair
{
    private const int ModulesAtOnce = 4;

    private readonly RepairParts _parts;

    /// <summary>Creates the command.</summary>
    public CacheRepair(RepairParts parts) => _parts = parts;

    private CacheLayout Layout => _parts.Cache.Layout;

    /// <summary>Repairs what is found; the results are by module, then what belongs to none.</summary>
    public async Task<IReadOnlyList<RepairResult>> RunAsync(DeepVerifyReport report, CancellationToken cancellationToken)
    {
        var recorded = RecordedDigests.Read(Layout, cancellationToken);
        var taken = new TakenZips(_parts.Quarantine, recorded);
        var located = report.Findings.Concat(report.Versions.Select(taken.Tell).OfType<Finding>()).Select(finding => (Finding: finding, Version: Locate(finding.Module))).ToList();
        var parts = located.ToLookup(item => PartSorting.PartOf(item.Finding, Layout, item.Version), item => item.Finding);
        var shared = new SharedRepair(_parts);

        // First: whoever has to know which hashes are right may have to ask the database.
        List<RepairResult> results = [.. await new DatabaseRepair(_parts, shared).RunAsync(parts[RepairedPart.Database], cancellationToken)];
        var database = _parts.NewDatabase();
        var context = new RepairContext(
            _parts,
            new HashAuthority(_parts.Environment, _parts.Sums, StoredProofs.Of(_parts.Environment), database),
            database,
            recorded);
        results.AddRange(await ModulesAsync(context, located, cancellationToken));
        await RemoveLeftoversAsync([.. report.Versions.Concat(report.Leftovers.Select(leftover => leftover.Version)).DistinctBy(version => version.Module)], cancellationToken);
        results.AddRange(await shared.ListsAsync(parts[RepairedPart.List], cancellationToken));
        results.AddRange(await shared.JournalsAsync(parts[RepairedPart.Journal], cancellationToken));
        results.AddRange(SharedRepair.Others(located.Where(item => item.Version is null && PartSorting.PartOf(item.Finding, Layout, null) == RepairedPart.Other).Select(item => item.Finding)));
        return [.. results.OrderBy(result => result.Module is null).ThenBy(result => result.Module?.ToString() ?? "", StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<RepairResult>> ModulesAsync(
        RepairContext context, IEnumerable<(Finding Finding, CachedVersion? Version)> located, CancellationToken cancellationToken)
    {
        var modules = located
            .Where(item => item.Version is not null && PartSorting.PartOf(item.Finding, Layout, item.Version) is not (RepairedPart.Database or RepairedPart.List or RepairedPart.Journal))
            .GroupBy(item => item.Version!.Module)
            .ToArray();
        var results = new IReadOnlyList<RepairResult>[modules.Length];
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = ModulesAtOnce };
        await Parallel.ForAsync(0, modules.Length, parallel, async (index, token) =>
            results[index] = await new ModuleRepair(context, modules[index].First().Version!, modules[index].Select(item => item.Finding)).RunAsync(token));
        return results.SelectMany(result => result);
    }

    // They are in nobody's way, so that nothing is said of them here.
    private async Task RemoveLeftoversAsync(IReadOnlyList<CachedVersion> versions, CancellationToken cancellationToken)
    {
        foreach (var version in _parts.DryRun ? [] : versions)
        {
            try
            {
                await _parts.Cache.RemoveTemporaryTreesAsync(version, cancellationToken);
            }
            catch (SutlerException)
            {
                // Where nothing can be locked nothing can be removed.
            }
        }
    }

    private CachedVersion? Locate(ModuleId? module)
    {
        try
        {
            return module is { Version.Length: > 0 } known ? _parts.Cache.Locate(known) : null;
        }
        catch (SutlerException)
        {
            return null;
        }
    }
}
