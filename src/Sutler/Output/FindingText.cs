using System.Diagnostics;
using Sutler.Go.Verify;

namespace Sutler.Output;

/// <summary>The words for findings, shared by the commands that print them.</summary>
internal static class FindingText
{
    /// <summary>What a finding belongs to: <c>path@version</c>, or the part of the cache.</summary>
    public static string Subject(Finding finding) => finding switch
    {
        { Module: { } module } => module.ToString(),
        { Kind: FindingKind.JournalDamaged } => "records of stored files",
        { Kind: FindingKind.TileModified or FindingKind.TreeHeadModified } => "checksum database",
        _ when finding.File.Contains("/sumdb/", StringComparison.Ordinal) => "checksum database",
        _ => "module cache",
    };

    /// <summary>What is wrong, in a few words; the file follows.</summary>
    public static string Title(FindingKind kind) => kind switch
    {
        FindingKind.NotAFile => "something else stands in its place",
        FindingKind.Unreadable => "cannot be read",
        FindingKind.BytesDiffer => "bytes differ from what was stored",
        FindingKind.GoModModified => "go.mod was modified",
        FindingKind.ZipModified => "zip was modified",
        FindingKind.ZipDamaged => "zip is damaged",
        FindingKind.ZipMissing => "zip is in quarantine",
        FindingKind.ZipInconsistent => "zip contradicts itself",
        FindingKind.ZipIllegal => "zip is no legal module zip",
        FindingKind.ZipHashMissing => "recorded hash is missing",
        FindingKind.ZipHashModified => "recorded hash was modified",
        FindingKind.TreeFileModified => "file was modified in",
        FindingKind.TreeFileMissing => "file is missing in",
        FindingKind.TreeEntryAdded => "something was added in",
        FindingKind.TreeEntryKind => "something else stands in the place of a file in",
        FindingKind.TreeMode => "mode was changed in",
        FindingKind.TreeModified => "tree was modified",
        FindingKind.InfoModified => ".info was modified",
        FindingKind.ListModified => "list does not fit the go.mod files",
        FindingKind.GoSumModified => "go.sum contradicts the checksum database",
        FindingKind.LookupModified => "answer of the checksum database was modified",
        FindingKind.TileModified => "tile of the checksum database was modified",
        FindingKind.TreeHeadModified => "tree head of the checksum database was modified",
        FindingKind.JournalDamaged => "journal is damaged",
        _ => throw new UnreachableException(),
    };

    /// <summary>The one thing to do next; empty when there is nothing to do.</summary>
    public static string Advice(Finding finding) => finding switch
    {
        { Kind: FindingKind.GoSumModified, Module: { } module } => $"compare the line of {module} in go.sum with its history; the checksum database proves another hash",
        { Kind: FindingKind.ListModified } => "nothing, unless the cache serves as a proxy: the next download of a go.mod of this module writes it anew",
        { Kind: FindingKind.ZipIllegal } => "nothing helps but another version: no go command unpacks this zip",
        { Kind: FindingKind.TreeHeadModified } => $"look at {finding.File}, then delete it; it is fetched again when it is needed",
        { Module: null } when finding.File.Contains("/sumdb/", StringComparison.Ordinal) => "sutler mod repair --all",
        { Kind: FindingKind.JournalDamaged } => "sutler cache prune --apply (drops the records that cannot be read)",
        { Module: { Version.Length: > 0 } module } => $"sutler mod repair {module}",
        _ => $"look at {finding.File}: neither go nor sutler made it so",
    };
}
