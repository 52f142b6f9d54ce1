namespace Sutler.Go.Sources;

/// <summary>Joins the origins of the answers that one query used. Spec: JSON-6.</summary>
public static class OriginMerge
{
    /// <summary>The union of both, or null when one is missing or they contradict each other.</summary>
    public static Origin? Merge(Origin? first, Origin? second)
    {
        if (first is null || second is null
            || first.Vcs != second.Vcs || first.Url != second.Url || first.Subdir != second.Subdir
            || Contradict(first.Hash, second.Hash)
            || Contradict(first.TagSum, second.TagSum)
            || (first.TagSum.Length > 0 && second.TagSum.Length > 0 && first.TagPrefix != second.TagPrefix)
            || Contradict(first.Ref, second.Ref))
        {
            return null;
        }

        return first with
        {
            Hash = second.Hash.Length > 0 ? second.Hash : first.Hash,
            TagSum = second.TagSum.Length > 0 ? second.TagSum : first.TagSum,
            TagPrefix = second.TagSum.Length > 0 ? second.TagPrefix : first.TagPrefix,
            Ref = second.Ref.Length > 0 ? second.Ref : first.Ref,
        };
    }

    private static bool Contradict(string first, string second) =>
        first.Length > 0 && second.Length > 0 && first != second;
}
