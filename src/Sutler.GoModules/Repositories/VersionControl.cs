namespace Sutler.GoModules.Repositories;

/// <summary>A version-control system that modules may lie in. Spec: DISC-4, GOVCS-1.</summary>
/// <remarks>There are only these five; two are the same when they are the same object.</remarks>
public sealed class VersionControl
{
    /// <summary>git.</summary>
    public static readonly VersionControl Git = new("git", "Git", ["git", "https", "http", "git+ssh", "ssh"], url => ["ls-remote", url]);

    /// <summary>Mercurial.</summary>
    public static readonly VersionControl Mercurial = new("hg", "Mercurial", ["https", "http", "ssh"], url => ["identify", "--", url]);

    /// <summary>Subversion, which asks questions on a terminal unless it is told not to.</summary>
    public static readonly VersionControl Subversion = new("svn", "Subversion", ["https", "http", "svn", "svn+ssh"], url => ["info", "--non-interactive", "--", url]);

    /// <summary>Bazaar, or Breezy under its name.</summary>
    public static readonly VersionControl Bazaar = new("bzr", "Bazaar", ["https", "http", "bzr", "bzr+ssh"], url => ["info", "--", url]);

    /// <summary>Fossil.</summary>
    public static readonly VersionControl Fossil = new("fossil", "Fossil", ["https", "http"], ping: null);

    private readonly Func<string, IReadOnlyList<string>>? _ping;

    private VersionControl(string command, string name, IReadOnlyList<string> schemes, Func<string, IReadOnlyList<string>>? ping) =>
        (Command, Name, Schemes, _ping) = (command, name, schemes, ping);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<VersionControl> All { get; } = [Mercurial, Git, Subversion, Bazaar, Fossil];

    /// <summary>The program, which is also what GOVCS and <c>go-import</c> tags call the system.</summary>
    public string Command { get; }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>The schemes of its URLs in the order in which they are tried.</summary>
    public IReadOnlyList<string> Schemes { get; }

    /// <summary>The one with this command; null when there is none.</summary>
    public static VersionControl? Find(string command) => All.FirstOrDefault(system => string.Equals(system.Command, command, StringComparison.Ordinal));

    /// <summary>Whether who listens on the way learns nothing and can change nothing.</summary>
    /// <param name="scheme">The scheme of the URL.</param>
    /// <param name="gitAllowProtocol">GIT_ALLOW_PROTOCOL, which replaces the list for git where it is not empty.</param>
    public bool IsSecure(string scheme, string gitAllowProtocol) => this == Git && gitAllowProtocol.Length > 0
        ? gitAllowProtocol.Split(':').Contains(scheme, StringComparer.Ordinal)
        : scheme is "https" or "git+ssh" or "bzr+ssh" or "svn+ssh" or "ssh";

    /// <summary>Arguments that make the program say whether there is a repository; null where it has no such question.</summary>
    public IReadOnlyList<string>? PingArguments(string url) => _ping?.Invoke(url);

    /// <inheritdoc/>
    public override string ToString() => Command;
}
