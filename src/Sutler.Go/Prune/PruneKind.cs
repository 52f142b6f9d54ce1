namespace Sutler.Go.Prune;

/// <summary>What something is that may go.</summary>
public enum PruneKind
{
    /// <summary>Zip, its hash and the extracted tree of a module version; its <c>.info</c> and <c>.mod</c> stay.</summary>
    Module,

    /// <summary>A temporary file that its writer left.</summary>
    TemporaryFile,

    /// <summary>A tree being unpacked, or removed, whose owner died.</summary>
    TemporaryTree,

    /// <summary>A tree that the go command was unpacking in its place when it died, with the marker that says so.</summary>
    PartialTree,

    /// <summary>What arrived of a zip before its transfer was interrupted.</summary>
    Transfer,

    /// <summary>What failed verification long ago and was kept with a report, or what a process left that was about to keep it.</summary>
    Quarantined,

    /// <summary>A directory with nothing in it.</summary>
    EmptyDirectory,
}
