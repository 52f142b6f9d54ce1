namespace Sutler.Go.Diagnosis;

/// <content>What the sources say.</content>
public static partial class MismatchRules
{
    private const string Distrust = "use another source or another network, and do not trust this one meanwhile";

    private static MismatchDiagnosis BySource(MismatchEvidence evidence) => evidence.Source switch
    {
        SourceAnswer.Gave again when evidence.Found.IsSameAs(again.Content) => SameAgain(evidence, again),
        SourceAnswer.Gave again when Verifies(evidence, again) => evidence.WasInCache ? GoodNow(evidence, again) : InTransfer(evidence, again),
        SourceAnswer.Gave again => OtherAgain(evidence, again),
        SourceAnswer.NotAsked skipped => NoSecondAnswer(evidence, skipped.Name, $"was not asked again ({skipped.Reason})"),
        SourceAnswer.Failed failed => NoSecondAnswer(evidence, failed.Name, $"did not answer a second time ({failed.Reason})"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static MismatchDiagnosis InTransfer(MismatchEvidence evidence, SourceAnswer.Gave again) => new(
        MismatchCause.DamagedInTransfer,
        evidence.Expected is null
            ? $"{again.Name} now gives a zip that can be unpacked (nobody lists its hash)"
            : $"{again.Name} now gives other bytes, and these verify",
        "run the same command again");

    private static MismatchDiagnosis GoodNow(MismatchEvidence evidence, SourceAnswer.Gave again) => Undetermined(
        evidence,
        evidence.Disk switch
        {
            DiskAnswer.Intact => $"the cached file is as it was stored, and {again.Name} now gives other bytes, which verify: it was stored before they changed, or came from elsewhere",
            DiskAnswer.Replaced replaced => $"{again.Name} now gives bytes that verify; the cached file and the hash beside it were replaced together after sutler had stored it ({Changed(replaced)}): by another program that fetched it anew, or by hand",
            _ => $"{again.Name} now gives bytes that verify; nothing was recorded of the cached file's bytes, so whether it was changed on disk or came so cannot be told",
        },
        Repair(evidence));

    private static MismatchDiagnosis SameAgain(MismatchEvidence evidence, SourceAnswer.Gave again)
    {
        var agreeing = Agreeing(evidence);
        if (agreeing.Count > 0)
        {
            return ServesOther(evidence, again.Name, $"{again.Name} gives the same wrong bytes again, and {Join(agreeing)} against it");
        }

        if (evidence.Found.H1.Length == 0)
        {
            return ServesOther(evidence, again.Name, $"{again.Name} gives the same bytes again, which are no zip that can be unpacked");
        }

        var others = evidence.Others.OfType<SourceAnswer.Gave>().Where(other => other.Content.IsSameAs(evidence.Found)).Select(other => other.Name).ToList();
        var side = others.Count > 0 ? $"{again.Name} and {string.Join(", ", others)} agree" : $"{again.Name} gives the same bytes again";
        return Undetermined(
            evidence,
            $"{side}, {Lister(evidence)} alone says otherwise, and nobody else could be asked: {Missing(evidence)}",
            "compare with the module's repository, or ask its author for the hash");
    }

    private static MismatchDiagnosis OtherAgain(MismatchEvidence evidence, SourceAnswer.Gave again)
    {
        var areWhole = !evidence.IsGoMod && evidence.Found.H1.Length > 0 && again.Content.H1.Length > 0;
        var agreeing = Agreeing(evidence);
        if (!evidence.WasInCache && GoodSource(evidence) is not null)
        {
            return ServesOther(evidence, again.Name, $"{again.Name} gives other wrong bytes each time, and {Join(agreeing)} against it");
        }

        if (areWhole && (evidence.WasInCache ? evidence.Disk is DiskAnswer.Intact && agreeing.Count > 0 : evidence.Expected is not null))
        {
            return ServesOther(
                evidence,
                again.Name,
                $"{again.Name} gives {(evidence.WasInCache ? "now other wrong content than when the file was stored" : "other content each time")}, whole zips that no damage on the way makes, and "
                + (agreeing.Count > 0 ? $"{Join(agreeing)} against it" : $"none is what {Lister(evidence)} lists"));
        }

        return evidence.WasInCache
            ? Undetermined(evidence, $"{again.Name} gives bytes that are neither those in the cache nor what is expected{Beside(evidence)}", Repair(evidence))
            : Undetermined(evidence, $"{again.Name} gives other bytes again, and these do not verify either: whether it sends them so or they change on the way cannot be told ({Missing(evidence)})", Distrust);
    }

    // One whole zip with other content, and another source that has the right one: damage on the way is out of the question.
    private static MismatchDiagnosis NoSecondAnswer(MismatchEvidence evidence, string name, string why) =>
        evidence is { WasInCache: false, IsGoMod: false, Found.H1.Length: > 0 } && GoodSource(evidence) is not null
            ? ServesOther(evidence, name, $"{name} {why}, but what it gave is a whole zip with other content, which no damage on the way makes, and {Join(Agreeing(evidence))} against it")
            : Undetermined(evidence, $"{name} {why}{Beside(evidence)}", AskAgain(evidence));

    private static MismatchDiagnosis ServesOther(MismatchEvidence evidence, string name, string why) => new(
        MismatchCause.SourceServesOther,
        why,
        GoodSource(evidence) is { } good
            ? $"put {good} before {name} in GOPROXY, and tell whoever runs {name}"
            : $"do not use {name} for this module, and tell whoever runs it");

    private static string? GoodSource(MismatchEvidence evidence) =>
        evidence.Others.OfType<SourceAnswer.Gave>().FirstOrDefault(other => Verifies(evidence, other))?.Name;

    private static string Beside(MismatchEvidence evidence) => evidence.Disk is DiskAnswer.Replaced replaced
        ? $"; the cached file and the hash beside it were replaced together after sutler had stored it ({Changed(replaced)})"
        : "";

    private static string Changed(DiskAnswer.Replaced replaced) => replaced.Blocks.Count == 0 ? "its length differs" : $"{Blocks(replaced.Blocks)} differ";

    private static string Repair(MismatchEvidence evidence) => $"run 'sutler mod repair {Module(evidence)}'";
}
