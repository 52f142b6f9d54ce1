namespace Sutler.Go.Diagnosis;

/// <summary>Puts evidence into the rows that people read: what was asked, what came. Pure.</summary>
internal static class EvidenceTable
{
    /// <summary>The rows, in the order in which things were asked.</summary>
    public static IReadOnlyList<Observation> Of(MismatchEvidence evidence, string source, string database)
    {
        List<Observation> rows = [new(evidence.WasInCache ? "the file in the cache" : $"{Named(source)} (the first time)", Show(evidence.Found))];
        if (Show(evidence.Disk) is { } disk)
        {
            rows.Add(new Observation("what was recorded of it", disk));
        }

        rows.Add(new Observation("go.sum", evidence.GoSum ?? "lists no hash"));
        rows.Add(new Observation(database, Show(evidence.Database)));
        rows.Add(new Observation(evidence.WasInCache ? evidence.Source.Name : $"{evidence.Source.Name} (asked again)", Show(evidence.Source, evidence)));
        rows.AddRange(evidence.Others.Select(other => new Observation(other.Name, Show(other, evidence))));
        return rows;
    }

    private static string Named(string source) => source.Length > 0 ? source : "the source";

    private static string Show(Content content) => content.H1.Length > 0 ? content.H1 : "no zip that can be read";

    private static string Show(DatabaseAnswer answer) => answer switch
    {
        DatabaseAnswer.Lists lists => lists.Hash,
        DatabaseAnswer.IsSilent => "lists no hash",
        DatabaseAnswer.NotAsked skipped => $"not asked: {skipped.Reason}",
        DatabaseAnswer.Failed failed => $"failed: {failed.Reason}",
        _ => "",
    };

    private static string Show(SourceAnswer answer, MismatchEvidence evidence) => answer switch
    {
        SourceAnswer.Gave gave when gave.Content.IsSameAs(evidence.Found) => Show(gave.Content) + ", the same again",
        SourceAnswer.Gave gave when gave.Content.H1.Length > 0 && gave.Content.H1 == evidence.Expected => gave.Content.H1 + ", as expected",
        SourceAnswer.Gave gave => Show(gave.Content),
        SourceAnswer.NotAsked skipped => $"not asked: {skipped.Reason}",
        SourceAnswer.Failed failed => $"failed: {failed.Reason}",
        _ => "",
    };

    private static string? Show(DiskAnswer answer) => answer switch
    {
        DiskAnswer.NoRecord => "nothing",
        DiskAnswer.Intact => "it is as it was stored",
        DiskAnswer.FitsItsHash => "its ziphash, which fits, and nothing else",
        DiskAnswer.Replaced replaced => $"other bytes ({replaced.Blocks.Count} of its blocks differ), though its ziphash fits what is there now",
        DiskAnswer.NotAsRecorded changed => changed.Recorded,
        DiskAnswer.BlocksDiffer { Blocks: [] } => "another length",
        DiskAnswer.BlocksDiffer damage => $"{damage.Blocks.Count} of its blocks differ: {string.Join(", ", damage.Blocks.Take(20))}{(damage.Blocks.Count > 20 ? " …" : "")}",
        _ => null,
    };
}
