namespace Sutler.Go.Diagnosis;

/// <summary>Why bytes do not have the hash they should have. docs/concepts/repair.md.</summary>
public enum MismatchCause
{
    /// <summary>The evidence does not decide; what is missing is said.</summary>
    Undetermined,

    /// <summary>The same source now gives other bytes: those that arrived first are not what it has.</summary>
    DamagedInTransfer,

    /// <summary>The file is not what was written: a recorded digest differs.</summary>
    DamagedOnDisk,

    /// <summary>The source gives the same wrong bytes again, and other sources or the checksum database agree against it.</summary>
    SourceServesOther,

    /// <summary>The line of go.sum itself disagrees with the checksum database: tampering, or a tag that was moved.</summary>
    GoSumDisagrees,
}
