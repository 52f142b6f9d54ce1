using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Prune;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Verify;

/// <summary>Which module versions a cache holds, by the names of files and trees; opens nothing and follows no links.</summary>
internal sealed class CacheInventory
{
    private const int DeepestDirectory = 2048;

    private readonly CacheLayout _layout;
    private readonly CacheNames _names;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<ModuleId, CachedVersion> _versions = [];
    private readonly List<string> _directories = [];
    private readonly List<Finding> _findings = [];
    private readonly List<Leftover> _leftovers = [];

    private CacheInventory(CacheLayout layout, CancellationToken cancellationToken)
    {
        _layout = layout;
        _names = new CacheNames(layout);
        _cancellation = cancellationToken;
    }

    /// <summary>The versions with a file or a tree, by path and version.</summary>
    public IReadOnlyList<CachedVersion> Versions => [.. _versions.Values.OrderBy(version => version.Module.ToString(), StringComparer.Ordinal)];

    /// <summary>The <c>@v</c> directories.</summary>
    public IReadOnlyList<string> Directories => _directories;

    /// <summary>Links and other things where directories belong, and what cannot be looked into.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Trees beside their places.</summary>
    public IReadOnlyList<Leftover> Leftovers => _leftovers;

    /// <summary>Looks through a cache.</summary>
    public static CacheInventory Read(CacheLayout layout, CancellationToken cancellationToken)
    {
        var inventory = new CacheInventory(layout, cancellationToken);
        inventory.VisitFiles(layout.DownloadDirectory, "", 0);
        inventory.VisitTrees(layout.Root, "", 0);
        return inventory;
    }

    private static string Join(string above, string name) => above.Length == 0 ? name : $"{above}/{name}";

    private void VisitFiles(string directory, string escapedPath, int depth)
    {
        foreach (var (path, status) in In(directory))
        {
            var name = Path.GetFileName(path);
            if (Expect(path, status, "directory") || (depth == 0 && name == "sumdb"))
            {
                continue;
            }

            if (name == "@v" && status.Kind == FileKind.Directory)
            {
                _directories.Add(path);
                In(path).ForEach(file => AddFile(escapedPath, file.Path, file.Status));
            }
            else if (status.Kind == FileKind.Directory && depth < DeepestDirectory)
            {
                VisitFiles(path, Join(escapedPath, name), depth + 1);
            }
        }
    }

    private void VisitTrees(string directory, string escapedPath, int depth)
    {
        foreach (var (path, status) in In(directory))
        {
            var name = Path.GetFileName(path);
            if (depth == 0 && name == "cache")
            {
                continue;
            }

            if (name.LastIndexOf('@') is > 0 and var at)
            {
                AddTree(Join(escapedPath, name[..at]), name[(at + 1)..], (path, status));
            }
            else if (!Expect(path, status, "directory") && status.Kind == FileKind.Directory && depth < DeepestDirectory)
            {
                VisitTrees(path, Join(escapedPath, name), depth + 1);
            }
        }
    }

    // A version may look like the name of something temporary; then it has files.
    private void AddTree(string escapedPath, string escapedVersion, (string Path, FileStatus Status) found)
    {
        var version = _names.OfTree(escapedPath, escapedVersion);
        if ((version is null || !_versions.ContainsKey(version.Module)) && found.Status.Kind == FileKind.Directory
            && _names.OfTemporaryTree(escapedPath, escapedVersion) is { } owner)
        {
            _leftovers.Add(new Leftover(owner, found.Path));
        }
        else
        {
            Add(version);
        }
    }

    // Whoever looks at a version looks at these files of it; the others are no business of any version.
    private void AddFile(string escapedPath, string path, FileStatus status)
    {
        var version = _names.OfFile(escapedPath, Path.GetFileName(path), out var suffix);
        Add(version);
        if ((version is null || suffix is not (".info" or ".mod" or ".zip" or ".ziphash")) && Path.GetFileName(path) != "list")
        {
            Expect(path, status, "file");
        }
    }

    // A link may lead anywhere: what is behind it is not the cache's, and whoever reads the cache does follow it.
    private bool Expect(string path, FileStatus status, string expected)
    {
        if (status.Kind is not (FileKind.SymbolicLink or FileKind.Special))
        {
            return false;
        }

        _findings.Add(new Finding { Kind = FindingKind.NotAFile, File = path, Expected = expected, Found = StoredFile.Describe(status.Kind) });
        return true;
    }

    private void Add(CachedVersion? version)
    {
        if (version is not null)
        {
            _versions.TryAdd(version.Module, version);
        }
    }

    private List<(string Path, FileStatus Status)> In(string directory)
    {
        _cancellation.ThrowIfCancellationRequested();
        try
        {
            return [.. Files.NamesIn(directory).Select(name => Path.Combine(directory, name)).Select(path => (path, FileStatus.Of(path)))];
        }
        catch (Exception error) when (OsError.Is(error) || error is SutlerException)
        {
            if (!OsError.IsNotExist(error))
            {
                var reason = error is SutlerException ? error.Message : OsError.Create("open", directory, error).Message;
                _findings.Add(new Finding { Kind = FindingKind.Unreadable, File = directory, Detail = reason });
            }

            return [];
        }
    }
}
