using Sutler.GoModules.Modules;

namespace Sutler.Go.Doctor;

/// <summary>Tells modules that look as if only some may see them, and proxies that everybody asks. Pure; a guess, and called one.</summary>
public static class PrivateLook
{
    private static readonly string[] PublicProxies =
        ["proxy.golang.org", "goproxy.io", "goproxy.cn", "mirrors.aliyun.com", "repo.huaweicloud.com", "goproxy.baidu.com", "athens.azurefd.net", "gocenter.io"];

    private static readonly string[] PublicHosts =
        ["github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gopkg.in", "golang.org", "google.golang.org", "git.sr.ht", "gitee.com"];

    private static readonly string[] PrivateEndings = [".internal", ".intern", ".intranet", ".corp", ".lan", ".local", ".private", ".home.arpa", ".test", ".localdomain"];

    // Not "go." and "code.": these are the names of many public ones.
    private static readonly string[] HostsOfCode = ["git.", "gitlab.", "github.", "gitea.", "bitbucket.", "stash.", "scm.", "svn."];

    // What git and go say, through the proxy, when a repository wants to know who asks.
    private static readonly string[] Refusals =
        ["could not read Username", "terminal prompts disabled", "Authentication failed", "Permission denied (publickey", "could not read Password", "no such host", "server misbehaving"];

    /// <summary>Whether a host is a proxy that is open to all and sees what all can see.</summary>
    public static bool IsPublicProxy(string host) => PublicProxies.Contains(WithoutPort(host), StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a module looks private: the end of a sentence; empty when it does not.</summary>
    /// <param name="path">The module path.</param>
    /// <param name="words">What proxies said of it; may be empty.</param>
    public static string Reason(string path, string words)
    {
        var host = path.Split('/')[0];
        if (Array.Find(Refusals, refusal => words.Contains(refusal, StringComparison.OrdinalIgnoreCase)) is { } said)
        {
            return $"the proxy met \"{said}\"";
        }

        if (Array.Exists(PrivateEndings, ending => host.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            return $"{host} is a name for inside";
        }

        return !PublicHosts.Contains(host, StringComparer.OrdinalIgnoreCase) && Array.Exists(HostsOfCode, prefix => host.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            ? $"{host} looks like a company's own server"
            : "";
    }

    /// <summary>The GOPRIVATE that would cover the module: its host, or on a host for all the owner's part.</summary>
    public static string Glob(string path)
    {
        var elements = path.Split('/');
        return elements.Length > 1 && PublicHosts.Contains(elements[0], StringComparer.OrdinalIgnoreCase) ? $"{elements[0]}/{elements[1]}" : elements[0];
    }

    /// <summary>GOPRIVATE with that added to what it is now.</summary>
    public static string Extended(string goPrivate, string path) =>
        goPrivate.Length == 0 || new GlobList(goPrivate).Matches(path) ? Glob(path) : goPrivate + "," + Glob(path);

    private static string WithoutPort(string host) => host.LastIndexOf(':') is >= 0 and var colon ? host[..colon] : host;
}
