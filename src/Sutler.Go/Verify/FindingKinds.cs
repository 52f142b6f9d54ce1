using System.Diagnostics;

namespace Sutler.Go.Verify;

/// <summary>The names of kinds in JSON.</summary>
public static class FindingKinds
{
    /// <summary>Small letters and hyphens: <c>zip-modified</c>.</summary>
    public static string NameOf(FindingKind kind) => kind switch
    {
        FindingKind.NotAFile => "not-a-file",
        FindingKind.Unreadable => "unreadable",
        FindingKind.BytesDiffer => "bytes-differ",
        FindingKind.GoModModified => "go-mod-modified",
        FindingKind.ZipModified => "zip-modified",
        FindingKind.ZipDamaged => "zip-damaged",
        FindingKind.ZipMissing => "zip-missing",
        FindingKind.ZipInconsistent => "zip-inconsistent",
        FindingKind.ZipIllegal => "zip-illegal",
        FindingKind.ZipHashMissing => "ziphash-missing",
        FindingKind.ZipHashModified => "ziphash-modified",
        FindingKind.TreeFileModified => "tree-file-modified",
        FindingKind.TreeFileMissing => "tree-file-missing",
        FindingKind.TreeEntryAdded => "tree-entry-added",
        FindingKind.TreeEntryKind => "tree-entry-kind",
        FindingKind.TreeMode => "tree-mode",
        FindingKind.TreeModified => "tree-modified",
        FindingKind.InfoModified => "info-modified",
        FindingKind.ListModified => "list-modified",
        FindingKind.GoSumModified => "go-sum-modified",
        FindingKind.LookupModified => "lookup-modified",
        FindingKind.TileModified => "tile-modified",
        FindingKind.TreeHeadModified => "tree-head-modified",
        FindingKind.JournalDamaged => "journal-damaged",
        _ => throw new UnreachableException(),
    };
}
