using System.Collections.Concurrent;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Serving.Checksums;
using Sutler.Go.Serving.Directories;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Scripts.Oracle;
using Sutler.Server;
using Sutler.Server.Listening;
using Sutler.Storage.Sqlite;
using Sutler.TestKit;
using Sutler.TestKit.Checksums;
using Sutler.Transfer.Http;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>A host that serves real modules and relays a database that knows them, on loopback.</summary>
internal sealed class RelayedDatabaseWorld : IAsyncDisposable
{
    private readonly ScratchDirectory _files = new();
    private readonly HttpFetcher _fetcher = new(new HttpFetcherOptions());
    private SqliteIndexStore? _store;
    private TestChecksumDatabaseServer? _server;
    private ProxyHost? _host;

    /// <summary>The database; it has records of everything in the corpus.</summary>
    public TestChecksumDatabase Database { get; } = KnownModules();

    /// <summary>What the operator was told.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    /// <summary>What clients set GOPROXY to.</summary>
    public string Proxy => _host!.Address + "/go";

    /// <summary>Starts everything.</summary>
    /// <param name="notForwarded">GONOSUMDB of the server.</param>
    public async Task StartAsync(string notForwarded = "")
    {
        Database.Grow(1000);
        _server = await TestChecksumDatabaseServer.StartAsync(Database);
        _store = SqliteIndexStore.Open(_files["index.db"], TimeProvider.System);
        var options = new ChecksumRelayOptions
        {
            Databases = [ChecksumDatabaseSettings.Parse($"{Database.VerifierText} {_server.Url}")!],
            NotForwarded = new GlobList(notForwarded),
            Tell = Told.Enqueue,
        };
        var modules = new DirectoryModuleServer(
            ModuleTree.Open(Path.Combine(Corpus.Debian, "goproxy")), new FileLocks(TimeProvider.System), TimeProvider.System);
        _host = await ProxyHost.StartAsync(
            new ProxyHostOptions { Listen = ListenAddress.TryParse("127.0.0.1:0", out var any, out _) ? any : throw new InvalidOperationException() },
            modules,
            new ChecksumRelay(options, new UrlReader(_fetcher, NoRetry.Retrier), () => [], _store.Values, TimeProvider.System),
            TestContext.Current.CancellationToken);
    }

    /// <summary>A go command that has nothing, not even a go.sum, and knows nobody but the host.</summary>
    public ToolRun NewClient() => NewClient(ToolRun.Tiny(Corpus.Go, Proxy));

    /// <summary>The same for an application of the corpus.</summary>
    public ToolRun NewClient(string go, string application) => NewClient(new ToolRun(go, Path.Combine(Corpus.Debian, "apps", application), Proxy));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None);
            await _host.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        await _fetcher.DisposeAsync();
        _files.Dispose();
    }

    private ToolRun NewClient(ToolRun run)
    {
        File.WriteAllText(Path.Combine(run.Module, "go.sum"), "");
        run.ChecksumDatabase = Database.VerifierText;
        return run;
    }

    /// <summary>A database with a record of each module of the corpus.</summary>
    public static TestChecksumDatabase KnownModules()
    {
        var sums = File.ReadLines(Path.Combine(Corpus.Debian, "apps", "all", "go.sum"))
            .Select(line => line.Split(' '))
            .ToDictionary(fields => (fields[0], fields[1]), fields => fields[2]);
        return new TestChecksumDatabase(hashes: (path, version) => sums.TryGetValue((path, version + "/go.mod"), out var goMod)
            ? new ModuleHashes(sums.GetValueOrDefault((path, version), "h1:none="), goMod)
            : null);
    }
}
