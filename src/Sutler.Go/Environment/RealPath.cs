using Sutler.Go.Cache;

namespace Sutler.Go.Environment;

/// <summary>Follows every symbolic link in a path, also those in the middle.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The path without links; the path itself where something is missing, forbidden or runs in circles.</summary>
    internal static string Resolve(string path)
    {
        string resolved = path;
        for (int link = 0; link < MostLinks; link++)
        {
            if (FollowFirstLink(resolved) is not { } next)
            {
                return resolved;
            }

            resolved = next;
        }

        return path;
    }

    private static string? FollowFirstLink(string path)
    {
        string root = Path.GetPathRoot(path) ?? "";
        string done = root;
        string[] elements = path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < elements.Length; i++)
        {
            string at = Path.Combine(done, elements[i]);
            if (LinkTarget(at) is { } target)
            {
                return Path.GetFullPath(Path.Combine([done, target, .. elements[(i + 1)..]]));
            }

            done = at;
        }

        return null;
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return null;
        }
    }
}
