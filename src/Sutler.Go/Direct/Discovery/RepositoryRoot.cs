namespace Sutler.Go.Direct.Discovery;

/// <summary>Which repository a module path lies in. Spec: DISC rules.</summary>
/// <param name="Root">The import path that the root of the repository stands for, such as <c>github.com/rsc/quote</c>.</param>
/// <param name="Vcs">The version-control system, or <c>mod</c> for a proxy at <paramref name="Url"/> (DISC-11).</param>
/// <param name="Url">Where the repository is, with its scheme; it may hold a user, and a password, that its host named itself.</param>
public sealed record RepositoryRoot(string Root, string Vcs, string Url)
{
    /// <summary>
    /// The directory of the repository that <see cref="Root"/> stands for, with <c>/</c>; empty for its root, and always so unless the go
    /// command of the user is 1.25 or newer. The code of a module lies in it joined with what follows <see cref="Root"/> in its path. Spec: DISC-7.
    /// </summary>
    public string Subdirectory { get; init; } = "";
}
