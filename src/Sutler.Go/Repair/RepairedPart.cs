namespace Sutler.Go.Repair;

/// <summary>What a repair is about.</summary>
public enum RepairedPart
{
    /// <summary>The zip.</summary>
    Zip,

    /// <summary>The hash recorded beside the zip.</summary>
    ZipHash,

    /// <summary>The extracted tree.</summary>
    Tree,

    /// <summary>The <c>.mod</c> file.</summary>
    GoMod,

    /// <summary>The <c>.info</c> file.</summary>
    Info,

    /// <summary>The list of versions.</summary>
    List,

    /// <summary>An answer, a tile or the tree head of a checksum database.</summary>
    Database,

    /// <summary>go.sum, which is never edited.</summary>
    GoSum,

    /// <summary>A journal of recorded digests.</summary>
    Journal,

    /// <summary>Something else in the cache.</summary>
    Other,
}
