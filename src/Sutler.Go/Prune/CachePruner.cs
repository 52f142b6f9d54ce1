using System.Diagnostics.CodeAnalysis;
using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Prune;

/// <summary>Removes from a module cache what is not wanted any more; killed at any moment it leaves a cache that go and Sutler can use.</summary>
/// <remarks>
/// Everything is removed under the locks that its writers take, asked for without waiting: what somebody holds stays. Locks themselves,
/// <c>.info</c> and <c>.mod</c> stay always. Spec: LOCK-3, LOCK-9, CACHE-8, CACHE-20, ATOMIC-7.
/// </remarks>
public sealed class CachePruner
{
    // How long a look at all processes counts.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private readonly ModuleCache _cache;
    private readonly TimeProvider _time;
    private HeldTrees? _held;
    private long _lookedAt;

    /// <summary>Over <paramref name="cache"/>, which <see cref="PrunableCache"/> has been asked about.</summary>
    public CachePruner(ModuleCache cache, TimeProvider time)
    {
        _cache = cache;
        _time = time;
    }

    /// <summary>What would be removed, leftovers first, then modules, least recently used first; changes nothing.</summary>
    public IReadOnlyList<PruneResult> Plan(PruneOptions options, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var survey = new CacheSurvey(_cache.Layout, options, now, cancellationToken);
        survey.Run();
        List<PruneItem> items = [.. survey.Leftovers];
        if (options.ChoosesModules)
        {
            items.AddRange(PruneChoice.Choose(survey.MeasureModules(), options, now).Select(Item));
        }

        return [.. items.Select(item => FindHolder(item) is { } holder
            ? new PruneResult(item, PruneOutcome.Held, holder)
            : new PruneResult(item, PruneOutcome.Planned))];
    }

    /// <summary>Removes what is planned. A cancellation takes effect between two items: then the result ends with the last one that was reached.</summary>
    public async Task<IReadOnlyList<PruneResult>> ApplyAsync(IReadOnlyList<PruneResult> plan, CancellationToken cancellationToken)
    {
        List<PruneResult> results = [];
        foreach (var planned in plan.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            results.Add(planned.Outcome == PruneOutcome.Planned ? await RemoveAsync(planned.Item) : planned);
        }

        return results;
    }

    private static PruneItem Item(StoredModule module) => new(
        PruneKind.Module,
        Directory.Exists(module.Version.TreePath) ? module.Version.TreePath : module.Version.ZipPath,
        module.Bytes,
        module.Version,
        module.LastUse);

    private async Task<PruneResult> RemoveAsync(PruneItem item)
    {
        try
        {
            var holder = new PlainWays(_cache.Layout).ArePlainTo(item) ? FindProcess(item) ?? await RemoveLockedAsync(item) : "a symbolic link leads to it by now";
            return holder is null ? new PruneResult(item, PruneOutcome.Removed) : new PruneResult(item, PruneOutcome.Held, holder);
        }
        catch (SutlerException failure)
        {
            return new PruneResult(item, PruneOutcome.Failed, failure.Message);
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            return new PruneResult(item, PruneOutcome.Failed, OsError.Create("remove", item.Path, failure).Message);
        }
    }

    private async Task<string?> RemoveLockedAsync(PruneItem item)
    {
        if (item.Version is not { } version)
        {
            return item.Kind == PruneKind.Quarantined ? RemoveQuarantined(item.Path) : RemoveDirectory(item.Path);
        }

        if (item.Kind == PruneKind.Transfer)
        {
            using var transfer = FileLocks.TryExclusive(version.TransferLockPath);
            return transfer is null ? LockHeld(version.TransferLockPath) : RemoveTransfer(item, version);
        }

        using var held = TryLock(version, item.LastUse);
        if (held is null)
        {
            return LockHeld(version.LockPath);
        }

        // Where nothing was ever transferred there is no lock, and then nobody is at it.
        using var transferring = File.Exists(version.TransferLockPath) ? FileLocks.TryExclusive(version.TransferLockPath) : null;
        if (transferring is null && File.Exists(version.TransferLockPath))
        {
            return LockHeld(version.TransferLockPath);
        }

        return await RemoveUnderLockAsync(item, version);
    }

    // A lock that is made here is no trace of use, now or for the next pruning.
    private static FileLock? TryLock(CachedVersion version, DateTimeOffset lastUse)
    {
        DirectoryMaker.Make(version.Directory);
        var isNew = !File.Exists(version.LockPath);
        var held = FileLocks.TryExclusive(version.LockPath);
        if (isNew && held is not null)
        {
            File.SetLastWriteTimeUtc(version.LockPath, lastUse.UtcDateTime);
        }

        return held;
    }

