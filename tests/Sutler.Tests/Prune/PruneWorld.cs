using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Sutler.Go.Cache;
using Sutler.Go.Prune;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Prune;

/// <summary>A module cache of a few files, and a pruner with a clock of its own, which stands at now.</summary>
internal sealed class PruneWorld : IDisposable
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    public PruneWorld()
    {
        Layout = new CacheLayout(Files["mod"]);
        Directory.CreateDirectory(Layout.DownloadDirectory);
        Pruner = new CachePruner(new ModuleCache(Layout, new FileLocks(TimeProvider.System), TimeProvider.System), _time);
    }

    public ScratchDirectory Files { get; } = new();

    public CacheLayout Layout { get; }

    public CachePruner Pruner { get; }

    /// <summary>A module with all its files and a read-only tree, last used so many days ago.</summary>
    public CachedVersion Add(string path, string version = "v1.0.0", double days = 100)
    {
        var at = Layout.Locate(new ModuleId(path, version));
        Directory.CreateDirectory(at.Directory);
        File.WriteAllText(at.InfoPath, "{}");
        File.WriteAllText(at.ModPath, $"module {path}\n");
        File.WriteAllText(at.ListPath, version + "\n");
        Write(at.ZipPath, "zip", days);
        Write(at.ZipHashPath, "h1:", days);
        Write(at.LockPath, "", days);
        Directory.CreateDirectory(Path.Combine(at.TreePath, "sub"));
        File.WriteAllText(Path.Combine(at.TreePath, "sub", "m.go"), "package m\n");
        Age(at.TreePath, days);
        ReadOnlyTree.CloseBelow(at.TreePath);
        ReadOnlyTree.Close(at.TreePath);
        return at;
    }

    /// <summary>Writes a file that is so many days old.</summary>
    public string Write(string path, string content, double days)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return Age(path, days);
    }

    /// <summary>Makes a file or directory so many days old.</summary>
    public static string Age(string path, double days)
    {
        var then = TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(days);
        File.SetLastWriteTimeUtc(path, then);
        File.SetLastAccessTimeUtc(path, then);
        return path;
    }

    public IReadOnlyList<PruneResult> Plan(PruneOptions? options = null) =>
        Pruner.Plan(options ?? new PruneOptions(), TestContext.Current.CancellationToken);

    public Task<IReadOnlyList<PruneResult>> ApplyAsync(PruneOptions? options = null) =>
        Pruner.ApplyAsync(Plan(options), TestContext.Current.CancellationToken);

    /// <summary>Everything there is, with contents, modes and times of writing.</summary>
    public string[] Snapshot() =>
    [
        .. Directory.EnumerateFileSystemEntries(Files.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path =>
            $"{path} {(OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(path))} {File.GetLastWriteTimeUtc(path):O} {Hash(path)}"),
    ];

    public void Dispose() => Files.Dispose();

    // Looking at it must not count as use.
    private static string Hash(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }

        var read = File.GetLastAccessTimeUtc(path);
        var hash = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        File.SetLastAccessTimeUtc(path, read);
        return hash;
    }
}
