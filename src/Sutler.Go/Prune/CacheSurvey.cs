using Sutler.Go.Cache;
using Sutler.Go.Quarantine;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Prune;

/// <summary>Looks at a module cache without changing or opening anything in it: which modules take up room, and what was left behind.</summary>
/// <remarks>Names that are not exactly go's or ours, symbolic links, <c>cache/vcs</c> and the checksum database's files are passed over.</remarks>
internal sealed class CacheSurvey
{
    // Deeper than any path that a system allows a name for.
    private const int DeepestDirectory = 2048;

    // What nobody holds a lock for is let be until nobody can be at it any more.
    private static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    private readonly CacheLayout _layout;
    private readonly PruneOptions _options;
    private readonly DateTimeOffset _now;
    private readonly CacheNames _names;
    private readonly PlainWays _ways;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<ModuleId, FoundVersion> _versions = [];
    private readonly HashSet<ModuleId> _transfers = [];
    private readonly List<(string Path, CachedVersion Version)> _temporaryTrees = [];
    private readonly List<PruneItem> _leftovers = [];

    public CacheSurvey(CacheLayout layout, PruneOptions options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        _layout = layout;
        _options = options;
        _now = now;
        _names = new CacheNames(layout);
        _ways = new PlainWays(layout);
        _cancellation = cancellationToken;
    }

    /// <summary>What crashes left and interrupted transfers; directories after what is in them.</summary>
    public IReadOnlyList<PruneItem> Leftovers => _leftovers;

    /// <summary>Looks at everything.</summary>
    public void Run()
    {
        VisitVersionDirectories(_layout.DownloadDirectory, "", OnCacheFile, 0);
        if (_ways.ArePlain(_layout.PartialDirectory))
        {
            VisitVersionDirectories(_layout.PartialDirectory, "", OnTransferFile, 0);
        }

        VisitTrees(_layout.Root, "", 0);
        if (_ways.ArePlain(_layout.QuarantineDirectory))
        {
            VisitQuarantine(_layout.QuarantineDirectory, 0);
        }

        foreach (var found in _versions.Values.Where(found => found.HasMarker && _ways.ArePlainTo(found.Version)))
        {
            AddPartialTree(found);
        }

        foreach (var (path, version) in _temporaryTrees)
        {
            AddTemporaryTree(path, version);
        }
    }

    /// <summary>The modules with a zip or a tree; their sizes are summed up only now.</summary>
    public IReadOnlyList<StoredModule> MeasureModules()
    {
        List<StoredModule> modules = [];
        foreach (var found in _versions.Values.Where(found => (found.HasZip || (found.HasTree && !found.HasMarker)) && _ways.ArePlainTo(found.Version)))
        {
            _cancellation.ThrowIfCancellationRequested();
            modules.Add(new StoredModule(found.Version, found.Measure(), found.LastUse));
        }

        return modules;
    }

    private static DateTimeOffset WrittenAt(string path) => new(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);

    private static string Join(string above, string name) => above.Length == 0 ? name : above + "/" + name;

    private void VisitVersionDirectories(string directory, string escapedPath, Action<string, string, string> onFile, int depth)
    {
        _cancellation.ThrowIfCancellationRequested();
        foreach (var name in PlainEntries.Directories(directory))
        {
            var path = Path.Combine(directory, name);
            if (name == "@v")
            {
                PlainEntries.Files(path).ForEach(file => onFile(escapedPath, path, file));
                PlainEntries.Directories(path).ForEach(tree => OnStagedTree(escapedPath, path, tree));
            }
            else if (depth < DeepestDirectory && !(depth == 0 && name == "sumdb"))
            {
                VisitVersionDirectories(path, Join(escapedPath, name), onFile, depth + 1);
            }
        }
    }

    private void OnCacheFile(string escapedPath, string directory, string name)
    {
        if (_names.OfFile(escapedPath, name, out var suffix) is not { } version)
        {
            return;
        }

        var found = Find(version);
        switch (suffix)
        {
            case ".zip" or ".ziphash":
                found.HasZip = true;
                break;
            case ".partial":
                found.HasMarker = true;
                break;
            case ".tmp":
                OnTemporaryFile(Path.Combine(directory, name), version);
                break;
        }
    }

    // A zip's temporary is written under the version's lock, which tells whether its writer lives; no lock tells that of the others.
    private void OnTemporaryFile(string path, CachedVersion version)
    {
        var file = new FileInfo(path);
        if (file.Exists && (Path.GetFileName(path).StartsWith(version.EscapedVersion + ".zip", StringComparison.Ordinal) || IsSettled(path)))
        {
            _leftovers.Add(new PruneItem(PruneKind.TemporaryFile, path, PlainEntries.OnDisk(file.Length), version, WrittenAt(path)));
        }
    }

