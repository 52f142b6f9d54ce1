namespace Sutler.Storage.Retention;

/// <summary>What may be kept for how long, and how much of it; null sets no limit. What a pin holds is kept whatever this says.</summary>
public sealed record RetentionPolicy
{
    /// <summary>How long after it was first seen.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>How long after it was last used.</summary>
    public TimeSpan? MaxIdle { get; init; }

    /// <summary>How many bytes of blobs; what has been unused the longest goes first.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>What was used so recently does not go for its size: somebody may be about to use it again.</summary>
    public TimeSpan Untouched { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether it limits anything.</summary>
    public bool IsUnlimited => MaxAge is null && MaxIdle is null && MaxBytes is null;
}
