using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>Whole runs that somebody watches: the display must never change what the command does.</summary>
public sealed class WatchedRunTests : IAsyncLifetime
{
    private TrustWorld _world = null!;
    private TestModule _module = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _module = _world.Publish("ex.com/mod", "v1.0.0");
        _world.Require(null, _module);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("a terminal, nothing asked for", true, "-json=false")]
    [InlineData("a terminal, a bar", true, "-progress=bar")]
    [InlineData("a terminal, JSON results", true, "-json")]
    [InlineData("a log, plain lines", false, "-progress=plain")]
    [InlineData("a log, events", false, "-progress=json")]
    public async Task Downloads_and_ends_well(string name, bool terminal, string flag)
    {
        Assert.NotEmpty(name);
        _world.ErrorIsTerminal = terminal;
        foreach (var _ in new[] { "cold", "cached" })
        {
            var run = await _world.RunAsync("mod", "download", flag);
            Assert.Equal(0, run.ExitCode);
            Assert.DoesNotContain("internal error", run.Error, StringComparison.Ordinal);
            Assert.True(_world.IsInstalled(_module));
        }
    }

    // Who began early and whose turn it is wait for the same installation, and go on at the same moment.
    [Fact]
    public async Task Counts_each_module_once()
    {
        var modules = Enumerable.Range(0, 60).Select(number => _world.Publish($"ex.com/m{number}", "v1.0.0")).ToArray();
        _world.Require(string.Concat(modules.Select(module => module.GoSumLines)), modules);
        var run = await _world.RunAsync("mod", "download", "-progress=json");
        var lines = run.Error.Split('\n');
        Assert.Equal(60, lines.Count(line => line.Contains("\"event\":\"published\"", StringComparison.Ordinal)));
        Assert.Contains("\"modules\":60,\"downloaded\":60,\"cached\":0,", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_as_cached_what_is_only_unpacked()
    {
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        TestFiles.DeleteTree(Path.Combine(_world.Cache, "ex.com"));
        var run = await _world.RunAsync("mod", "download", "-progress=plain");
        Assert.True(_world.IsInstalled(_module));
        Assert.Contains("0 downloaded (0 B), 1 cached, 0 failed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warns_once_of_a_file_that_was_predicted_and_cannot_be_stored()
    {
        _world.Files.Write("cache/cache/download", "not a directory");
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal(1, run.ExitCode);
        Assert.Single(run.Error.Split('\n'), line => line.StartsWith("go: writing stat cache: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Says_where_an_unfinished_block_began()
    {
        _world.Files.Write("project/go.mod", "module ex.com/main\n\nrequire (\n");
        var run = await _world.RunAsync("mod", "download");
        Assert.Contains($"started at {Path.Combine(_world.Project, "go.mod")}:3:1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_modules_that_could_not_be_resolved_as_failed()
    {
        var run = await _world.RunAsync("mod", "download", "-progress=plain", "ex.com/mod@v1.0.0", "ex.com/none@v1.0.0");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(" 0 cached, 1 failed in ", run.Error, StringComparison.Ordinal);
    }
}
