using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Diagnosis;
using Sutler.Go.Digests;
using Sutler.Go.Quarantine;
using Sutler.Go.Verify;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Repair;

/// <summary>Repairs what the cache holds of one module version. Used once. docs/concepts/repair.md.</summary>
/// <remarks>Zip, ziphash and tree are repaired together, in <c>ModuleRepair.Content.cs</c>; the small files in <c>ModuleRepair.Small.cs</c>.</remarks>
internal sealed partial class ModuleRepair
{
    private const string BothCannotHold = "go.sum and the checksum database list different hashes, and no bytes can satisfy both; go.sum is never edited";

    private const string ServedLikeThis = "sources serve what is in the cache, and go.sum alone says otherwise: it stays as it is until somebody finds out who is right";

    private readonly RepairContext _context;
    private readonly CachedVersion _version;
    private readonly ILookup<RepairedPart, Finding> _findings;
    private readonly List<RepairResult> _results = [];

    public ModuleRepair(RepairContext context, CachedVersion version, IEnumerable<Finding> findings)
    {
        _context = context;
        _version = version;
        _findings = findings.ToLookup(finding => PartSorting.PartOf(finding, context.Layout, version));
    }

    private ModuleId Module => _version.Module;

    private RepairParts Parts => _context.Parts;

    private QuarantineStore Quarantine => _context.Parts.Quarantine;

