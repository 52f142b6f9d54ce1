using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Diagnosis;
using Sutler.Go.Digests;
using Sutler.Go.Quarantine;
using Sutler.Go.Verify;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Repair;

/// <summary>Repairs what belongs to no single module version: lists of versions, journals; and what such repairs have in common.</summary>
internal sealed class SharedRepair(RepairParts parts)
{
    private CacheLayout Layout => parts.Cache.Layout;

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

    internal async Task<RepairResult> RunAsync(RepairedPart part, IGrouping<string, Finding> file, Func<RepairResult, Task<RepairResult>> repairAsync)
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

    internal async Task<RepairResult> MoveAsync(RepairResult result, CancellationToken cancellationToken) =>
        result with { Kept = (await parts.Quarantine.MoveAsync(DirectoryOf(result), result.File, ReportOf(result), cancellationToken)).Path };

    /// <summary>Keeps what is going to be replaced by a rename; what is no file has to be out of the way.</summary>
    internal async Task<RepairResult> KeepAsync(RepairResult result, CancellationToken cancellationToken) => FileStatus.Of(result.File).Kind switch
    {
        FileKind.Missing => result,
        FileKind.Regular => result with { Kept = (await parts.Quarantine.LinkAsync(DirectoryOf(result), result.File, ReportOf(result), cancellationToken)).Path },
        _ => await MoveAsync(result, cancellationToken),
    };

    private string DirectoryOf(RepairResult result) =>
        Path.Combine(Layout.QuarantineDirectory, Path.GetRelativePath(Layout.Root, Path.GetDirectoryName(result.File)!));

    private QuarantineReport ReportOf(RepairResult result) => new()
    {
        Module = result.Module ?? new ModuleId("", ""),
        File = parts.Quarantine.NameOf(result.File),
        Time = parts.Quarantine.Now,
        Cause = result.Cause,
        Why = string.Join("; ", result.Findings.Select(finding => finding.Detail).Where(detail => detail.Length > 0).Distinct().Take(20)),
        Blocks = [.. result.Findings.SelectMany(finding => finding.Blocks).Distinct()],
    };
}