    private void OnTransferFile(string escapedPath, string directory, string name)
    {
        if (_names.OfTransfer(escapedPath, name) is not { } version || !_transfers.Add(version.Module))
        {
            return;
        }

        var files = TransferFiles.Of(version).Where(path => path.Exists).ToArray();
        if (files.Length == 0)
        {
            return;
        }

        var written = new DateTimeOffset(files.Max(file => file.LastWriteTimeUtc), TimeSpan.Zero);
        // Somebody else brought the zip meanwhile: nobody will go on with this.
        if (_now - written > _options.TransfersOlderThan || File.Exists(version.ZipPath))
        {
            var size = files.Sum(file => PlainEntries.OnDisk(file.Length));
            _leftovers.Add(new PruneItem(PruneKind.Transfer, version.PartialZipPath, size, version, written));
        }
    }

    private void OnStagedTree(string escapedPath, string directory, string name)
    {
        var path = Path.Combine(directory, name);
        if (_names.OfStagedTree(escapedPath, name) is { } version && version.StagedTreePath == path)
        {
            _temporaryTrees.Add((path, version));
        }
    }

    // What a live process is putting together is new.
    private void VisitQuarantine(string directory, int depth)
    {
        _cancellation.ThrowIfCancellationRequested();
        foreach (var name in PlainEntries.Directories(directory))
        {
            var path = Path.Combine(directory, name);
            if (QuarantineStore.IsEntryName(name, out var isFinished))
            {
                var written = WrittenAt(path);
                if (_now - written > (isFinished ? _options.QuarantineOlderThan : Settled))
                {
                    _leftovers.Add(new PruneItem(PruneKind.Quarantined, path, PlainEntries.SizeOfTree(path), null, written));
                }
            }
            else if (depth < DeepestDirectory)
            {
                VisitQuarantine(path, depth + 1);
            }
        }
    }

    /// <summary>Finds the trees below a directory; the result says whether it holds nothing but empty directories, each of them noted.</summary>
    private bool VisitTrees(string directory, string above, int depth)
    {
        _cancellation.ThrowIfCancellationRequested();
        var isEmpty = true;
        var isTop = depth == 0;
        foreach (var name in PlainEntries.Directories(directory).Where(name => !(isTop && name == "cache")))
        {
            var path = Path.Combine(directory, name);
            if (name.Contains('@'))
            {
                isEmpty = false;
                OnTree(path, above, name);
            }
            else if (depth < DeepestDirectory)
            {
                isEmpty &= VisitTrees(path, Join(above, name), depth + 1);
            }
        }

        if (isTop || !isEmpty || PlainEntries.HasOthers(directory) || !IsModulePathPrefix(above) || !IsSettled(directory))
        {
            return false;
        }

        _leftovers.Add(new PruneItem(PruneKind.EmptyDirectory, directory, 0, null, WrittenAt(directory)));
        return true;
    }

    private void OnTree(string path, string above, string name)
    {
        var at = name.IndexOf('@');
        var escapedPath = Join(above, name[..at]);
        var escapedVersion = name[(at + 1)..];
        if (_names.OfTree(escapedPath, escapedVersion) is { } version && (_versions.ContainsKey(version.Module) || !IsTemporary(out _)))
        {
            Find(version).HasTree = true;
        }
        else if (IsTemporary(out var owner))
        {
            _temporaryTrees.Add((path, owner!));
        }

        bool IsTemporary(out CachedVersion? of) => (of = _names.OfTemporaryTree(escapedPath, escapedVersion)) is not null;
    }

    // One that its owner has removed or renamed since is none.
    private void AddTemporaryTree(string path, CachedVersion version)
    {
        var written = WrittenAt(path);
        var size = PlainEntries.SizeOfTree(path);
        if (Directory.Exists(path))
        {
            _leftovers.Add(new PruneItem(PruneKind.TemporaryTree, path, size, version, written));
        }
    }

    private void AddPartialTree(FoundVersion found)
    {
        var marker = found.Version.PartialMarkerPath;
        var size = found.HasTree ? PlainEntries.SizeOfTree(found.Version.TreePath) : 0;
        _leftovers.Add(new PruneItem(PruneKind.PartialTree, found.HasTree ? found.Version.TreePath : marker, size, found.Version, WrittenAt(marker)));
    }

    // The root of a module path is a host's name: a directory without a dot there is somebody else's.
    private static bool IsModulePathPrefix(string above) => above.Split('/')[0].Contains('.');

    private bool IsSettled(string path) => _now - WrittenAt(path) > Settled;

    private FoundVersion Find(CachedVersion version)
    {
        if (!_versions.TryGetValue(version.Module, out var found))
        {
            _versions.Add(version.Module, found = new FoundVersion(version));
        }

        return found;
    }
}
