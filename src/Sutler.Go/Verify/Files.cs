using System.IO.Enumeration;
using Sutler.Go.Cache;

namespace Sutler.Go.Verify;

/// <summary>Walks through directories in a fixed order, entering no links and opening nothing else.</summary>
internal static class Files
{
    // Deeper than any path that a system allows a name for.
    private const int DeepestDirectory = 2048;

    private static readonly EnumerationOptions All = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
    };

    /// <summary>The names in a directory, sorted; a directory that cannot be read throws as the system does.</summary>
    public static IReadOnlyList<string> NamesIn(string directory)
    {
        var names = new FileSystemEnumerable<string>(directory, static (ref FileSystemEntry entry) => entry.FileName.ToString(), All).ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <summary>All that is below a directory but directories, with what each is; what cannot be read is left out.</summary>
    public static IEnumerable<(string Path, FileStatus Status)> Below(string directory)
    {
        var open = new Stack<(string Path, int Depth)>([(directory, 0)]);
        while (open.TryPop(out var next))
        {
            foreach (var (path, status) in In(next.Path))
            {
                if (status.Kind == FileKind.Directory && next.Depth < DeepestDirectory)
                {
                    open.Push((path, next.Depth + 1));
                }
                else if (status.Kind != FileKind.Directory)
                {
                    yield return (path, status);
                }
            }
        }
    }

    /// <summary>What is in a directory; nothing if it cannot be read.</summary>
    public static List<(string Path, FileStatus Status)> In(string directory)
    {
        try
        {
            return [.. NamesIn(directory).Select(name => Path.Combine(directory, name)).Select(path => (path, FileStatus.Of(path)))];
        }
        catch (Exception error) when (OsError.Is(error) || error is Errors.SutlerException)
        {
            return [];
        }
    }
}
