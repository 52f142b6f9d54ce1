namespace Sutler.GoModules.Modules;

/// <summary>A comma-separated list of module path globs, as in GOPRIVATE. Spec: PATH-11.</summary>
public sealed record GlobList(string Text)
{
    /// <summary>Whether a glob of the list matches a leading part of <paramref name="path"/>.</summary>
    /// <remarks>A glob of n elements is held against the first n elements of the path; a malformed one matches nothing.</remarks>
    public bool Matches(string path)
    {
        foreach (var range in Text.AsSpan().Split(','))
        {
            var glob = Text.AsSpan()[range];
            if (glob is [.. var withoutSlash, '/'])
            {
                glob = withoutSlash;
            }

            if (!glob.IsEmpty
                && TryLeadingElements(path, glob.Count('/') + 1, out var leading)
                && PathPattern.TryMatch(glob, leading, out var matched)
                && matched)
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryLeadingElements(ReadOnlySpan<char> path, int count, out ReadOnlySpan<char> leading)
    {
        leading = path;
        for (var end = 0; end < path.Length; end++)
        {
            if (path[end] == '/' && --count == 0)
            {
                leading = path[..end];
                return true;
            }
        }

        return count <= 1;
    }
}
