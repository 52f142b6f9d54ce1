using Sutler.Go.Sources;

namespace Sutler.Go.Loading;

/// <summary>One module version that the arguments of <c>mod download</c> name, after the resolve phase. Spec: STEP-7, SEL rules.</summary>
public sealed record ListedModule
{
    /// <summary>Module path, or a directory when <see cref="Version"/> is empty.</summary>
    public required string Path { get; init; }

    /// <summary>Version, or the query's text when it failed, or empty when there is nothing to download (SEL-13).</summary>
    public string Version { get; init; } = "";

    /// <summary>The query, when it differs from the version.</summary>
    public string Query { get; init; } = "";

    /// <summary>Why it could not be resolved, or empty.</summary>
    public string Error { get; init; } = "";

    /// <summary>Where the answer to the query came from (JSON-6).</summary>
    public Origin? Origin { get; init; }

    /// <summary>Whether an earlier run's result stands, so that nothing is downloaded. Spec: REUSE-3.</summary>
    public bool IsReused { get; init; }

    /// <summary>Whether there is nothing to download: a main module or a directory.</summary>
    public bool IsLocal => Version.Length == 0 && Error.Length == 0;
}
