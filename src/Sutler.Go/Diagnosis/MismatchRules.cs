using Sutler.Go.Digests;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Diagnosis;

/// <summary>Decides from evidence which cause a mismatch has. Pure. The table is in docs/concepts/repair.md.</summary>
/// <remarks>
/// Nothing is guessed: a cause is named only where the evidence excludes the others. Content is compared by h1, since a source may pack
/// the same files anew for every request. Damage on the way breaks the checksums of a zip, so a whole zip with other content was sent so;
/// and no disk makes of a file just the one that a source sends.
/// </remarks>
public static partial class MismatchRules
{
    /// <summary>The cause, why, and what to do next.</summary>
    public static MismatchDiagnosis Decide(MismatchEvidence evidence)
    {
        // First: no bytes could satisfy both, whatever else is wrong.
        if (evidence is { GoSum: { } line, Database: DatabaseAnswer.Lists listed } && line != listed.Hash)
        {
            return GoSumDisagrees(evidence, line, listed.Hash);
        }

        // What was compared is the hash recorded beside the file, not the file's own.
        if (evidence.WasInCache && evidence.Found.H1.Length > 0 && evidence.Found.H1 == evidence.Expected && evidence.Disk is not DiskAnswer.BlocksDiffer)
        {
            return OnDisk(evidence, "the file in the cache is what it should be, but the hash recorded beside it is not", "the record");
        }

        return evidence.Disk switch
        {
            _ when !evidence.WasInCache || IsSameAgain(evidence) => BySource(evidence),
            DiskAnswer.BlocksDiffer { Blocks: [] } => OnDisk(evidence, "the file's length is not the recorded one"),
            DiskAnswer.BlocksDiffer damage => OnDisk(evidence, $"the recorded digest of {Blocks(damage.Blocks)} differs"),
            DiskAnswer.NotAsRecorded when evidence.Found.H1.Length == 0 => OnDisk(evidence, "the file cannot be unpacked, though a hash of its content was recorded when it was stored"),
            DiskAnswer.NotAsRecorded => OnDisk(evidence, "the file's hash is not the one that was recorded when it was stored"),
            _ => BySource(evidence),
        };
    }

    /// <summary>Whether the other sources can tell more than is known.</summary>
    public static bool NeedsOthers(MismatchEvidence evidence) => Decide(evidence) is not { Cause: MismatchCause.GoSumDisagrees or MismatchCause.DamagedOnDisk or MismatchCause.DamagedInTransfer }
        && (evidence.Source is not SourceAnswer.Gave again || !Verifies(evidence, again));

    private static bool IsSameAgain(MismatchEvidence evidence) => evidence.Source is SourceAnswer.Gave again && evidence.Found.IsSameAs(again.Content);

    // What nobody knows a hash of is as good as it gets once it can be unpacked.
    private static bool Verifies(MismatchEvidence evidence, SourceAnswer.Gave answer) =>
        answer.Content.H1.Length > 0 && (evidence.Expected is { } expected ? answer.Content.H1 == expected : evidence.Found.H1.Length == 0);

    private static List<string> Agreeing(MismatchEvidence evidence)
    {
        List<string> agreeing = [];
        if (evidence.Database is DatabaseAnswer.Lists listed && listed.Hash == evidence.Expected)
        {
            agreeing.Add("the checksum database");
        }

        agreeing.AddRange(evidence.Others.OfType<SourceAnswer.Gave>()
            .Where(other => Verifies(evidence, other))
            .Select(other => other.Name));
        return agreeing;
    }

    private static MismatchDiagnosis OnDisk(MismatchEvidence evidence, string what, string changed = "the file") => new(
        MismatchCause.DamagedOnDisk, $"{what}: {changed} was changed after it had been stored", Repair(evidence));

    private static MismatchDiagnosis GoSumDisagrees(MismatchEvidence evidence, string line, string listed)
    {
        var sides = evidence.Found.H1 == listed ? "what was found is what the database lists"
            : evidence.Found.H1 == line ? "what was found is what go.sum lists"
            : "what was found is neither";
        return new MismatchDiagnosis(
            MismatchCause.GoSumDisagrees,
            $"go.sum and the checksum database list different hashes, and {sides}: the line was tampered with, or the tag was moved after one of them saw it",
            // A line may hold anything; what people paste into a shell must not.
            $"find out who wrote the line (git log -S '{(H1Hash.TryParse(line, out var hash, out _) ? hash.Text : "h1:")}' -- go.sum) before anything else");
    }

    private static MismatchDiagnosis Undetermined(MismatchEvidence evidence, string why, string next) =>
        new(MismatchCause.Undetermined, why, evidence.Expected is null ? "compare with the module's repository, or ask its author for the hash" : next);

    private static string AskAgain(MismatchEvidence evidence) =>
        evidence.WasInCache ? $"run 'sutler mod repair {Module(evidence)}' when a source can be reached" : "run the same command again when the source answers";

    private static string Missing(MismatchEvidence evidence)
    {
        List<string> missing =
        [
            evidence.Database switch
            {
                DatabaseAnswer.NotAsked refused => $"checksum database not asked ({refused.Reason})",
                DatabaseAnswer.Failed failed => $"checksum database did not answer ({failed.Reason})",
                DatabaseAnswer.IsSilent => "the checksum database lists no hash",
                _ => "",
            },
        ];
        missing.AddRange(evidence.Others.Select(other => other switch
        {
            SourceAnswer.Gave { Content.H1.Length: 0 } useless => $"{other.Name} gave no zip that can be read",
            SourceAnswer.NotAsked refused => $"{other.Name} not asked ({refused.Reason})",
            SourceAnswer.Failed failed => $"{other.Name} did not answer ({failed.Reason})",
            _ => "",
        }));
        if (evidence.Others.Count == 0)
        {
            missing.Add("GOPROXY names no other source");
        }

        return string.Join("; ", missing.Where(text => text.Length > 0));
    }

    private static string Lister(MismatchEvidence evidence) =>
        evidence.GoSum is not null ? "go.sum" : evidence.Database is DatabaseAnswer.Lists ? "the checksum database" : "the record";

    private static string Join(List<string> agreeing) =>
        string.Join(" and ", agreeing) + (agreeing.Count == 1 ? " agrees with what is expected" : " agree with what is expected");

    private static string Blocks(IReadOnlyList<FileBlock> blocks) =>
        blocks.Count <= 3 ? string.Join(", ", blocks) : $"{string.Join(", ", blocks.Take(3))} and {blocks.Count - 3} more blocks";

    private static string Module(MismatchEvidence evidence) => evidence.Key.ToString().Replace("/go.mod", "", StringComparison.Ordinal);
}
