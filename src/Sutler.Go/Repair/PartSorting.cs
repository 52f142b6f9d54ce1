using Sutler.Go.Cache;
using Sutler.Go.Verify;

namespace Sutler.Go.Repair;

/// <summary>Says which part of the cache a finding is about. Pure.</summary>
internal static class PartSorting
{
    /// <summary>The part, by what was found and, where that says nothing, by where.</summary>
    public static RepairedPart PartOf(Finding finding, CacheLayout layout, CachedVersion? version) => finding.Kind switch
    {
        FindingKind.GoSumModified => RepairedPart.GoSum,
        FindingKind.JournalDamaged => RepairedPart.Journal,
        FindingKind.LookupModified or FindingKind.TileModified or FindingKind.TreeHeadModified => RepairedPart.Database,
        FindingKind.ListModified => RepairedPart.List,
        _ when finding.File.StartsWith(layout.SumDbDirectory + Path.DirectorySeparatorChar, StringComparison.Ordinal) => RepairedPart.Database,
        _ when version is not null => OfVersion(finding.File, version),
        _ when Path.GetFileName(finding.File) == "list" => RepairedPart.List,
        _ => RepairedPart.Other,
    };

    private static RepairedPart OfVersion(string file, CachedVersion version) =>
        file == version.ZipPath ? RepairedPart.Zip
        : file == version.ZipHashPath ? RepairedPart.ZipHash
        : file == version.TreePath ? RepairedPart.Tree
        : file == version.ModPath ? RepairedPart.GoMod
        : file == version.InfoPath ? RepairedPart.Info
        : RepairedPart.Other;
}
