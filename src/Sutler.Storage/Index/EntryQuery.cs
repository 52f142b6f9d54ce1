using Sutler.Storage.Blobs;

namespace Sutler.Storage.Index;

/// <summary>Which entries to list. Entries that change between two pages may appear in both or in neither.</summary>
public sealed record EntryQuery
{
    /// <summary>The most entries a page has.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>The order.</summary>
    public EntryOrder Order { get; init; }

    /// <summary>Only this area; null for all.</summary>
    public string? Area { get; init; }

    /// <summary>Only names that begin so; needs an area.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Only those that stand for this blob.</summary>
    public BlobDigest? Blob { get; init; }

    /// <summary>Only those whose time in <see cref="Order"/> is before this; not with <see cref="EntryOrder.Key"/>.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Leaves out those that a pin holds.</summary>
    public bool UnpinnedOnly { get; init; }

    /// <summary>Where the last page ended; null to begin.</summary>
    public EntryCursor? After { get; init; }

    /// <summary>How many, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 500;

    /// <summary>Throws <see cref="ArgumentException"/> when the parts do not go together; for adapters.</summary>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, MaxLimit);
        if (Area is null ? Prefix.Length > 0 : IndexKey.PrefixViolation(Area, Prefix) is not null)
        {
            throw new ArgumentException($"no names in area '{Area}' begin with '{Prefix}'");
        }
        if (Before is not null && Order == EntryOrder.Key)
        {
            throw new ArgumentException("names have no time");
        }
    }
}
