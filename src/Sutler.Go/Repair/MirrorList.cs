using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Repair;

/// <summary>Reads what <c>--mirror</c> names: backups of modules, by URL or as a directory.</summary>
public static class MirrorList
{
    /// <summary>
    /// A proxy entry. A directory is a GOPROXY tree, the <c>cache/download</c> of a module cache, or a module cache. Fails with
    /// <see cref="SutlerException"/> when it is neither a URL of a proxy nor a directory.
    /// </summary>
    /// <param name="text">As given.</param>
    /// <param name="workingDirectory">What a relative name is relative to.</param>
    public static ProxyListEntry Parse(string text, string workingDirectory)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = FileUrl(Download(Path.GetFullPath(text, workingDirectory)));
        }

        return ProxyList.Parse(text, new GlobList("")) is [{ IsProxy: true } entry]
            ? entry
            : throw new SutlerException($"{text}: not the URL of a proxy");
    }

    private static string Download(string directory)
    {
        var inside = Path.Combine(directory, "cache", "download");
        return Directory.Exists(inside) ? inside
            : Directory.Exists(directory) ? directory
            : throw new SutlerException($"{directory}: no such directory");
    }

    // The separators of GOPROXY cannot stand in a URL that is parsed as one.
    private static string FileUrl(string directory) =>
        "file://" + (directory.StartsWith('/') ? "" : "/") + string.Join('/', directory.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)).Replace("%3A", ":", StringComparison.Ordinal);
}
