namespace Sutler.Settings;

/// <summary>How this program downloads, as flags, environment and <c>sutler.json</c> say; the defaults are those of docs/reference/configuration.md.</summary>
internal sealed record ClientSettings
{
    /// <summary>Attempts that may follow one that failed; 0 for none.</summary>
    public int Retries { get; init; } = 5;
}
