namespace Sutler.Storage.Pins;

/// <summary>Names that are not to be evicted, together because they came together.</summary>
public sealed record PinSet
{
    /// <summary>The most characters a set's name has.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The most names a set has.</summary>
    public const int MaxKeys = 200_000;

    /// <summary>The set's name, 1 to <see cref="MaxNameLength"/> visible ASCII characters.</summary>
    public required string Name { get; init; }

    /// <summary>When it ceases to hold; UTC; null when never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>For people: where it came from. At most 1000 characters.</summary>
    public string Note { get; init; } = "";

    /// <summary>Throws <see cref="ArgumentException"/> when it breaks these rules; for adapters.</summary>
    /// <param name="keys">How many names it is to hold.</param>
    public void Validate(int keys)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys, MaxKeys);
        if (Name.Length is 0 or > MaxNameLength || Name.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException($"the name of a set of pins has 1 to {MaxNameLength} visible ASCII characters");
        }
        if (Note.Length > 1000)
        {
            throw new ArgumentException("the note on a set of pins has at most 1000 characters");
        }
    }
}
