using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Sources;

/// <summary>A module in version control, which is not read yet: every question fails and says so. Spec: 06.</summary>
/// <remarks>Only what an earlier run found in a commit can be confirmed: it needs no look into the repository, since a commit does not change.</remarks>
internal sealed class DirectRepository(ModulePath path) : UnavailableRepository(path, () => NotYet(path)), IModuleRepository
{
    private static readonly string[] Systems = [".bzr", ".fossil", ".git", ".hg", ".svn"];

    /// <summary>
    /// Whether the origin names a commit and nothing that could move, of the repository and directory the module is in. Which those are is
    /// known without asking only for the hosts whose module paths are repository addresses. Spec: REUSE-5.
    /// </summary>
    public override Task<bool> StillHoldsAsync(Origin origin, CancellationToken cancellationToken) => Task.FromResult(
        origin is { Vcs: "git", Hash.Length: > 0, Ref: "", TagSum: "", RepoSum: "" }
        && RepositoryRoot(Path.Text) is { } root
        && origin.Url == "https://" + root
        && origin.Subdir == Subdirectory(Path.Text, root));

    private static string? RepositoryRoot(string modulePath)
    {
        var elements = modulePath.Split('/');
        return elements is ["github.com" or "bitbucket.org", _, var name, ..]
            && !Array.Exists(Systems, system => name.EndsWith(system, StringComparison.Ordinal))
            && !modulePath.Contains('~', StringComparison.Ordinal)
            ? string.Join('/', elements[..3])
            : null;
    }

    // A major version suffix is no directory, whether or not the code lies in one of that name. Spec: VER-13.
    private static string? Subdirectory(string modulePath, string root)
    {
        if (modulePath == root)
        {
            return "";
        }

        return ModulePathRules.TrySplitMajor(modulePath, out var prefix, out _) && (prefix + "/").StartsWith(root + "/", StringComparison.Ordinal)
            ? prefix[root.Length..].Trim('/')
            : null;
    }

    private static SutlerException NotYet(ModulePath path) =>
        new($"{path}: direct mode (version control) is not yet supported")
        {
            Hint = "name a proxy in GOPROXY that serves this module, or fetch it once with the go command: what is in the module cache is used",
        };
}
