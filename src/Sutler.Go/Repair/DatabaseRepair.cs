using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Diagnosis;
using Sutler.Go.Verify;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Repair;

/// <summary>Repairs the stored answers and tiles of checksum databases: fetched and proven anew first, and then renamed over the bad ones.</summary>
/// <remarks>
/// A tile cannot be asked for by itself: it is proven together with others, so the stored answers are proven anew until all tiles are
/// there. One that no answer needs any more, or that cannot be had now, is put away: it comes back when it is needed.
/// </remarks>
internal sealed class DatabaseRepair(RepairParts parts, SharedRepair shared)
{
    // What is stored costs no request, and few answers bear on most tiles.
    private const int MostAnswers = 4096;

    private CacheLayout Layout => parts.Cache.Layout;

    /// <summary>Repairs what is found.</summary>
    public async Task<IReadOnlyList<RepairResult>> RunAsync(IEnumerable<Finding> findings, CancellationToken cancellationToken)
    {
        var files = findings.GroupBy(finding => finding.File).ToList();
        var replaced = new ReplacedLogFiles(files.Select(file => NameOf(file.Key)).OfType<string>());
        if (!parts.DryRun && parts.Environment.GoProxy != "off" && files.Count > 0)
        {
            await FetchAsync(files, replaced, cancellationToken);
        }

        List<RepairResult> results = [];
        foreach (var file in files)
        {
            results.Add(await shared.RunAsync(RepairedPart.Database, file, result => PublishAsync(result, replaced, cancellationToken)));
        }

        return results;
    }

    // Below cache/download/sumdb; null for what is elsewhere, such as the head that go remembers.
    private string? NameOf(string file) =>
        file.StartsWith(Layout.SumDbDirectory + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Path.GetRelativePath(Layout.SumDbDirectory, file).Replace(Path.DirectorySeparatorChar, '/')
            : null;

    // With one client, which reads what is good from the cache and each tile once.
    private async Task FetchAsync(List<IGrouping<string, Finding>> files, ReplacedLogFiles replaced, CancellationToken cancellationToken)
    {
        var database = parts.NewReplacingDatabase(replaced);
        var bad = files.Select(file => StoredAnswers.ModuleOf(Layout, file.Key)).OfType<ModuleId>();
        var good = Files.Below(Layout.SumDbDirectory).Select(entry => StoredAnswers.ModuleOf(Layout, entry.Path)).OfType<ModuleId>();
        foreach (var module in bad.Concat(good).Distinct().Take(MostAnswers).ToList())
        {
            if (replaced.AreComplete || await DatabaseAsker.AskAsync(database, module, cancellationToken) is DatabaseAnswer.Failed { MayPass: true })
            {
                break;
            }
        }
    }

    private async Task<RepairResult> PublishAsync(RepairResult result, ReplacedLogFiles replaced, CancellationToken cancellationToken)
    {
        if (NameOf(result.File) is not { } name)
        {
            return result with
            {
                Outcome = RepairOutcome.Failed,
                Reason = "it is what this machine remembers of the database, and is not replaced by what a server says; look at it, then delete it yourself",
            };
        }

        if (replaced.Find(name) is not { } proven)
        {
            return await shared.MoveAsync(result, cancellationToken) with { Outcome = RepairOutcome.Removed, Reason = "it is fetched again when it is needed" };
        }

        result = await shared.KeepAsync(result, cancellationToken);
        DirectoryMaker.Make(Path.GetDirectoryName(result.File)!);
        parts.Cache.Digests?.Record(result.File, proven);
        await AtomicFile.WriteAsync(result.File, proven, parts.Time, cancellationToken);
        return result with { Outcome = RepairOutcome.Repaired, Source = "checksum database", BytesFetched = proven.Length };
    }
}
