namespace Sutler.GoModules.Zip;

/// <summary>Whether Go's path.Clean would leave a path as it is. Spec: UNZIP-4, CREATE-2.</summary>
public static class CleanPath
{
    /// <summary>False for an empty path, empty or <c>.</c> elements, a slash at the end, and a <c>..</c> that could be resolved.</summary>
    public static bool IsClean(ReadOnlySpan<char> path)
    {
        if (path is "." or "/")
        {
            return true;
        }

        var rooted = path.StartsWith('/');
        var onlyParents = !rooted;
        foreach (var range in path[(rooted ? 1 : 0)..].Split('/'))
        {
            var element = path[(rooted ? 1 : 0)..][range];
            if (element is "" or "." || (element is ".." && !onlyParents))
            {
                return false;
            }

            onlyParents &= element is "..";
        }

        return true;
    }
}
