using Sutler.Go.Cache;
using Sutler.Go.Environment;

namespace Sutler.Go.Prune;

/// <summary>Which trees processes are in at the moment: by working directory, executable, open and mapped files. Linux only; elsewhere none.</summary>
/// <remarks>Best effort: other users' processes may not be looked into, and a program may be about to open a file.</remarks>
internal sealed class HeldTrees
{
    private const int LongestMap = 1 << 20;
    private static readonly string[] Links = ["cwd", "exe"];

    private readonly string _prefix;
    private readonly string _downloads;
    private readonly Dictionary<string, string> _holders = new(StringComparer.Ordinal);

    private HeldTrees(CacheLayout layout)
    {
        // What the system shows has no links in it.
        var real = Path.TrimEndingDirectorySeparator(RealPath.Resolve(layout.Root));
        _prefix = real + "/";
        _downloads = $"{real}/cache/download/";
    }

    /// <summary>Looks at all processes, this one included.</summary>
    public static HeldTrees Read(CacheLayout layout)
    {
        var held = new HeldTrees(layout);
        if (OperatingSystem.IsLinux())
        {
            foreach (var process in Names("/proc").Where(name => name.All(char.IsAsciiDigit)))
            {
                held.Look(process);
            }
        }

        return held;
    }

    /// <summary>Who holds a tree, or anything of its module version: <c>process 123 (gopls)</c>; null when nobody is known to.</summary>
    public string? FindHolder(CacheLayout layout, string tree) =>
        _holders.GetValueOrDefault(Path.GetRelativePath(layout.Root, tree));

    private void Look(string process)
    {
        foreach (var link in Links)
        {
            Note(process, Target($"/proc/{process}/{link}"));
        }

        foreach (var file in Names($"/proc/{process}/fd"))
        {
            Note(process, Target($"/proc/{process}/fd/{file}"));
        }

        foreach (var mapped in Mapped(process))
        {
            Note(process, mapped);
        }
    }

    private void Note(string process, string? path)
    {
        if (path is null || !path.StartsWith(_prefix, StringComparison.Ordinal))
        {
            return;
        }

        if (TreeOf(path) is { } tree && !_holders.ContainsKey(tree))
        {
            _holders.Add(tree, $"process {process}{NameOf(process)}");
        }
    }

    /// <summary>The tree a path is in, relative to the cache; for a zip the tree it belongs to.</summary>
    private string? TreeOf(string path)
    {
        if (path.StartsWith(_downloads, StringComparison.Ordinal))
        {
            var name = path[_downloads.Length..];
            var at = name.IndexOf("/@v/", StringComparison.Ordinal);
            return at > 0 && name.EndsWith(".zip", StringComparison.Ordinal) ? $"{name[..at]}@{name[(at + 4)..^4]}" : null;
        }

        var sign = path.IndexOf('@', _prefix.Length);
        var end = sign < 0 ? -1 : path.IndexOf('/', sign);
        return sign < 0 ? null : path[_prefix.Length..(end < 0 ? path.Length : end)];
    }

    private static string NameOf(string process)
    {
        try
        {
            return $" ({File.ReadAllText($"/proc/{process}/comm").TrimEnd('\n')})";
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return "";
        }
    }

    private static IReadOnlyList<string> Names(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path))];
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return [];
        }
    }

    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return null;
        }
    }

    private IReadOnlyList<string> Mapped(string process)
    {
        try
        {
            return [.. File.ReadLines($"/proc/{process}/maps")
                .Take(LongestMap)
                .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var start ? line[start..] : "")
                .Where(path => path.StartsWith(_prefix, StringComparison.Ordinal))];
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return [];
        }
    }
}