    /// <summary>What was done, or with <see cref="RepairParts.DryRun"/> would be; only a cancellation is thrown.</summary>
    public async Task<IReadOnlyList<RepairResult>> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var lines in _findings[RepairedPart.GoSum].GroupBy(finding => finding.File))
        {
            Add(new RepairResult { Part = RepairedPart.GoSum, File = lines.Key, Findings = [.. lines], Cause = MismatchCause.GoSumDisagrees, Outcome = RepairOutcome.Failed, Reason = BothCannotHold });
        }

        foreach (var others in _findings[RepairedPart.Other].GroupBy(finding => finding.File))
        {
            Add(new RepairResult { Part = RepairedPart.Other, File = others.Key, Findings = [.. others], Outcome = RepairOutcome.Failed, Reason = "sutler does not know what belongs there" });
        }

        await RepairContentAsync(cancellationToken);
        await RepairOneAsync(RepairedPart.GoMod, _version.ModPath, result => RepairGoModAsync(result, cancellationToken));
        await RepairOneAsync(RepairedPart.Info, _version.InfoPath, result => RepairInfoAsync(result, cancellationToken));
        return _results;
    }

    // A line of go.sum may be what is wrong, and then good files must not go: where nothing shows that the disk damaged them, the
    // database is asked before anything is done.
    private async Task<(HashOpinion Opinion, DatabaseAnswer Database)> HearAsync(ModuleId key, HashOpinion opinion, IEnumerable<RepairedPart> parts, CancellationToken cancellationToken)
    {
        if (opinion.Database is { } proven)
        {
            return (opinion, new DatabaseAnswer.Lists(proven.Hash));
        }

        var isDoubtful = opinion.Sums.Count > 0 && parts.SelectMany(part => _findings[part]).Any(finding =>
            finding is { Blocks.Length: 0, Kind: FindingKind.ZipModified or FindingKind.ZipHashModified or FindingKind.TreeModified or FindingKind.GoModModified });
        if (!isDoubtful || Parts.DryRun || Parts.Environment.GoProxy == "off")
        {
            return (opinion, new DatabaseAnswer.NotAsked(Parts.Environment.GoProxy == "off" ? "GOPROXY=off" : opinion.Unchecked));
        }

        var answer = await DatabaseAsker.AskAsync(_context.Database, key, cancellationToken);
        return answer is DatabaseAnswer.Lists lists
            ? (opinion with { Database = new Reference(DatabaseAsker.NameOf(_context.Database, key), "", lists.Hash) }, answer)
            : (opinion, answer);
    }

    private void Add(RepairResult result) => _results.Add(result with { Module = Module });

    // What cannot be done is told, and the rest goes on.
    private async Task RepairOneAsync(RepairedPart part, string file, Func<RepairResult, Task<RepairResult>> repairAsync)
    {
        if (!_findings[part].Any())
        {
            return;
        }

        var result = Begin(part, file);
        try
        {
            result = await repairAsync(result);
        }
        catch (SutlerException failure)
        {
            result = result with { Outcome = RepairOutcome.Failed, Reason = SourceAsker.FirstLine(failure.Message) };
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            result = result with { Outcome = RepairOutcome.Failed, Reason = OsError.Create("write", file, failure).Message };
        }

        Add(result);
    }

    private RepairResult Begin(RepairedPart part, string file)
    {
        Finding[] findings = [.. _findings[part]];

        // A zip with other content may have been put there by somebody who fetched it anew: that is decided once the sources were asked.
        var isDisk = findings.Any(finding => (finding.Blocks.Length > 0 && finding.Kind != FindingKind.ZipModified) || finding.Kind is FindingKind.BytesDiffer or FindingKind.NotAFile);
        return new RepairResult { Part = part, File = file, Findings = findings, Cause = isDisk ? MismatchCause.DamagedOnDisk : MismatchCause.Undetermined };
    }

    private QuarantineReport ReportOf(RepairResult result)
    {
        var first = result.Findings[0];
        return new QuarantineReport
        {
            Module = Module,
            File = Quarantine.NameOf(result.File),
            Time = Quarantine.Now,
            Found = H1Hash.TryParse(first.Found, out _, out _) ? first.Found : "",
            Expected = [.. result.Findings.Where(finding => finding.Expected.Length > 0).Select(finding => new ExpectedHash(finding.ExpectedFrom, finding.Expected)).Distinct()],
            Cause = result.Cause,
            Why = string.Join("; ", result.Findings.Select(Describe).Distinct().Take(20)),
            Blocks = [.. result.Findings.SelectMany(finding => finding.Blocks).Distinct()],
            FirstDifference = result.Findings.Select(finding => finding.Entry).FirstOrDefault(entry => entry.Length > 0) ?? "",
            Evidence = result.Evidence,
        };
    }

    private static string Describe(Finding finding) =>
        FindingKinds.NameOf(finding.Kind) + (finding.Entry.Length > 0 ? $" {finding.Entry}" : "") + (finding.Detail.Length > 0 ? $": {finding.Detail}" : "");

    // A regular file is replaced in one step later, so it stays until then; anything else has to be out of the way. A ziphash is written in place.
    private async Task<RepairResult> KeepAsync(RepairResult result, CancellationToken cancellationToken)
    {
        var directory = Quarantine.DirectoryOf(_version);
        var entry = FileStatus.Of(result.File).Kind switch
        {
            FileKind.Missing => null,
            FileKind.Regular when result.Part == RepairedPart.ZipHash => await Quarantine.CopyAsync(directory, [(result.File, Path.GetFileName(result.File))], ReportOf(result), cancellationToken),
            FileKind.Regular => await Quarantine.LinkAsync(directory, result.File, ReportOf(result), cancellationToken),
            _ => await Quarantine.MoveAsync(directory, result.File, ReportOf(result), cancellationToken),
        };
        return entry is null ? result : result with { Kept = entry.Path };
    }

    private async Task<RepairResult> TakeAwayAsync(RepairResult result, CancellationToken cancellationToken)
    {
        if (FileStatus.Of(result.File).Kind == FileKind.Missing)
        {
            return result;
        }

        var report = ReportOf(result) with { IsTaken = result.Part == RepairedPart.Zip };
        var entry = await Quarantine.MoveAsync(Quarantine.DirectoryOf(_version), result.File, report, cancellationToken);
        return result with { Kept = entry.Path };
    }
}
