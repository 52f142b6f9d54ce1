using System.Runtime.Versioning;
using Sutler.Go.Cache;
using Sutler.Go.Environment;

namespace Sutler.Go.Prune;

/// <summary>Which trees processes are in at the moment: by working directory, executable, open and mapped files. Linux only; elsewhere none.</summary>
/// <remarks>
/// Best effort: other users' processes may not be looked into, those of another container not be seen, and a program may be about to
/// open a file. What a process reaches through another mount than we do, in a container say, has another name there; it is known by
/// device and inode, and looked for in the trees that are about to go.
/// </remarks>
internal sealed class HeldTrees
{
    private const int LongestMap = 1 << 20;
    private static readonly string[] Links = ["cwd", "exe"];

    private readonly string _prefix;
    private readonly string _downloads;
    private readonly ulong _device;
    private readonly ulong _mount;
    private readonly Dictionary<string, string> _holders = new(StringComparer.Ordinal);
    private readonly Dictionary<FileNode, string> _elsewhere = [];

    private HeldTrees(CacheLayout layout)
    {
        // What the system shows has no links in it.
        var real = Path.TrimEndingDirectorySeparator(RealPath.Resolve(layout.Root));
        _prefix = real + "/";
        _downloads = $"{real}/cache/download/";
        if (OperatingSystem.IsLinux())
        {
            _device = FileNode.Of(real, follow: true, out _mount)?.Device ?? 0;
        }
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

    /// <summary>Who holds a tree, the zip beside it, or anything of its module version: <c>process 123 (gopls)</c>; null when nobody is known to.</summary>
    public string? FindHolder(CacheLayout layout, string tree, string? zip)
    {
        if (_holders.TryGetValue(Path.GetRelativePath(layout.Root, tree), out var holder))
        {
            return holder;
        }

        return _elsewhere.Count > 0 && OperatingSystem.IsLinux() ? FindByNode(tree, zip) : null;
    }

    [SupportedOSPlatform("linux")]
    private string? FindByNode(string tree, string? zip)
    {
        var holder = (zip is null ? null : HolderOf(zip)) ?? HolderOf(tree);
        if (holder is not null || FileStatus.Of(tree).Kind != FileKind.Directory)
        {
            return holder;
        }

        _ = TreeRemover.Directories(tree, directory => holder ??= PlainEntries.All(directory)
            .Select(name => OperatingSystem.IsLinux() ? HolderOf(Path.Combine(directory, name)) : null)
            .FirstOrDefault(found => found is not null));
        return holder;
    }

    [SupportedOSPlatform("linux")]
    private string? HolderOf(string path) =>
        FileNode.Of(path, follow: false, out _) is { } node ? _elsewhere.GetValueOrDefault(node) : null;

    [SupportedOSPlatform("linux")]
    private void Look(string process)
    {
        foreach (var link in Links)
        {
            Note(process, $"/proc/{process}/{link}", Target($"/proc/{process}/{link}"));
        }

        foreach (var file in Names($"/proc/{process}/fd"))
        {
            Note(process, $"/proc/{process}/fd/{file}", Target($"/proc/{process}/fd/{file}"));
        }

        foreach (var mapped in Mapped(process))
        {
            Note(process, $"/proc/{process}/root{mapped}", mapped);
        }
    }

    /// <summary>Notes what a process holds: by its name, or when it was reached through another mount by what it is.</summary>
    [SupportedOSPlatform("linux")]
    private void Note(string process, string way, string? path)
    {
        // Sockets and such have no place.
        if (path is null or not ['/', ..])
        {
            return;
        }

        if (path.StartsWith(_prefix, StringComparison.Ordinal) && TreeOf(path) is { } tree)
        {
            _ = _holders.TryAdd(tree, Describe(process));
        }

        if (FileNode.Of(way, follow: true, out var mount) is { } node && node.Device == _device && (mount == 0 || mount != _mount) && !_elsewhere.ContainsKey(node))
        {
            _elsewhere.Add(node, Describe(process));
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

    private static string Describe(string process)
    {
        try
        {
            return $"process {process} ({File.ReadAllText($"/proc/{process}/comm").TrimEnd('\n')})";
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return $"process {process}";
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

    private static IReadOnlyCollection<string> Mapped(string process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/maps")
                .Take(LongestMap)
                .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var start ? line[start..] : "")
                .Where(path => path.Length > 0)
                .ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return [];
        }
    }
}
