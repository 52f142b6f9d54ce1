namespace Sutler.Storage;

/// <summary>Why a store failed.</summary>
public enum StorageFault
{
    /// <summary>The system refused for a reason of its own; the text has it.</summary>
    Unavailable,

    /// <summary>No room is left, or a quota is used up. Nothing of what was being written stays.</summary>
    Full,

    /// <summary>Bytes are not what they were when they were stored.</summary>
    Damaged,

    /// <summary>Another process uses the same data.</summary>
    InUse,

    /// <summary>The data was written by a newer version of this program.</summary>
    TooNew,
}
