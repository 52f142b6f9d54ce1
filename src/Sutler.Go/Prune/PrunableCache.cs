using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Prune;

/// <summary>Makes sure that a directory is a module cache before anything in it is removed.</summary>
public static class PrunableCache
{
    /// <summary>
    /// Fails when <paramref name="layout"/>'s root is none: relative, missing, the file system's root, a home directory, without
    /// <c>cache/download</c>, or with a symbolic link in the place of that, which would lead out of it.
    /// </summary>
    /// <param name="layout">The cache.</param>
    /// <param name="home">The user's home directory; empty if there is none.</param>
    public static void Check(CacheLayout layout, string home)
    {
        var root = layout.Root;
        if (root.Length == 0)
        {
            throw new SutlerException("module cache not found: neither GOMODCACHE nor GOPATH is set");
        }

        if (!Path.IsPathFullyQualified(root))
        {
            throw Refusal(root, "it is relative");
        }

        if (Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) is var full && (Path.GetPathRoot(full) == full || IsHome(full, home)))
        {
            throw Refusal(root, "it is the root of a file system or a home directory");
        }

        CheckDirectory(root, root, mayBeLink: true);
        CheckDirectory(root, Path.Combine(root, "cache"), mayBeLink: false);
        CheckDirectory(root, layout.DownloadDirectory, mayBeLink: false);
    }

    /// <summary>
    /// The symbolic links in the place of our own part of a cache, <c>cache/sutler</c> or what is directly in it: what they lead to is
    /// let be.
    /// </summary>
    public static IReadOnlyList<string> LinksOfOurs(CacheLayout layout) => [.. new PlainWays(layout).LinksOfOurs()];

    private static bool IsHome(string full, string home) =>
        home.Length > 0 && Path.TrimEndingDirectorySeparator(Path.GetFullPath(home)) == full;

    private static void CheckDirectory(string root, string directory, bool mayBeLink)
    {
        FileAttributes attributes;
        try
        {
            attributes = File.GetAttributes(directory);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw Refusal(root, OsError.Create("stat", directory, error).Message, error);
        }

        if (!mayBeLink && attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            throw Refusal(root, $"{directory} is a symbolic link");
        }

        if (!attributes.HasFlag(FileAttributes.Directory))
        {
            throw Refusal(root, $"{directory} is not a directory");
        }
    }

    private static SutlerException Refusal(string root, string reason, Exception? inner = null) =>
        new($"{(root.Length == 0 ? "GOMODCACHE" : root)} does not look like a module cache: {reason}", inner);
}
