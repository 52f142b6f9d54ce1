using Sutler.Scripts.Oracle;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>The real go command downloads real applications through <c>sutler serve</c>: from a directory, and from a source, stored on the way.</summary>
public sealed class RealClientTests(ScriptWorld world) : IAsyncLifetime
{
    private const int Clients = 16;

    private readonly ScratchDirectory _files = new();
    private readonly List<RunningServe> _servers = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Downloads => new(
        from go in new[] { "new", "old" }
        from application in new[] { "all", "small", "old" }
        select (go, application));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
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

    [Theory]
    [MemberData(nameof(Downloads))]
    public async Task Go_finds_every_module_of_an_application_also_when_the_source_is_gone(string go, string application)
    {
        var program = go == "old" ? Corpus.OldGo : Corpus.Go;
        var proxy = await StoreAsync(Path.Combine(Corpus.Debian, "goproxy"));
        using (var cold = new ToolRun(program, Path.Combine(Corpus.Debian, "apps", application), proxy))
        {
            await SucceedsAsync(cold, "mod", "download");
        }

        await _servers[0].DisposeAsync();
        using var warm = new ToolRun(program, Path.Combine(Corpus.Debian, "apps", application), proxy);
        await SucceedsAsync(warm, "mod", "download");
        warm.Proxy = "off";
        await SucceedsAsync(warm, "mod", "download");
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("source")]
    public async Task Sixteen_clients_download_at_once(string from)
    {
        var tree = Path.Combine(Corpus.Debian, "goproxy");
        var proxy = from == "directory" ? await ServeAsync(tree) : await StoreAsync(tree);
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

    private Task<string> ServeAsync(string directory) => StartAsync("--from", directory);

    /// <summary>A proxy that stores what it fetches from another one, which is the first server.</summary>
    private async Task<string> StoreAsync(string directory) => await StartAsync("--data", _files["data"], "--upstream", await ServeAsync(directory));

    private async Task<string> StartAsync(params string[] arguments)
    {
        _servers.Add(await RunningServe.StartAsync(world.Settings.SutlerPath, _files["home"], arguments));
        return _servers[^1].Url;
    }
}
