namespace Sutler.Go.Cache;

/// <summary>What stands under a name, links not followed.</summary>
public enum FileKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A file.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link, wherever it leads, or another reparse point.</summary>
    SymbolicLink,

    /// <summary>A pipe, a socket or a device: opening one may wait for ever.</summary>
    Special,
}
