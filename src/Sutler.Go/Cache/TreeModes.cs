namespace Sutler.Go.Cache;

/// <summary>What publishing does about the write permissions of a tree's directories. Spec: CACHE-10.</summary>
public enum TreeModes
{
    /// <summary>Takes them from every directory, children first.</summary>
    CloseAll,

    /// <summary>The extractor took them from all but the top directory, whose turn comes after the rename.</summary>
    CloseTop,

    /// <summary>Leaves them, for <c>-modcacherw</c>.</summary>
    Writable,
}
