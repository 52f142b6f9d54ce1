using Sutler.Scripts.Oracle;
using Sutler.TestKit;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>The real go command downloads real applications through <c>sutler serve</c>, which fetches them, with a checksum database on.</summary>
public sealed class CheckedDownloadTests(ScriptWorld world) : IAsyncLifetime
{
    private const int Clients = 16;

    private readonly ScratchDirectory _files = new();
    private readonly TestChecksumDatabase _database = RelayedDatabaseWorld.KnownModules();
    private readonly List<ToolRun> _clients = [];
    private ScriptedUpstream? _upstream;
    private TestChecksumDatabaseServer? _databaseServer;
    private RunningServe? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Applications => new(
        from go in new[] { "new", "old" }
        from application in new[] { "all", "small", "old" }
        select (go, application));

    public async ValueTask InitializeAsync()
    {
        _database.Grow(1000);
        _upstream = (await ScriptedUpstream.StartAsync()).ServeDirectory(Path.Combine(Corpus.Debian, "goproxy"));
        _databaseServer = await TestChecksumDatabaseServer.StartAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        foreach (var part in new IAsyncDisposable?[] { _server, _databaseServer, _upstream }.OfType<IAsyncDisposable>())
        {
            await part.DisposeAsync();
        }

        _files.Dispose();
    }

    [Theory]
    [MemberData(nameof(Applications))]
    public async Task Go_downloads_an_application_cold_and_warm(string go, string application)
    {
        var program = go == "old" ? Corpus.OldGo : Corpus.Go;
        await ServeAsync();
        using (var first = NewClient(new ToolRun(program, Path.Combine(Corpus.Debian, "apps", application), _server!.Url)))
        {
            await SucceedsAsync(first);
            await SucceedsAsync(first);
        }

        // Neither modules nor their sums are asked for again: both sources are away.
        await CutOffAsync();
        using var second = NewClient(new ToolRun(program, Path.Combine(Corpus.Debian, "apps", application), _server.Url));
        await SucceedsAsync(second);
        Assert.Empty(_database.Requests);
    }

    [Fact]
    public async Task Sixteen_clients_download_at_once_and_ask_the_sources_once()
    {
        await ServeAsync();
        var runs = Enumerable.Range(0, Clients).Select(_ => NewClient(ToolRun.Tiny(Corpus.Go, _server!.Url))).ToList();
        await Task.WhenAll(runs.Select(SucceedsAsync));
        Assert.All(runs, run => Assert.Equal(runs[0].GoSum, run.GoSum));
        var lookups = _database.Requests.Where(request => request.StartsWith("/lookup/", StringComparison.Ordinal)).ToList();
        Assert.Equal(lookups.Distinct().Count(), lookups.Count);
        var zips = _upstream!.Targets.Where(target => target.EndsWith(".zip", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(zips);
        Assert.Equal(zips.Distinct().Count(), zips.Count);
    }

    [Fact]
    public async Task A_server_that_starts_again_offline_has_all_that_it_served()
    {
        await ServeAsync();
        await SucceedsAsync(NewClient(ToolRun.Tiny(Corpus.Go, _server!.Url)));
        await _server.DisposeAsync();
        await CutOffAsync();
        await ServeAsync("--offline");
        await SucceedsAsync(NewClient(ToolRun.Tiny(Corpus.Go, _server.Url)));
        using var client = new HttpClient();
        using var unknown = await client.GetAsync(new Uri($"{_server.Url}/sumdb/{_database.Name}/lookup/example.com/unknown@v1.0.0"), Token);
        Assert.Equal(404, (int)unknown.StatusCode);
        Assert.Empty(_database.Requests);
    }

    private async Task ServeAsync(params string[] further)
    {
        var variables = new Dictionary<string, string> { ["GOSUMDB"] = $"{_database.VerifierText} {_databaseServer!.Url}" };
        _server = await RunningServe.StartAsync(world.Settings.SutlerPath, _files["home"], variables, ["--data", _files["data"], "--upstream", _upstream?.Url ?? "off", .. further]);
    }

    private ValueTask CutOffAsync()
    {
        _database.Fail("/", 500);
        _database.Requests.Clear();
        var upstream = _upstream!;
        _upstream = null;
        return upstream.DisposeAsync();
    }

    private ToolRun NewClient(ToolRun run)
    {
        File.WriteAllText(Path.Combine(run.Module, "go.sum"), "");
        run.ChecksumDatabase = _database.VerifierText;
        _clients.Add(run);
        return run;
    }

    private async Task SucceedsAsync(ToolRun run)
    {
        var outcome = await run.RunAsync(Token, "mod", "download", "all");
        Assert.True(outcome.ExitCode == 0, $"{outcome.Output}{outcome.Error}\n{_server!.Said}");
    }
}
