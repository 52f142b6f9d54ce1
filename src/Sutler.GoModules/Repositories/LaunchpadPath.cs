namespace Sutler.GoModules.Repositories;

/// <summary>A module path on launchpad.net, whose repositories are known by their paths if its pages name no others. Spec: DISC-1.</summary>
/// <param name="Root">The branch, as an import path.</param>
/// <param name="Project">The project alone, as an import path, when the second element may be one of its series or a directory; else null.</param>
public sealed record LaunchpadPath(string Root, string? Project)
{
    private const string Host = "launchpad.net";

    /// <summary>A file that is there if <see cref="Root"/> is a branch: to be looked at where there is a <see cref="Project"/>.</summary>
    public string Proof => $"https://code.{Root}/.bzr/branch-format";

    /// <summary>The path read, or null when it is no path of a branch there.</summary>
    public static LaunchpadPath? Read(string path) => path.Split('/') switch
    {
        [Host, var user, var project, var branch, .. var rest] when user.StartsWith('~') =>
            AreWords([user[1..], project, branch, .. rest]) ? new LaunchpadPath($"{Host}/{user}/{project}/{branch}", null) : null,
        [Host, var project] => AreWords([project]) ? new LaunchpadPath(path, null) : null,
        [Host, var project, var series, .. var rest] =>
            AreWords([project, series, .. rest]) ? new LaunchpadPath($"{Host}/{project}/{series}", $"{Host}/{project}") : null,
        _ => null,
    };

    private static bool AreWords(string[] elements) =>
        elements.All(element => element.Length > 0 && element.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'));
}
