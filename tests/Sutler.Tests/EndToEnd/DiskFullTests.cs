using Sutler.Go.Cache;
using Sutler.TestKit;
using Sutler.Tests.Download;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>Small disks: one clear error, nothing half-published, and the next run with room does what this one could not. Decision 10.</summary>
public sealed class DiskFullTests
{
    private const string Advice = "make room, with 'sutler cache prune' for instance, or set GOMODCACHE to a place that has more";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_zip_that_does_not_fit_is_refused_before_a_byte_is_written()
    {
        await using var world = await TrustWorld.StartAsync();
        await using var disk = await MountAsync(world.Cache, 256);
        var big = world.Publish("ex.com/big", "v1.0.0", null, Incompressible(600));
        var run = await world.RunAsync("mod", "download", big.Id.ToString());
        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"^go: ex.com/big@v1.0.0: write {world.Cache}/\S+/v1.0.0.zip.part: not enough space: [0-9.]+ kB needed, [0-9.]+ kB free; {Advice}\n$", run.Error);
        world.AssertUnpublished(big.Id);
        world.AssertTidy();
        await disk.ResizeAsync(4096, Token);
        Assert.Equal(0, (await world.RunAsync("mod", "download", big.Id.ToString())).ExitCode);
        Assert.True(world.IsInstalled(big));
        world.AssertNothingTemporary();
    }

    [Fact]
    public async Task A_zip_of_unknown_length_that_fills_the_disk_leaves_nothing()
    {
        await using var world = await TrustWorld.StartAsync();
        await using var disk = await MountAsync(world.Cache, 256);
        var big = world.Publish("ex.com/big", "v1.0.0", null, Incompressible(600));
        world.Proxy.Answer(big.ZipTarget, Reply.Bytes(big.Zip) with { IsChunked = true });
        var run = await world.RunAsync("mod", "download", big.Id.ToString());
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("/v1.0.0.zip.part: no space left on device", run.Error, StringComparison.Ordinal);
        Assert.EndsWith(Advice + "\n", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        world.AssertUnpublished(big.Id);
        world.AssertTidy();
        await disk.ResizeAsync(4096, Token);
        Assert.Equal(0, (await world.RunAsync("mod", "download", big.Id.ToString())).ExitCode);
        Assert.True(world.IsInstalled(big));
    }

    [Fact]
    public async Task A_tree_that_does_not_fit_is_refused_and_its_verified_zip_stays()
    {
        await using var world = await TrustWorld.StartAsync();
        await using var disk = await MountAsync(world.Cache, 256);
        var large = world.Publish("ex.com/large", "v1.0.0", null, ("zeros.go", new string(' ', 1 << 20)));
        var small = world.Publish("ex.com/small", "v1.0.0");
        var run = await world.RunAsync("mod", "download", large.Id.ToString(), small.Id.ToString());
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(
            $@"^go: unzip {world.Cache}/\S+/v1.0.0.zip: not enough space in {world.Cache}/ex.com/large@v1.0.0: 1.1 MB needed, [0-9.]+ kB free; {Advice}\n$",
            run.Error);
        world.AssertUnpublished(large.Id, zipToo: false);
        Assert.True(world.IsInstalled(small));
        world.AssertTidy();
        var before = world.Proxy.Requests.Count(request => request.Target == large.ZipTarget);
        await disk.ResizeAsync(4096, Token);
        Assert.Equal(0, (await world.RunAsync("mod", "download", large.Id.ToString())).ExitCode);
        Assert.True(world.IsInstalled(large));
        Assert.Equal(before, world.Proxy.Requests.Count(request => request.Target == large.ZipTarget));
    }

    [Theory]
    [InlineData("content", "zeros.go", 1)]
    [InlineData("directories", "d/", 400)]
    public async Task A_disk_that_fills_up_while_a_tree_is_written_leaves_the_zip_alone(string name, string file, int files)
    {
        // No check beforehand: as if somebody else had filled the disk meanwhile, or a quota had ended.
        await using var world = new DownloadWorld(new DiskSpace(static _ => null));
        world.Serve([("go.mod", "module example.com/Mod\n"), .. Enumerable.Range(0, files).Select(number =>
            (files == 1 ? file : $"{file}{number}/f.go", new string(' ', files == 1 ? 1 << 20 : 3000)))]);
        await using var disk = await MountAsync(world.CachePath, 512);
        var installed = await world.InstallAsync();
        Assert.NotNull(installed.TreeError);
        Assert.Contains($"{world.Version.TreePath}/", installed.TreeError.Message, StringComparison.Ordinal);
        Assert.Contains(": no space left on device", installed.TreeError.Message, StringComparison.Ordinal);
        Assert.EndsWith(Advice, installed.TreeError.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp-", installed.TreeError.Message, StringComparison.Ordinal);
        Assert.Empty(world.Warnings);
        string[] zipAlone = ["lock", "zip", "ziphash"];
        Assert.Equal((name, string.Join(' ', zipAlone)), (name, string.Join(' ', world.Files.Select(path => Path.GetExtension(path)[1..]))));
        Assert.Empty(world.Partials);
        await disk.ResizeAsync(8192, Token);
        Assert.Null((await world.InstallAsync()).TreeError);
        Assert.True(ModuleCache.IsTreeComplete(world.Version));
    }

    [Fact]
    public async Task Metadata_that_cannot_be_stored_is_named_and_the_next_run_stores_it()
    {
        await using var world = await TrustWorld.StartAsync();
        await using var disk = await MountAsync(world.Cache, 256);
        var module = world.Publish("ex.com/mod", "v1.0.0");
        disk.Fill();
        var run = await world.RunAsync("mod", "download", module.Id.ToString());
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"(?m)^go: writing stat cache: \S+ \S+: no space left on device$", run.Error);
        Assert.Matches(@"(?m)^go: writing go.mod cache: \S+ \S+: no space left on device$", run.Error);
        Assert.Contains("go: ex.com/mod@v1.0.0: ", run.Error, StringComparison.Ordinal);
        world.AssertUnpublished(module.Id);
        world.AssertTidy();
        disk.Empty();
        var again = await world.RunAsync("mod", "download", module.Id.ToString());
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.True(world.IsInstalled(module));
        world.AssertNothingTemporary();
    }

    [Fact]
    public async Task A_go_sum_that_cannot_grow_stays_as_it_was()
    {
        await using var world = await TrustWorld.StartAsync();
        await using var disk = await MountAsync(world.Project, 64);
        var modules = Enumerable.Range(0, 60).Select(number => world.Publish($"ex.com/m{number}", "v1.0.0")).ToArray();
        var before = modules[0].GoSumLines;
        world.Require(before, modules);
        disk.Fill();
        var run = await world.RunAsync(["mod", "download", .. modules.Select(module => module.Id.ToString())]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"updating go.sum: write {world.Project}/go.sum: no space left on device", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(world.Project, "go.sum"), Token));
        disk.Empty();
        Assert.Equal(0, (await world.RunAsync(["mod", "download", .. modules.Select(module => module.Id.ToString())])).ExitCode);
        Assert.Equal(120, (await File.ReadAllLinesAsync(Path.Combine(world.Project, "go.sum"), Token)).Length);
    }

    private static async Task<SmallDisk> MountAsync(string path, int kilobytes)
    {
        var (disk, reason) = await SmallDisk.MountAsync(path, kilobytes, Token);
        Assert.SkipWhen(disk is null, reason);
        return disk;
    }

    private static (string Name, string Content)[] Incompressible(int kilobytes)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, kilobytes / 10).Select(number =>
            ($"f{number}.go", string.Concat(Enumerable.Range(0, 2500).Select(_ => random.Next()))))];
    }
}
