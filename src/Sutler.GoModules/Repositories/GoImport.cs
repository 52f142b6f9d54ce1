namespace Sutler.GoModules.Repositories;

/// <summary>What a <c>&lt;meta name="go-import" content="PREFIX VCS URL"&gt;</c> tag says. Nothing in it has been checked. Spec: DISC-6.</summary>
/// <param name="Prefix">The import path that the root of the repository stands for.</param>
/// <param name="Vcs">The version-control system, or <see cref="Mod"/>.</param>
/// <param name="Url">The repository, or for <see cref="Mod"/> the proxy.</param>
/// <param name="Subdirectory">The directory of the repository that <paramref name="Prefix"/> stands for; empty for its root. Spec: DISC-7.</param>
public readonly record struct GoImport(string Prefix, string Vcs, string Url, string Subdirectory = "")
{
    /// <summary>The word for a module proxy in the place of a version-control system. Spec: DISC-11.</summary>
    public const string Mod = "mod";

    /// <summary>Whether <see cref="Url"/> is a module proxy.</summary>
    public bool IsProxy => string.Equals(Vcs, Mod, StringComparison.Ordinal);
}
