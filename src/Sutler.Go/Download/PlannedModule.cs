namespace Sutler.Go.Download;

/// <summary>What a download would do for one module version.</summary>
public sealed record PlannedModule
{
    /// <summary>Module path.</summary>
    public required string Path { get; init; }

    /// <summary>Version, or the query that could not be resolved.</summary>
    public required string Version { get; init; }

    /// <summary>Why it would fail, as far as it can be told; empty for none.</summary>
    public string Error { get; init; } = "";

    /// <summary>The kinds of files that would be fetched: <c>info</c>, <c>mod</c>, <c>zip</c>.</summary>
    public IReadOnlyList<string> Fetch { get; init; } = [];

    /// <summary>Whether the tree would be unpacked.</summary>
    public bool Unpacks { get; init; }

    /// <summary>The source that has the zip, without user and password; empty when no zip is to be fetched.</summary>
    public string Source { get; init; } = "";

    /// <summary>Bytes of the zip; null when the source does not say, or no zip is to be fetched.</summary>
    public long? Bytes { get; init; }

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsCached => Error.Length == 0 && Fetch.Count == 0 && !Unpacks;
}
