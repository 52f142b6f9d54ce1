using Sutler.Scripts.Oracle;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>The real go command checks what it downloads with a database that is relayed. Spec: SDSRV, SUMDB-5.</summary>
public sealed class RelayedDatabaseTests : IAsyncLifetime
{
    private const int Clients = 16;

    private readonly RelayedDatabaseWorld _world = new();
    private readonly List<ToolRun> _clients = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData("new", "all")]
    [InlineData("new", "small")]
    [InlineData("new", "old")]
    [InlineData("old", "all")]
    [InlineData("old", "small")]
    [InlineData("old", "old")]
    public async Task Go_checks_every_module_of_an_application_cold_and_warm(string go, string application)
    {
        var program = go == "old" ? Corpus.OldGo : Corpus.Go;
        await _world.StartAsync();
        foreach (var asked in new[] { true, false })
        {
            _world.Database.Requests.Clear();
            var client = _world.NewClient(program, application);
            _clients.Add(client);
            await SucceedsAsync(client, "mod", "download", "all");
            Assert.Equal(asked, !_world.Database.Requests.IsEmpty);
            await SucceedsAsync(client, "mod", "download", "all");
            client.Dispose();
        }

        Assert.Empty(_world.Told);
    }

    [Fact]
    public async Task Clients_check_modules_and_go_on_while_the_database_is_away()
    {
        await _world.StartAsync();
        var first = await DownloadAsync();
        Assert.NotEmpty(Lookups());
        Assert.Equal(Lookups().Distinct().Count(), Lookups().Count);

        // Empty caches, one after the other and several at once: nothing is asked for again.
        _world.Database.Fail("/", 500);
        _world.Database.Requests.Clear();
        await DownloadAsync();
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => DownloadAsync()));
        Assert.Empty(_world.Database.Requests);
        Assert.All(runs, run => Assert.Equal(first.GoSum, run.GoSum));
        Assert.Empty(_world.Told);
    }

    [Fact]
    public async Task Clients_that_come_at_once_share_what_is_asked()
    {
        await _world.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => DownloadAsync()));
        Assert.Equal(Lookups().Distinct().Count(), Lookups().Count);
    }

    [Fact]
    public async Task A_log_that_grows_meanwhile_stays_one_log_to_all()
    {
        await _world.StartAsync();
        var client = await DownloadAsync();
        for (var round = 0; round < 5; round++)
        {
            _world.Database.Grow(150 * round);
            var other = NewClient();
            await SucceedsAsync(other, "mod", "download", "all");
            await SucceedsAsync(client, "mod", "verify");
        }
    }

    [Fact]
    public async Task A_wrong_hash_stays_an_error_of_the_client()
    {
        await _world.StartAsync();
        var client = NewClient();
        var module = FirstModule(client);
        _world.Database.AddText(module.Path, module.Version, $"{module.Path} {module.Version} h1:wrong=\n{module.Path} {module.Version}/go.mod h1:wrong=\n");
        var outcome = await client.RunAsync(Token, "mod", "download");
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains("This download does NOT match the one reported by the checksum server.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_name_ends_at_the_server()
    {
        var probe = ToolRun.Tiny(Corpus.Go);
        _clients.Add(probe);
        var (path, version) = FirstModule(probe);
        await _world.StartAsync(notForwarded: path);
        var client = NewClient();
        var outcome = await client.RunAsync(Token, "mod", "download", $"{path}@{version}");
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains("403 Forbidden", outcome.Error, StringComparison.Ordinal);
        Assert.Contains($"{path} is private here (GONOSUMDB or GOPRIVATE of the server)", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_world.Database.Requests, request => request.Contains(path, StringComparison.Ordinal));
    }

    private static (string Path, string Version) FirstModule(ToolRun run)
    {
        var line = File.ReadLines(Path.Combine(run.Module, "go.mod")).First(line => line.StartsWith('\t')).Trim().Split(' ');
        return (line[0], line[1]);
    }

    private List<string> Lookups() => [.. _world.Database.Requests.Where(request => request.StartsWith("/lookup/", StringComparison.Ordinal))];

    private ToolRun NewClient()
    {
        var client = _world.NewClient();
        lock (_clients)
        {
            _clients.Add(client);
        }

        return client;
    }

    private async Task<ToolRun> DownloadAsync()
    {
        var client = NewClient();
        await SucceedsAsync(client, "mod", "download", "all");
        return client;
    }

    private static async Task SucceedsAsync(ToolRun run, params string[] arguments)
    {
        var outcome = await run.RunAsync(Token, arguments);
        Assert.True(outcome.ExitCode == 0, $"go {string.Join(' ', arguments)}\n{outcome.Output}{outcome.Error}");
    }
}
