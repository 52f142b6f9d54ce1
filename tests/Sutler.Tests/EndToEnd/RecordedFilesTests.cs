using Sutler.Go.Cache;
using Sutler.Go.Digests;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>That what a download stores is recorded, all of it and as it is, and that nothing depends on the records.</summary>
public sealed class RecordedFilesTests : IAsyncLifetime
{
    private TrustWorld _world = null!;

    private CacheLayout Layout => new(_world.Cache);

    public async ValueTask InitializeAsync() => _world = await TrustWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Every_file_that_is_stored_under_cache_download_is_recorded_but_lists_and_locks()
    {
        await DownloadAsync();

        var recorded = RecordedDigests.Read(Layout, TestContext.Current.CancellationToken);
        var stored = Directory.EnumerateFiles(Layout.DownloadDirectory, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal) && Path.GetFileName(path) != "list")
            .Order(StringComparer.Ordinal).ToArray();
        Assert.Empty(recorded.Damage);
        Assert.Equal(stored.Select(path => Layout.DownloadName(path)), recorded.Paths.Order(StringComparer.Ordinal));
        Assert.Contains(stored, path => path.Contains("/tile/", StringComparison.Ordinal));
        Assert.Contains(stored, path => path.Contains("/lookup/", StringComparison.Ordinal));
        Assert.All(stored, path => Assert.True(recorded.FindFile(path)!.Matches(BlockDigests.Of(File.ReadAllBytes(path))), path));
        Assert.Contains(stored, path => path.EndsWith(".zip", StringComparison.Ordinal) && recorded.FindFile(path)!.Blocks.Length > 2);
    }

    [Fact]
    public async Task Pruning_a_module_forgets_what_was_recorded_of_its_zip()
    {
        var (small, big) = await DownloadAsync();
        Assert.Equal(0, (await _world.RunAsync("mod", "download", $"{small.Id}")).ExitCode);
        Assert.Equal(0, (await _world.RunAsync("cache", "prune", "--apply", "--max-size", "0B")).ExitCode);

        var recorded = RecordedDigests.Read(Layout, TestContext.Current.CancellationToken);
        Assert.NotNull(recorded.Find($"{big.Id.Path}/@v/v1.0.0.mod"));
        Assert.Null(recorded.Find($"{big.Id.Path}/@v/v1.0.0.zip"));
        Assert.Null(recorded.Find($"{big.Id.Path}/@v/v1.0.0.ziphash"));
    }

    [Fact]
    public async Task A_download_does_without_records_where_none_can_be_written()
    {
        _world.Files.Write("cache/cache/sutler/v1/digests", "in the way");
        await DownloadAsync();
        Assert.Equal("in the way", File.ReadAllText(Layout.DigestsDirectory));
    }

    private async Task<(TestModule Small, TestModule Big)> DownloadAsync()
    {
        var noise = new byte[2_600_000];
        new Random(1).NextBytes(noise);
        var small = _world.Publish("ex.com/Small", "v1.0.0");
        var big = _world.Publish("ex.com/big", "v1.0.0", null, ("data.txt", Convert.ToBase64String(noise)));
        _world.Require(null, small, big);
        var run = await _world.RunAsync("mod", "download");
        Assert.True(run.ExitCode == 0, run.Everything);
        return (small, big);
    }
}
