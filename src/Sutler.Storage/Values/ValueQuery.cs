using Sutler.Storage.Index;

namespace Sutler.Storage.Values;

/// <summary>Which values of one area to list.</summary>
public sealed record ValueQuery
{
    /// <summary>The most values a page has.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>The area.</summary>
    public required string Area { get; init; }

    /// <summary>Only names that begin so.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Only those that need asking again before this time, the most urgent first; null for all, by name.</summary>
    public DateTimeOffset? StaleBefore { get; init; }

    /// <summary>Only those that were used at this time or later: what nobody uses need not be kept fresh.</summary>
    public DateTimeOffset? UsedSince { get; init; }

    /// <summary>The last name of the page before; null to begin. Only by name: of what is urgent there is one page.</summary>
    public string? AfterName { get; init; }

    /// <summary>How many, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 500;

    /// <summary>Throws <see cref="ArgumentException"/> when the parts do not go together; for adapters.</summary>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, MaxLimit);
        if (IndexKey.PrefixViolation(Area, Prefix) is not null)
        {
            throw new ArgumentException($"no names in area '{Area}' begin with '{Prefix}'");
        }
        if (AfterName is not null && StaleBefore is not null)
        {
            throw new ArgumentException("of what is urgent there is one page");
        }
    }
}
