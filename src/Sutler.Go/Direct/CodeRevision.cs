using Sutler.Go.Sources;

namespace Sutler.Go.Direct;

/// <summary>One revision of a repository.</summary>
public sealed record CodeRevision
{
    /// <summary>Where it was found, without the directory, which only the module knows.</summary>
    public required Origin Origin { get; init; }

    /// <summary>The complete identifier, such as a commit hash of 40 or 64 hexadecimal digits.</summary>
    public required string Name { get; init; }

    /// <summary>The identifier as pseudo-versions have it: 12 characters.</summary>
    public required string ShortName { get; init; }

    /// <summary>What was asked for, with as much as the repository knows better: a tag, branch or hash. Spec: VER-10.</summary>
    public required string Version { get; init; }

    /// <summary>When it was committed, in UTC, whole seconds. Spec: GIT-8.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The tags on it, sorted, each once.</summary>
    public required IReadOnlyList<string> Tags { get; init; }
}
