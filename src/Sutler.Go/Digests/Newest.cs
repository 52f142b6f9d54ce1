namespace Sutler.Go.Digests;

/// <summary>Which records of one file are kept: the newest of each content, and of many contents the newest few. Pure.</summary>
internal static class Newest
{
    /// <summary>More than processes store one file at once.</summary>
    public const int Most = 8;

    /// <summary>The records with one more, newest first; of equal times the one that was read later.</summary>
    public static FileDigest[] Merge(FileDigest[] all, FileDigest added)
    {
        var known = Array.FindIndex(all, digest => digest.Content.Equals(added.Content));
        if (known >= 0 && all[known].Recorded > added.Recorded)
        {
            return all;
        }

        List<FileDigest> merged = [.. all.Where((_, index) => index != known)];
        var place = merged.FindIndex(digest => digest.Recorded <= added.Recorded);
        merged.Insert(place < 0 ? merged.Count : place, added);
        return [.. merged.Take(Most)];
    }
}
