using Sutler.Storage.Retention;

namespace Sutler.Storage.Content;

/// <summary>How long what is kept; null keeps it without end.</summary>
public sealed record MaintenancePolicy
{
    /// <summary>For entries and their blobs; nothing goes unless it says so.</summary>
    public RetentionPolicy Retention { get; init; } = new();

    /// <summary>For values that nobody uses.</summary>
    public TimeSpan? UnusedValues { get; init; } = TimeSpan.FromDays(90);

    /// <summary>For negative entries, after they ceased to be fresh.</summary>
    public TimeSpan StaleNegatives { get; init; } = TimeSpan.FromHours(1);

    /// <summary>For events.</summary>
    public TimeSpan? Events { get; init; } = TimeSpan.FromDays(7);

    /// <summary>For what lies in quarantine.</summary>
    public TimeSpan? Quarantine { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Whether blobs are looked for that the index does not know, which reads every directory: once a day is enough.</summary>
    public bool LooksForStrays { get; init; }
}
