namespace Sutler.Go.Sources;

/// <summary>Where a version came from in version control, as in <c>.info</c> files and <c>-json</c>. Spec: INFO-1, JSON-1.</summary>
public sealed record Origin
{
    /// <summary>Version-control system, such as <c>git</c>.</summary>
    public string Vcs { get; init; } = "";

    /// <summary>Repository URL.</summary>
    public string Url { get; init; } = "";

    /// <summary>Directory of the module in the repository.</summary>
    public string Subdir { get; init; } = "";

    /// <summary>Commit hash.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Prefix of the tags that were looked at.</summary>
    public string TagPrefix { get; init; } = "";

    /// <summary>Hash of the tags with that prefix.</summary>
    public string TagSum { get; init; } = "";

    /// <summary>The reference that was resolved.</summary>
    public string Ref { get; init; } = "";

    /// <summary>Hash of all references.</summary>
    public string RepoSum { get; init; } = "";
}
