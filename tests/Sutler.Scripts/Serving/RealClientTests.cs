using Sutler.Scripts.Oracle;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>The real go command downloads real applications through <c>sutler serve --from</c>.</summary>
public sealed class RealClientTests(ScriptWorld world) : IAsyncLifetime
{
    private const int Clients = 16;

    private readonly ScratchDirectory _files = new();
    private RunningServe? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Downloads => new(
        from go in new[] { "new", "old" }
        from application in new[] { "all", "small", "old" }
        select (go, application));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _files.Dispose();
    }

    [Theory]
    [MemberData(nameof(Downloads))]
    public async Task Go_finds_every_module_of_an_application(string go, string application)
    {
        using var run = new ToolRun(go == "old" ? Corpus.OldGo : Corpus.Go, Path.Combine(Corpus.Debian, "apps", application), await ServeAsync(Path.Combine(Corpus.Debian, "goproxy")));
        await SucceedsAsync(run, "mod", "download");
        await SucceedsAsync(run, "mod", "download");
        run.Proxy = "off";
        await SucceedsAsync(run, "mod", "download");
    }

    [Fact]
    public async Task Sixteen_clients_download_at_once()
    {
        var proxy = await ServeAsync(Path.Combine(Corpus.Debian, "goproxy"));
        var runs = Enumerable.Range(0, Clients).Select(_ => ToolRun.Tiny(Corpus.Go, proxy)).ToList();
        try
        {
            await Task.WhenAll(runs.Select(run => SucceedsAsync(run, "mod", "download")));
            Assert.Equal("", CacheTree.Difference(runs[0].Cache, runs[^1].Cache));
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }
    }

    // SRV-11: a colleague's cache is a proxy, and what comes out of it is what went in.
    [Fact]
    public async Task Go_fills_its_cache_from_the_cache_of_another_and_builds_without_a_proxy()
    {
        using var first = Small(Path.Combine(Corpus.Debian, "goproxy"));
        await SucceedsAsync(first, "mod", "download");
        using var second = Small(await ServeAsync(first.Cache));
        await SucceedsAsync(second, "mod", "download");
        Assert.Equal("", CacheTree.Difference(first.Cache, second.Cache));
        second.Proxy = "off";
        await File.WriteAllTextAsync(
            Path.Combine(second.Module, "main.go"),
            "package main\n\nimport _ \"github.com/hashicorp/go-version\"\n\nfunc main() {}\n",
            Token);
        await SucceedsAsync(second, "build", "-o", "built", ".");
    }

    // A module that is not there ends no list of proxies.
    [Fact]
    public async Task Go_goes_on_to_the_next_proxy_for_what_is_missing()
    {
        using var first = Small(Path.Combine(Corpus.Debian, "goproxy"));
        await SucceedsAsync(first, "mod", "download", "github.com/hashicorp/go-version");
        using var second = Small(await ServeAsync(first.Cache) + ",file://" + Path.Combine(Corpus.Debian, "goproxy"));
        await SucceedsAsync(second, "mod", "download");
    }

    private static ToolRun Small(string proxy) => new(Corpus.Go, Path.Combine(Corpus.Debian, "apps", "small"), proxy);

    private static async Task SucceedsAsync(ToolRun run, params string[] arguments)
    {
        var outcome = await run.RunAsync(Token, arguments);
        Assert.True(outcome.ExitCode == 0, $"go {string.Join(' ', arguments)}, GOPROXY={run.Proxy}\n{outcome.Output}{outcome.Error}");
    }

    private async Task<string> ServeAsync(string directory)
    {
        _server = await RunningServe.StartAsync(world.Settings.SutlerPath, _files["home"], "--from", directory);
        return _server.Url;
    }
}
