namespace Sutler.Go.Sources;

/// <summary>What a source says of one revision: the content of <c>.info</c>. Spec: INFO-1, CACHE-2.</summary>
public sealed record RevisionInfo
{
    /// <summary>The canonical version, unescaped; empty when the source named none.</summary>
    public required string Version { get; init; }

    /// <summary>Commit time as Go prints it (RFC 3339, own offset and fraction kept); <c>0001-01-01T00:00:00Z</c> when unknown.</summary>
    public string Time { get; init; } = UnknownTime;

    /// <summary>Where the version came from, when known.</summary>
    public Origin? Origin { get; init; }

    /// <summary>Go's zero time.</summary>
    public const string UnknownTime = "0001-01-01T00:00:00Z";
}