    private async Task<string?> RemoveUnderLockAsync(PruneItem item, CachedVersion version)
    {
        switch (item.Kind)
        {
            case PruneKind.Module when ModuleUse.Last(version) > item.LastUse:
                return "it was used a moment ago";
            case PruneKind.Module:
                await RemoveModuleAsync(version);
                return null;
            case PruneKind.PartialTree:
                // Without its marker it has become whole meanwhile.
                if (File.Exists(version.PartialMarkerPath))
                {
                    await RemoveTreeAsync(version, () => File.Delete(version.PartialMarkerPath));
                }

                return null;
            default:
                TreeRemover.Remove(item.Path);
                RemoveEmptyAbove(item.Path);
                return null;
        }
    }

    // The tree goes out of sight in one step. A zip without tree, a hash without zip: whoever comes makes them whole again. Spec: ATOMIC-7.
    private Task RemoveModuleAsync(CachedVersion version) => RemoveTreeAsync(version, () =>
    {
        File.Delete(version.ZipPath);
        File.Delete(version.ZipHashPath);
        File.Delete(version.PartialMarkerPath);
    });

    private async Task RemoveTreeAsync(CachedVersion version, Action once)
    {
        // A link in its place is somebody else's.
        var isOurs = new DirectoryInfo(version.TreePath) is { Exists: true, LinkTarget: null };
        LetBeRenamed(version.TreePath);
        var aside = isOurs ? await _cache.SetAsideAsync(version, CancellationToken.None) : null;
        once();
        if (aside is not null)
        {
            TreeRemover.Remove(aside);
            RemoveEmptyAbove(aside);
        }
    }

    // Some systems do not rename a directory that may not be written to; Linux does.
    private static void LetBeRenamed(string tree)
    {
        if (!OperatingSystem.IsWindows() && !OperatingSystem.IsLinux() && Directory.Exists(tree))
        {
            File.SetUnixFileMode(tree, File.GetUnixFileMode(tree) | UnixFileMode.UserWrite);
        }
    }

    private static string? RemoveTransfer(PruneItem item, CachedVersion version)
    {
        foreach (var file in TransferFiles.Of(version).Where(file => file.Exists))
        {
            if (file.LastWriteTimeUtc > item.LastUse.UtcDateTime)
            {
                return "it was used a moment ago";
            }

            file.Delete();
        }

        return null;
    }

    private string? RemoveQuarantined(string path)
    {
        TreeRemover.Remove(path);
        RemoveEmptyAbove(path);
        return null;
    }

    private static string? RemoveDirectory(string path)
    {
        try
        {
            Directory.Delete(path, recursive: false);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (IOException) when (Directory.EnumerateFileSystemEntries(path).Any())
        {
            return "it is not empty any more";
        }
    }

    // Directories that held nothing else; whoever needs them makes them again.
    private void RemoveEmptyAbove(string path)
    {
        for (var above = Path.GetDirectoryName(path); IsAboveTrees(above); above = Path.GetDirectoryName(above))
        {
            try
            {
                Directory.Delete(above, recursive: false);
            }
            catch (Exception error) when (OsError.Is(error))
            {
                return;
            }
        }
    }

    private bool IsAboveTrees([NotNullWhen(true)] string? directory) =>
        directory is not null
        && directory.Length > _cache.Layout.Root.Length
        && directory != _cache.Layout.QuarantineDirectory
        && !directory.StartsWith(_cache.Layout.DownloadDirectory, StringComparison.Ordinal);

    private string? FindHolder(PruneItem item)
    {
        if (FindProcess(item) is { } process)
        {
            return process;
        }

        var path = item switch
        {
            { Version: null } => null,
            { Kind: PruneKind.Transfer } => item.Version.TransferLockPath,
            _ when item.Path == item.Version.StagedTreePath => item.Version.TransferLockPath,
            _ => item.Version.LockPath,
        };
        return path is not null && IsLocked(path) ? LockHeld(path) : null;
    }

    // Asks without making the file; what cannot be asked will be told when it is removed.
    private static bool IsLocked(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return false;
            }

            using var held = FileLocks.TryExclusive(path);
            return held is null;
        }
        catch (SutlerException)
        {
            return false;
        }
    }

    private static string LockHeld(string path) => $"another process holds its lock ({path})";

    private string? FindProcess(PruneItem item)
    {
        if (item.Version is null || item.Kind is PruneKind.Transfer or PruneKind.TemporaryFile)
        {
            return null;
        }

        if (_held is null || _time.GetElapsedTime(_lookedAt) > LookAgainAfter)
        {
            _held = HeldTrees.Read(_cache.Layout);
            _lookedAt = _time.GetTimestamp();
        }

        var tree = item.Kind == PruneKind.Module ? item.Version.TreePath : item.Path;
        return _held.FindHolder(_cache.Layout, tree, item.Kind == PruneKind.Module ? item.Version.ZipPath : null) is { } holder ? $"{holder} uses it" : null;
    }
}
