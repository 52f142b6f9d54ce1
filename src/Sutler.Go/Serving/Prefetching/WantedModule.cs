namespace Sutler.Go.Serving.Prefetching;

/// <summary>A module version that a go.mod or go.sum names, as it is written there: nothing of it is checked.</summary>
/// <param name="Path">The module path.</param>
/// <param name="Version">The version.</param>
/// <param name="GoModOnly">Whether only its go.mod is needed: go.sum has no hash of its zip.</param>
public sealed record WantedModule(string Path, string Version, bool GoModOnly)
{
    /// <summary>Why there is nothing to fetch; null when there is.</summary>
    public string? Skipped { get; init; }
}
