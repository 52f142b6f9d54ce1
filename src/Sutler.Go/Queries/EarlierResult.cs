using Sutler.Go.Sources;

namespace Sutler.Go.Queries;

/// <summary>What an earlier <c>mod download -json</c> said of one module, as far as <c>-reuse</c> wants to know. Spec: REUSE-2.</summary>
public sealed record EarlierResult
{
    /// <summary>Module path.</summary>
    public required string Path { get; init; }

    /// <summary>The version, or the query's text when that could not be resolved.</summary>
    public required string Version { get; init; }

    /// <summary>The query, when it differed from the version; else empty.</summary>
    public string Query { get; init; } = "";

    /// <summary>Why it failed then, or empty.</summary>
    public string Error { get; init; } = "";

    /// <summary>Where the answer came from, by which it is judged.</summary>
    public required Origin Origin { get; init; }
}
