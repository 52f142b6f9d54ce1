namespace Sutler.Go.Verify;

/// <summary>What is wrong with a file of the cache. Their names in JSON (<see cref="FindingKinds"/>) never change.</summary>
public enum FindingKind
{
    /// <summary>A link, a pipe or a directory stands where a file belongs; it was not followed.</summary>
    NotAFile,

    /// <summary>The system does not let it be read, or it is larger than it can be.</summary>
    Unreadable,

    /// <summary>The file is whole by all other measures, but its bytes are not those that were stored.</summary>
    BytesDiffer,

    /// <summary>The go.mod is not the one that go.sum or the checksum database knows.</summary>
    GoModModified,

    /// <summary>The zip's content is not the expected one.</summary>
    ZipModified,

    /// <summary>The zip, or entries of it, cannot be unpacked.</summary>
    ZipDamaged,

    /// <summary>A repair took the zip away, since it was bad and nobody had another; told by the next repair only.</summary>
    ZipMissing,

    /// <summary>The zip contradicts itself where no content is, or has bytes that belong to nothing.</summary>
    ZipInconsistent,

    /// <summary>The zip is none of a module: names or sizes that no module may have.</summary>
    ZipIllegal,

    /// <summary>There is a zip without a recorded hash.</summary>
    ZipHashMissing,

    /// <summary>The recorded hash is no hash, or not that of the zip.</summary>
    ZipHashModified,

    /// <summary>A file of the extracted tree has other bytes.</summary>
    TreeFileModified,

    /// <summary>A file of the extracted tree is gone.</summary>
    TreeFileMissing,

    /// <summary>Something is in the extracted tree that is not in the zip: a file, an empty directory.</summary>
    TreeEntryAdded,

    /// <summary>A link, a pipe or something else stands in the extracted tree in the place of a file or directory; it was not followed.</summary>
    TreeEntryKind,

    /// <summary>A file or directory of the extracted tree may be written to or executed, though others may not.</summary>
    TreeMode,

    /// <summary>The extracted tree has another hash than expected, and nothing is there to compare its files with.</summary>
    TreeModified,

    /// <summary>The <c>.info</c> is none, or speaks of another version.</summary>
    InfoModified,

    /// <summary><c>list</c> does not name the go.mod files beside it.</summary>
    ListModified,

    /// <summary>go.sum contradicts a proven record of the checksum database.</summary>
    GoSumModified,

    /// <summary>A stored answer of the checksum database is none, or is not signed or not proven.</summary>
    LookupModified,

    /// <summary>A stored tile of the checksum database does not fit the others.</summary>
    TileModified,

    /// <summary>The stored tree head of the checksum database is none, or not signed by it.</summary>
    TreeHeadModified,

    /// <summary>A line of a journal of stored files cannot be read: evidence is lost, nothing else.</summary>
    JournalDamaged,
}
