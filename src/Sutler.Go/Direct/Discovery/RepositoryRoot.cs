namespace Sutler.Go.Direct.Discovery;

/// <summary>Which repository a module path lies in. Spec: DISC rules.</summary>
/// <param name="Root">The import path that the root of the repository stands for, such as <c>github.com/rsc/quote</c>.</param>
/// <param name="Vcs">The version-control system, or <c>mod</c> for a proxy at <paramref name="Url"/> (DISC-11).</param>
/// <param name="Url">Where the repository is, with its scheme.</param>
public sealed record RepositoryRoot(string Root, string Vcs, string Url);
