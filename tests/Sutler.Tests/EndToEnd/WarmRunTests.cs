using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>A run that finds everything in the cache: what it reads, and that it asks nobody.</summary>
public sealed class WarmRunTests : IAsyncLifetime
{
    private TrustWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await TrustWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Opens_four_files_for_each_module_and_no_other()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "counting opened files needs inotify");
        var modules = Enumerable.Range(1, 7).Select(i => _world.Publish($"ex.com/m{i}", "v1.0.0")).ToList();
        _world.Require(string.Concat(modules.Select(module => module.GoSumLines)), modules);
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        var asked = _world.Proxy.Requests.Count;
        using var opened = new OpenedFiles(_world.Cache);

        var run = await _world.RunAsync("mod", "download");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(asked, _world.Proxy.Requests.Count);
        // The go.mod in the tree may be newer than the .mod: GOMOD-17.
        string[] expected =
        [
            .. modules.SelectMany(module => new[]
            {
                $"cache/download/{module.Id.Path}/@v/v1.0.0.info",
                $"cache/download/{module.Id.Path}/@v/v1.0.0.mod",
                $"cache/download/{module.Id.Path}/@v/v1.0.0.ziphash",
                $"{module.Id.Path}@v1.0.0/go.mod",
            }).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(expected, opened.Take().Where(path => path != "cache/lock"));
    }

    [Fact]
    public async Task Opens_a_module_of_the_graph_alone_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "counting opened files needs inotify");
        var deep = _world.Publish("ex.com/deep", "v1.0.0");
        var wide = _world.Publish("ex.com/wide", "v1.0.0", "module ex.com/wide\n\ngo 1.16\n\nrequire ex.com/deep v1.0.0\n");
        _world.Require(wide.GoSumLines + deep.GoModLine, wide);
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        using var opened = new OpenedFiles(_world.Cache);

        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);

        Assert.Equal(["cache/download/ex.com/deep/@v/v1.0.0.mod"], opened.Take().Where(path => path.Contains("deep", StringComparison.Ordinal)));
    }
}
