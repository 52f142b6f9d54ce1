using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving.Directories;

/// <summary>The names of a directory that is served: a GOMODCACHE, or any tree in the form of GOPROXY.</summary>
/// <remarks>
/// <code>
/// DIR/cache/download/P/@v/list  v.info  v.mod  v.zip  v.ziphash   a GOMODCACHE; also when DIR is its cache/download
/// DIR/P/@v/list  v.info  v.mod  v.zip   DIR/P/@latest            any other tree
/// </code>
/// Every name is made of a valid module path and of a text that can be a file name, so that none leads out of the directory; links in it are
/// followed, since whoever made the tree put them there. Spec: CACHE-1, SRV-11, SRV-12.
/// </remarks>
public sealed class ModuleTree
{
    private const int LongestName = 255;
    private const int LongestPath = 4095;

    private readonly string _root;

    private ModuleTree(string root, bool isModuleCache)
    {
        _root = root;
        IsModuleCache = isModuleCache;
    }

    /// <summary>Whether it is the download directory of a GOMODCACHE, which go commands write to while it is served.</summary>
    public bool IsModuleCache { get; }

    /// <summary>Looks at a directory; fails with <c>open DIR: no such file or directory</c> or why else it cannot be read.</summary>
    public static ModuleTree Open(string directory)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var download = Path.Combine(full, "cache", "download");
        if (Directory.Exists(download))
        {
            return new ModuleTree(Readable(download), isModuleCache: true);
        }

        var isDownload = Path.GetFileName(full) == "download" && Path.GetFileName(Path.GetDirectoryName(full)) == "cache";
        return new ModuleTree(Readable(full), isDownload);
    }

    /// <summary>The <c>@v</c> directory of a module.</summary>
    internal string VersionsDirectory(ModulePath path) => Path.Join(_root, System(path.Escaped), "@v");

    /// <summary>The file of a version, of the kind <c>.info</c>, <c>.mod</c>, <c>.zip</c> or <c>.ziphash</c>; null when it can have no name.</summary>
    internal string? FileOf(ModulePath path, string version, string kind) =>
        ModulePathRules.TryEscapeVersion(version, out var escaped, out _) ? Path.Join(VersionsDirectory(path), escaped + kind) : null;

    /// <summary>The list of a module's versions.</summary>
    internal string ListOf(ModulePath path) => Path.Join(VersionsDirectory(path), "list");

    /// <summary>The metadata of a module's newest version, which only a tree that is no GOMODCACHE has.</summary>
    internal string LatestOf(ModulePath path) => Path.Join(_root, System(path.Escaped), "@latest");

    /// <summary>A file of a checksum database, named by what follows <c>sumdb/</c> in a URL that was checked.</summary>
    internal string ChecksumFileOf(string name) => Path.Join(_root, "sumdb", System(name));

    /// <summary>Whether a path is longer than what a file system takes, so that there is nothing under it.</summary>
    internal static bool IsTooLong(string file) =>
        file.Length > LongestPath || file.Split(Path.DirectorySeparatorChar).Any(static name => name.Length > LongestName);

    private static string Readable(string directory)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(directory).Any();
            return directory;
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw File.Exists(directory) ? OsError.FromCode("open", directory, OsError.NotDirectory, error) : OsError.Create("open", directory, error);
        }
    }

    private static string System(string path) => path.Replace('/', Path.DirectorySeparatorChar);
}
