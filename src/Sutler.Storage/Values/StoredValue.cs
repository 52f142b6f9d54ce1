using Sutler.Storage.Index;

namespace Sutler.Storage.Values;

/// <summary>A small content that changes, and for how long it is fresh. Times are UTC, to the millisecond.</summary>
public sealed record StoredValue
{
    /// <summary>Its name.</summary>
    public required IndexKey Key { get; init; }

    /// <summary>What it says.</summary>
    public required ValueContent Content { get; init; }

    /// <summary>When the source last said so.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>From when on the source should be asked again; null when never.</summary>
    public required DateTimeOffset? FreshUntil { get; init; }

    /// <summary>What to ask the source with, such as its ETag; null when it gave none.</summary>
    public string? Validator { get; init; }

    /// <summary>Who said so, for people; never with a password or a signed query.</summary>
    public string Source { get; init; } = "";

    /// <summary>The last use that was noted; up to a few seconds behind.</summary>
    public required DateTimeOffset LastUsed { get; init; }

    /// <summary>Changes with every write to the value; larger than any the key had before, also after it was removed.</summary>
    public required long Version { get; init; }

    /// <summary>Whether the source need not be asked at this time.</summary>
    public bool IsFresh(DateTimeOffset now) => FreshUntil is not { } end || now < end;
}
