using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Diagnosis;
using Sutler.Go.Digests;
using Sutler.Go.Quarantine;
using Sutler.Go.Verify;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Repair;

/// <summary>Repairs what belongs to no single module version: files of checksum databases, lists of versions, journals.</summary>
internal sealed class SharedRepair(RepairParts parts)
{
    private CacheLayout Layout => parts.Cache.Layout;

    /// <summary>
    /// Takes away answers and tiles that are damaged: whoever needs them next fetches and proves them again. Answers about modules are
    /// asked for at once, where the database may be asked.
    /// </summary>
    public async Task<IReadOnlyList<RepairResult>> DatabaseAsync(IEnumerable<Finding> findings, CancellationToken cancellationToken)
    {
        List<RepairResult> results = [];
        foreach (var file in findings.GroupBy(finding => finding.File))
        {
            results.Add(await RunAsync(RepairedPart.Database, file, result => TakeAwayAsync(result, cancellationToken)));
        }

        if (parts.DryRun || parts.Environment.GoProxy == "off")
        {
            return results;
        }

        // One that has read nothing yet: the others remember what was damaged.
        var database = parts.NewDatabase();
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i] is { Outcome: RepairOutcome.Removed, Module: { } module } && module.Version.Length > 0
                && await DatabaseAsker.AskAsync(database, module, cancellationToken) is DatabaseAnswer.Lists or DatabaseAnswer.IsSilent && File.Exists(results[i].File))
            {
                results[i] = results[i] with { Outcome = RepairOutcome.Repaired, Source = "checksum database", Reason = "", BytesFetched = new FileInfo(results[i].File).Length };
            }
        }

        return results;
    }

    /// <summary>Writes lists of versions anew from the files they are made from.</summary>
    public async Task<IReadOnlyList<RepairResult>> ListsAsync(IEnumerable<Finding> findings, CancellationToken cancellationToken)
    {
        List<RepairResult> results = [];
        foreach (var file in findings.GroupBy(finding => finding.File))
        {
            results.Add(await RunAsync(RepairedPart.List, file, async result =>
            {
                if (FileStatus.Of(result.File).Kind is not (FileKind.Regular or FileKind.Missing))
                {
                    result = await MoveAsync(result, cancellationToken);
                }

                await parts.Cache.RebuildListAsync(Path.GetDirectoryName(result.File)!, cancellationToken);
                return result with { Outcome = RepairOutcome.Repaired, Source = "the .mod files beside it" };
            }));
        }

        return results;
    }

    /// <summary>Drops lines of journals that cannot be read, by making one journal of all.</summary>
    public async Task<IReadOnlyList<RepairResult>> JournalsAsync(IEnumerable<Finding> findings, CancellationToken cancellationToken)
    {
        List<RepairResult> results = [];
        var isCompacted = false;
        foreach (var file in findings.GroupBy(finding => finding.File))
        {
            results.Add(await RunAsync(RepairedPart.Journal, file, async result =>
            {
                if (!isCompacted)
                {
                    await DigestCompaction.RunAsync(Layout, parts.Time, cancellationToken);
                    isCompacted = true;
                }

                return RecordedDigests.Read(Layout, cancellationToken).Damage.Any(damage => damage.Journal == result.File)
                    ? result with { Outcome = RepairOutcome.Failed, Reason = "a process that runs writes to it" }
                    : result with { Outcome = RepairOutcome.Repaired, Source = "what of it can be read" };
            }));
        }

        return results;
    }

    /// <summary>What nobody but a person can judge.</summary>
    public static IReadOnlyList<RepairResult> Others(IEnumerable<Finding> findings) => [.. findings.GroupBy(finding => finding.File).Select(file => new RepairResult
    {
        Module = file.First().Module,
        Part = RepairedPart.Other,
        File = file.Key,
        Findings = [.. file],
        Outcome = RepairOutcome.Failed,
        Reason = "sutler does not know what belongs there",
    })];

    private async Task<RepairResult> RunAsync(RepairedPart part, IGrouping<string, Finding> file, Func<RepairResult, Task<RepairResult>> repairAsync)
    {
        var result = new RepairResult { Module = file.First().Module, Part = part, File = file.Key, Findings = [.. file], Cause = MismatchCause.DamagedOnDisk };
        if (parts.DryRun)
        {
            return result with { Outcome = RepairOutcome.Planned };
        }

        try
        {
            return await repairAsync(result);
        }
        catch (SutlerException failure)
        {
            return result with { Outcome = RepairOutcome.Failed, Reason = SourceAsker.FirstLine(failure.Message) };
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            return result with { Outcome = RepairOutcome.Failed, Reason = OsError.Create("write", result.File, failure).Message };
        }
    }

    private async Task<RepairResult> TakeAwayAsync(RepairResult result, CancellationToken cancellationToken)
    {
        if (result.Findings.Any(finding => finding.Kind == FindingKind.TreeHeadModified) || Layout.DownloadName(result.File) is null)
        {
            return result with
            {
                Outcome = RepairOutcome.Failed,
                Reason = "it is what this machine remembers of the database, and is not replaced by what a server says; look at it, then delete it yourself",
            };
        }

        return (await MoveAsync(result, cancellationToken)) with { Outcome = RepairOutcome.Removed, Reason = "it is fetched again when it is needed" };
    }

    private async Task<RepairResult> MoveAsync(RepairResult result, CancellationToken cancellationToken)
    {
        var name = parts.Quarantine.NameOf(result.File);
        var report = new QuarantineReport
        {
            Module = result.Module ?? new ModuleId("", ""),
            File = name,
            Time = parts.Quarantine.Now,
            Cause = result.Cause,
            Why = string.Join("; ", result.Findings.Select(finding => finding.Detail).Where(detail => detail.Length > 0).Distinct().Take(20)),
            Blocks = [.. result.Findings.SelectMany(finding => finding.Blocks).Distinct()],
        };
        var directory = Path.Combine(Layout.QuarantineDirectory, Path.GetRelativePath(Layout.Root, Path.GetDirectoryName(result.File)!));
        var entry = await parts.Quarantine.MoveAsync(directory, result.File, report, cancellationToken);
        return result with { Kept = entry.Path };
    }
}
