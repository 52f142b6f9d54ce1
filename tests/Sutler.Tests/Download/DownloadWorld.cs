using System.Text;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Download;
using Sutler.Go.Environment;
using Sutler.Go.Loading;
using Sutler.Go.Sources;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.Tests.Loading;
using Sutler.Transfer;
using Sutler.Transfer.Http;

namespace Sutler.Tests.Download;

/// <summary>A file proxy, a go.sum and an empty module cache, with the real parts of a download over them.</summary>
internal sealed class DownloadWorld : IAsyncDisposable
{
    public static readonly ModuleId Module = new("example.com/Mod", "v1.0.0");

    private readonly string _root = Directory.CreateTempSubdirectory("sutler-download-").FullName;
    private readonly HttpFetcher _http = new(new HttpFetcherOptions());
    private readonly List<string> _warnings = [];

    public DownloadWorld(DiskSpace? space = null)
    {
        Directory.CreateDirectory(Proxy);
        Cache = new ModuleCache(new CacheLayout(CachePath), Locks, TimeProvider.System) { Space = space ?? new DiskSpace() };
    }

    public string CachePath => Path.Combine(_root, "cache");

    public string GoSum => Path.Combine(_root, "go.sum");

    public ModuleCache Cache { get; }

    public CachedVersion Version => Cache.Locate(Module);

    public IReadOnlyList<string> Warnings => _warnings;

    public ZipTransfers Transfers { get; private set; } = null!;

    private string Proxy => Path.Combine(_root, "proxy");

    private FileLocks Locks { get; } = new(TimeProvider.System);

    /// <summary>Everything under the cache, with <c>/</c>, directories and files, our own directory left out.</summary>
    public IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(CachePath, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(CachePath, path))
            .Where(path => !path.StartsWith("cache/sutler/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>Partial files that wait in our own directory.</summary>
    public IReadOnlyList<string> Partials =>
        [.. Directory.EnumerateFiles(CachePath, "*.part*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!)];

    /// <summary>Hidden trees that wait in our own directory.</summary>
    public IReadOnlyList<string> StagedFiles => Directory.Exists(Version.StagedTreePath)
        ? [.. Directory.EnumerateFiles(Version.StagedTreePath, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Version.StagedTreePath, path))
            .Order(StringComparer.Ordinal)]
        : [];

    public DownloadWorld Serve(params (string Name, string Content)[] files) => Serve(ModuleZipBuilder.Build(Module, files));

    public DownloadWorld Serve(byte[] zip)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Proxy, "example.com", "!mod", "@v")).FullName;
        File.WriteAllText(Path.Combine(directory, "v1.0.0.info"), """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}""");
        File.WriteAllText(Path.Combine(directory, "v1.0.0.mod"), "module example.com/Mod\n");
        File.WriteAllBytes(Path.Combine(directory, "v1.0.0.zip"), zip);
        return this;
    }

    /// <summary>The parts of a new run over the same cache.</summary>
    public ModuleInstaller NewRun()
    {
        var environment = TestEnvironments.Create(_root) with { GoProxy = "file://" + Proxy, GoSumDb = "off" };
        var reader = new UrlReader(_http, NoRetry.Retrier);
        var locked = new LockedFiles(Locks);
        var goSum = new GoSumState(new ProjectFiles(Overlay.None, locked, _root), GoSum, [], static _ => { });
        var verifier = new ModuleVerifier(goSum, new ChecksumDatabase(environment, reader, locked));
        var sources = new SourceChain(environment.GoProxy, environment.GoNoProxy, reader, NoVersionControl.Open);
        var unpacker = new ModuleZipUnpacker(2);
        // Of its own, also when several runs begin at the same time.
        var transfers = new ZipTransfers(Cache, sources, new TreeStager(Cache, unpacker, writableTrees: false), new NullObserver());
        Transfers = transfers;
        return new ModuleInstaller(Cache, verifier, transfers, unpacker, new InstallOptions(WritableTrees: false, _warnings.Add));
    }

    public Task<InstalledModule> InstallAsync() => NewRun().InstallAsync(Module, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync();
        TreeRemover.Remove(_root);
    }

    public static string Text(byte[] data) => Encoding.UTF8.GetString(data);

    private sealed class NullObserver : IDownloadObserver
    {
        public void Retrying(RetryNotice notice)
        {
        }

        public void Resumed(ResumeNotice notice)
        {
        }

        public void Planned(int modules)
        {
        }

        public void Started(ModuleId module, ModuleFileKind kind, long? length)
        {
        }

        public void Received(ModuleId module, ModuleFileKind kind, int bytes)
        {
        }

        public void Finished(ModuleId module, ModuleFileKind kind, long bytes)
        {
        }

        public void Published(ModuleId module, bool cached)
        {
        }

        public void Failed(ModuleId module, string error)
        {
        }
    }
}
