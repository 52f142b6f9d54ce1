using Sutler.Go.Digests;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Diagnosis;

/// <summary>Decides from evidence which cause a mismatch has. Pure. The table is in docs/concepts/repair.md.</summary>
/// <remarks>
/// Nothing is guessed: a cause is named only where the evidence excludes the others. Content is compared by h1, since a source may pack
/// the same files anew for every request.
/// </remarks>
public static class MismatchRules
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
            DiskAnswer.BlocksDiffer { Blocks: [] } => OnDisk(evidence, "the file's length is not the recorded one"),
            DiskAnswer.BlocksDiffer damage => OnDisk(evidence, $"the recorded digest of {Blocks(damage.Blocks)} differs"),
            DiskAnswer.NotAsRecorded when evidence.WasInCache => OnDisk(evidence, "the file's hash is not the one that was recorded when it was stored"),
            _ => BySource(evidence),
        };
    }

    private static MismatchDiagnosis BySource(MismatchEvidence evidence) => evidence.Source switch
    {
        SourceAnswer.Gave again when evidence.Found.IsSameAs(again.Content) => SameAgain(evidence, again),
        SourceAnswer.Gave again when !evidence.WasInCache => InTransfer(evidence, again),
        SourceAnswer.Gave again => Undetermined(
            evidence,
            again.Content.H1 == evidence.Expected
                ? evidence.Disk is DiskAnswer.Intact
                    ? $"the cached file is as it was stored, and {again.Name} now gives other bytes, which verify: it was stored before they changed, or came from elsewhere"
                    : $"{again.Name} now gives bytes that verify; nothing was recorded of the cached file, so whether it was changed on disk or came so cannot be told"
                : $"{again.Name} gives bytes that are neither those in the cache nor what is expected",
            $"run 'sutler mod repair {Module(evidence)}'"),
        SourceAnswer.NotAsked skipped => Undetermined(evidence, $"{skipped.Name} was not asked again ({skipped.Reason})", AskAgain(evidence)),
        SourceAnswer.Failed failed => Undetermined(evidence, $"{failed.Name} did not answer a second time ({failed.Reason})", AskAgain(evidence)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static MismatchDiagnosis InTransfer(MismatchEvidence evidence, SourceAnswer.Gave again) => again.Content.H1.Length > 0 && again.Content.H1 == evidence.Expected
        ? new MismatchDiagnosis(
            MismatchCause.DamagedInTransfer,
            $"{again.Name} now gives other bytes, and these verify",
            "run the same command again")
        : new MismatchDiagnosis(
            MismatchCause.DamagedInTransfer,
            $"{again.Name} now gives other bytes, and these do not verify either: what it sends changes, there or on the way",
            "use another source or another network, and do not trust this one meanwhile");

    private static MismatchDiagnosis SameAgain(MismatchEvidence evidence, SourceAnswer.Gave again)
    {
        var agreeing = Agreeing(evidence);
        if (agreeing.Count > 0)
        {
            return new MismatchDiagnosis(
                MismatchCause.SourceServesOther,
                $"{again.Name} gives the same wrong bytes again, and {Join(agreeing)} against it",
                evidence.Others.OfType<SourceAnswer.Gave>().FirstOrDefault(other => other.Content.H1 == evidence.Expected) is { } good
                    ? $"put {good.Name} before {again.Name} in GOPROXY, and tell whoever runs {again.Name}"
                    : $"do not use {again.Name} for this module, and tell whoever runs it");
        }

        var others = evidence.Others.OfType<SourceAnswer.Gave>().Where(other => other.Content.IsSameAs(evidence.Found)).Select(other => other.Name).ToList();
        var side = others.Count > 0 ? $"{again.Name} and {string.Join(", ", others)} agree" : $"{again.Name} gives the same bytes again";
        return Undetermined(
            evidence,
            $"{side}, {Lister(evidence)} alone says otherwise, and nobody else could be asked: {Missing(evidence)}",
            "compare with the module's repository, or ask its author for the hash");
    }

    private static List<string> Agreeing(MismatchEvidence evidence)
    {
        List<string> agreeing = [];
        if (evidence.Database is DatabaseAnswer.Lists listed && listed.Hash == evidence.Expected)
        {
            agreeing.Add("the checksum database");
        }

        agreeing.AddRange(evidence.Others.OfType<SourceAnswer.Gave>()
            .Where(other => other.Content.H1.Length > 0 && other.Content.H1 == evidence.Expected)
            .Select(other => other.Name));
        return agreeing;
    }

    private static MismatchDiagnosis OnDisk(MismatchEvidence evidence, string what, string changed = "the file") => new(
        MismatchCause.DamagedOnDisk, $"{what}: {changed} was changed after it had been stored", $"run 'sutler mod repair {Module(evidence)}'");

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

    private static string Lister(MismatchEvidence evidence) => evidence.GoSum is not null ? "go.sum" : "the record";

    private static string Join(List<string> agreeing) =>
        string.Join(" and ", agreeing) + (agreeing.Count == 1 ? " agrees with what is expected" : " agree with what is expected");

    private static string Blocks(IReadOnlyList<FileBlock> blocks) =>
        blocks.Count <= 3 ? string.Join(", ", blocks) : $"{string.Join(", ", blocks.Take(3))} and {blocks.Count - 3} more blocks";

    private static string Module(MismatchEvidence evidence) => evidence.Key.ToString().Replace("/go.mod", "", StringComparison.Ordinal);
}
