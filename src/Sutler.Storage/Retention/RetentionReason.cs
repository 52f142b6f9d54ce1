namespace Sutler.Storage.Retention;

/// <summary>Why something is not kept.</summary>
public enum RetentionReason
{
    /// <summary>It was first seen too long ago.</summary>
    Age,

    /// <summary>It was last used too long ago.</summary>
    Idle,

    /// <summary>There is too much, and everything else was used later.</summary>
    Size,
}
