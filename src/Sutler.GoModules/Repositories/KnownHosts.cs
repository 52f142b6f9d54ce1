using Sutler.Errors;

namespace Sutler.GoModules.Repositories;

/// <summary>Reads repositories off module paths where nobody needs to be asked: well-known hosts, and paths that name their system. Spec: DISC-2, DISC-3.</summary>
public static class KnownHosts
{
    /// <summary>What the path says.</summary>
    /// <remarks>The path should be a module path; another one is refused, or left to whoever answers at its host.</remarks>
    public static KnownPlace Read(string path)
    {
        if (IsWithin(path, "example.net"))
        {
            return Refuse("no modules on example.net");
        }

        if (path is "rsc.io")
        {
            return Refuse("rsc.io is not a module");
        }

        foreach (var scheme in new[] { "http:", "https:" })
        {
            if (path.StartsWith(scheme, StringComparison.Ordinal))
            {
                return Refuse($"{GoQuoting.Quote(scheme + "//")} not allowed in import path");
            }
        }

        return ReadHost(path, path.Split('/')) ?? ReadSuffix(path.Split('/'));
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="prefix"/> or lies below it.</summary>
    internal static bool IsWithin(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || prefix.EndsWith('/') || path[prefix.Length] == '/');

    private static KnownPlace? ReadHost(string path, string[] elements) => elements switch
    {
        ["github.com", ..] => ThreeElements(path, elements, "github.com"),
        ["bitbucket.org", ..] => ThreeElements(path, elements, "bitbucket.org"),
        ["hub.jazz.net", "git", ..] => Hosted(
            path, elements, "hub.jazz.net/git", 4, elements.Length >= 4 && IsLowerWord(elements[2]) && AreWords(elements[3..]), mayHaveSuffix: false),
        ["git.apache.org", ..] => Hosted(
            path, elements, "git.apache.org", 2, elements.Length >= 2 && IsApacheName(elements[1]) && AreWords(elements[2..]), mayHaveSuffix: true),
        ["git.openstack.org", ..] => Hosted(
            path, elements, "git.openstack.org", 3, elements.Length >= 3 && AreWords(elements[1..]), mayHaveSuffix: true),
        ["chiselapp.com", "user", var user, "repository", var name] when IsAlphanumeric(user) && IsWord(name) =>
            new KnownPlace.At(path, VersionControl.Fossil, "https://" + path),
        ["chiselapp.com", ..] => Invalid("chiselapp.com", path),
        _ => null,
    };

    private static KnownPlace ThreeElements(string path, string[] elements, string host) =>
        Hosted(path, elements, host, 3, elements.Length >= 3 && AreWords(elements[1..]), mayHaveSuffix: false);

    private static KnownPlace Hosted(string path, string[] elements, string host, int rootLength, bool isValid, bool mayHaveSuffix)
    {
        if (!isValid)
        {
            return Invalid(host, path);
        }

        var root = string.Join('/', elements[..rootLength]);
        return !mayHaveSuffix && VersionControl.All.Any(system => root.EndsWith("." + system.Command, StringComparison.Ordinal))
            ? Refuse($"invalid version control suffix in {host}/ path")
            : new KnownPlace.At(root, VersionControl.Git, "https://" + root);
    }

    // On any host an element such as name.git ends the repository, whose address is without the suffix. Go looks for the pattern anywhere in
    // the path and may come to ask a host that is not the path's own, only to fail; here the path begins with the host or does not match.
    private static KnownPlace ReadSuffix(string[] elements)
    {
        if (!IsDottedHost(elements[0]) || !elements[1..].All(IsUserOrWord))
        {
            return KnownPlace.Unknown.Instance;
        }

        for (var i = 1; i < elements.Length; i++)
        {
            var dot = elements[i].LastIndexOf('.');
            if (dot > (elements[i][0] == '~' ? 1 : 0) && VersionControl.Find(elements[i][(dot + 1)..]) is { } system)
            {
                var root = string.Join('/', elements[..(i + 1)]);
                return new KnownPlace.Behind(root, system, root[..^(elements[i].Length - dot)]);
            }
        }

        return KnownPlace.Unknown.Instance;
    }

    private static KnownPlace.Refused Invalid(string host, string path) => Refuse($"invalid {host} import path {GoQuoting.Quote(path)}");

    private static KnownPlace.Refused Refuse(string reason) => new(new ParseError(reason));

    private static bool AreWords(string[] elements) => elements.All(IsWord);

    private static bool IsWord(string element) => element.Length > 0 && element.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    private static bool IsUserOrWord(string element) => IsWord(element.StartsWith('~') ? element[1..] : element);

    private static bool IsAlphanumeric(string element) => element.Length > 0 && element.All(char.IsAsciiLetterOrDigit);

    private static bool IsLowerWord(string element) => IsAlphanumeric(element) && !element.Any(char.IsAsciiLetterUpper);

    private static bool IsApacheName(string element) =>
        element.Length > ".git".Length && element.EndsWith(".git", StringComparison.Ordinal) && IsWord(element) && !element.Any(char.IsAsciiLetterUpper);

    private static bool IsDottedHost(string host) =>
        IsWord(host) && !host.Any(c => char.IsAsciiLetterUpper(c) || c == '_') && host.IndexOf('.', 1) is > 0 and var dot && dot < host.Length - 1;
}
