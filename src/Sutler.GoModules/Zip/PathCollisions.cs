namespace Sutler.GoModules.Zip;

/// <summary>Finds files and directories of one module that cannot stand side by side on every file system. Spec: ZIP-4, CREATE-8.</summary>
public sealed class PathCollisions
{
    private readonly Dictionary<string, Seen> _seen;

    // The parent chain of this directory was found good, and what is good stays good.
    private string? _goodDirectory;

    /// <summary>Expects about so many paths.</summary>
    public PathCollisions(int expected) => _seen = new Dictionary<string, Seen>(expected, StringComparer.Ordinal);

    private readonly record struct Seen(string Path, bool IsDirectory);

    /// <summary>
    /// Takes in a clean, relative path and its parents. Null, or the first collision of the path or a parent, such as
    /// <c>case-insensitive file name collision: "Case.txt" and "case.txt"</c>.
    /// </summary>
    public string? Add(string path, bool isDirectory)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (AddOne(path, isDirectory) is { } collision)
        {
            return collision;
        }

        var slash = path.LastIndexOf('/');
        if (slash <= 0 || path.AsSpan(0, slash).SequenceEqual(_goodDirectory))
        {
            return null;
        }

        var directory = path[..slash];
        for (var parent = directory; ; parent = parent[..slash])
        {
            if (AddOne(parent, isDirectory: true) is { } above)
            {
                return above;
            }

            slash = parent.LastIndexOf('/');
            if (slash <= 0)
            {
                break;
            }
        }

        _goodDirectory = directory;
        return null;
    }

    private string? AddOne(string path, bool isDirectory)
    {
        var folded = SimpleFolding.Fold(path);
        if (_seen.TryAdd(folded, new Seen(path, isDirectory)))
        {
            return null;
        }

        var other = _seen[folded];
        if (!string.Equals(path, other.Path, StringComparison.Ordinal))
        {
            return $"case-insensitive file name collision: {GoQuoting.Quote(other.Path)} and {GoQuoting.Quote(path)}";
        }

        if (isDirectory != other.IsDirectory)
        {
            return $"entry {GoQuoting.Quote(path)} is both a file and a directory";
        }

        return isDirectory ? null : $"multiple entries for file {GoQuoting.Quote(path)}";
    }
}
