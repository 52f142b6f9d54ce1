using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Download;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Download;

/// <summary>Spec: ATOMIC-3 to ATOMIC-5, CACHE-7, CACHE-20, CHECK-1, WHEN-1; decisions 1 and 10.</summary>
public sealed class ModuleInstallerTests
{
    private const string Tree = "example.com/!mod@v1.0.0/";

    private static readonly string[] WholeModule =
    [
        "cache/download/example.com/!mod/@v/v1.0.0.lock",
        "cache/download/example.com/!mod/@v/v1.0.0.zip",
        "cache/download/example.com/!mod/@v/v1.0.0.ziphash",
        Tree + "a.go",
        Tree + "go.mod",
    ];

    [Fact]
    public async Task Publishes_zip_ziphash_and_tree_and_nothing_else()
    {
        await using var world = NewWorld();
        var installed = await world.InstallAsync();
        Assert.False(installed.Cached);
        Assert.Null(installed.TreeError);
        Assert.Equal(WholeModule, world.Files);
        Assert.Empty(world.Partials);
    }

    [Fact]
    public async Task Finds_the_module_cached_the_second_time()
    {
        await using var world = NewWorld();
        await world.InstallAsync();
        Assert.True((await world.InstallAsync()).Cached);
    }

    [Fact]
    public async Task Installs_once_for_many_who_ask_at_the_same_time()
    {
        await using var world = NewWorld();
        var run = world.NewRun();
        var installed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => run.InstallAsync(DownloadWorld.Module, CancellationToken.None)));
        Assert.Single(installed.Distinct());
        Assert.Equal(WholeModule, world.Files);
    }

    [Fact]
    public async Task Gives_everybody_who_asks_at_the_same_time_the_same_failure()
    {
        await using var world = NewWorld().Serve([1, 2, 3]);
        var run = world.NewRun();
        var failures = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            Assert.ThrowsAnyAsync<SutlerException>(() => run.InstallAsync(DownloadWorld.Module, CancellationToken.None))));
        Assert.All(failures, failure => Assert.Equal("zip: not a valid zip file", failure.Message));
    }

    [Fact]
    public async Task Several_runs_at_once_leave_one_whole_module()
    {
        await using var world = NewWorld();
        var installed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(world.InstallAsync)));
        Assert.Single(installed, one => !one.Cached);
        Assert.Equal(WholeModule, world.Files);
    }

    [Fact]
    public async Task Publishes_nothing_when_go_sum_has_another_hash()
    {
        await using var world = NewWorld();
        await File.WriteAllTextAsync(world.GoSum, "example.com/Mod v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
        var error = await Assert.ThrowsAsync<FatalException>(world.InstallAsync);
        Assert.StartsWith("verifying example.com/Mod@v1.0.0: checksum mismatch\n\tdownloaded: h1:", error.Message, StringComparison.Ordinal);
        Assert.Equal(["cache/download/example.com/!mod/@v/v1.0.0.lock"], world.Files);
        Assert.Empty(world.Partials);
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.CachePath, "*.tmp-*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Keeps_a_verified_zip_that_cannot_be_extracted_without_a_tree()
    {
        await using var world = NewWorld().Serve(new ModuleZipBuilder()
            .Add("example.com/Mod@v1.0.0/go.mod", "module example.com/Mod\n")
            .Add("example.com/Mod@v1.0.0/x/go.mod", "")
            .ToArray());
        var installed = await world.InstallAsync();
        Assert.Equal(
            $"unzip {world.Version.ZipPath}: example.com/Mod@v1.0.0/x/go.mod: go.mod file not in module root directory",
            installed.TreeError?.Message);
        Assert.Equal("-> " + installed.TreeError!.Message, Assert.Single(world.Warnings));
        Assert.Equal(WholeModule.Take(3), world.Files);
        Assert.False(Directory.Exists(world.Version.TreePath));
    }

    [Fact]
    public async Task Refuses_a_zip_of_another_module_and_keeps_nothing()
    {
        await using var world = NewWorld().Serve(new ModuleZipBuilder().Add("example.com/other@v1.0.0/a.go", "").ToArray());
        var error = await Assert.ThrowsAnyAsync<SutlerException>(world.InstallAsync);
        Assert.Equal("zip for example.com/Mod@v1.0.0 has unexpected file example.com/other@v1.0.0/a.go", error.Message);
        Assert.Equal(WholeModule.Take(1), world.Files);
        Assert.Empty(world.Partials);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("ziphash")]
    [InlineData("tree")]
    [InlineData("tree and ziphash")]
    [InlineData("zip and ziphash")]
    public async Task Makes_whole_again_what_lost_a_part(string lost)
    {
        await using var world = NewWorld();
        await world.InstallAsync();
        var version = world.Version;
        foreach (var part in lost.Split(" and "))
        {
            switch (part)
            {
                case "zip":
                    File.Delete(version.ZipPath);
                    break;
                case "ziphash":
                    File.Delete(version.ZipHashPath);
                    break;
                default:
                    TreeRemover.Remove(version.TreePath);
                    break;
            }
        }

        await world.InstallAsync();
        Assert.Equal(WholeModule, world.Files);
    }

    [Fact]
    public async Task Clears_what_killed_processes_left_behind()
    {
        await using var world = NewWorld();
        var version = world.Version;
        Directory.CreateDirectory(version.Directory);
        await File.WriteAllTextAsync(version.ZipPath + "123.tmp", "half");
        await File.WriteAllTextAsync(version.PartialMarkerPath, "");
        Directory.CreateDirectory(version.TreePath);
        await File.WriteAllTextAsync(Path.Combine(version.TreePath, "half.go"), "");
        Directory.CreateDirectory(version.TreePath + ".tmp-42");
        await world.InstallAsync();
        Assert.Equal(WholeModule, world.Files);
        Assert.False(Directory.Exists(version.TreePath + ".tmp-42"));
    }

    [Fact]
    public async Task Does_not_extract_a_cached_zip_that_is_not_what_its_record_says()
    {
        await using var world = NewWorld();
        await world.InstallAsync();
        var version = world.Version;
        TreeRemover.Remove(version.TreePath);
        await File.WriteAllBytesAsync(version.ZipPath, ModuleZipBuilder.Build(DownloadWorld.Module, [("a.go", "package other\n")]));
        var error = await Assert.ThrowsAsync<Sutler.GoModules.Modules.ModuleException>(world.InstallAsync);
        Assert.StartsWith("example.com/Mod@v1.0.0: cached zip has been modified\n", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(version.TreePath));
    }

    [Fact]
    public async Task Names_the_final_place_when_a_file_cannot_be_written()
    {
        var name = new string('a', 300) + ".go";
        await using var world = NewWorld().Serve((name, "package a\n"));
        var error = (await world.InstallAsync()).TreeError?.Message;
        Assert.StartsWith($"unzip {world.Version.ZipPath}: open {world.Version.TreePath}{Path.DirectorySeparatorChar}aaa", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_a_recorded_zip_can_no_longer_be_extracted()
    {
        await using var world = NewWorld();
        await world.InstallAsync();
        var version = world.Version;
        TreeRemover.Remove(version.TreePath);
        await File.WriteAllTextAsync(version.ZipPath, "cut");
        var installed = await world.InstallAsync();
        Assert.Equal($"unzip {version.ZipPath}: zip: not a valid zip file", installed.TreeError?.Message);
        Assert.False(Directory.Exists(version.TreePath));
    }

    [Fact]
    public async Task An_abandoned_transfer_leaves_no_bytes_and_no_lock()
    {
        await using var world = NewWorld();
        world.NewRun();
        world.Transfers.Predict(DownloadWorld.Module, CancellationToken.None);
        await world.Transfers.AbandonAsync();
        Assert.Empty(world.Partials);
        Assert.False((await world.InstallAsync()).Cached);
    }

    [Fact]
    public async Task Repairs_a_ziphash_that_a_crash_left_empty_without_a_request()
    {
        await using var world = NewWorld();
        await world.InstallAsync();
        var version = world.Version;
        var recorded = await File.ReadAllTextAsync(version.ZipHashPath);
        await File.WriteAllBytesAsync(version.ZipHashPath, new byte[47]);
        var run = world.NewRun();
        await run.InstallAsync(DownloadWorld.Module, CancellationToken.None);
        await run.CheckRecordedAsync(version, await world.Cache.ReadZipHashAsync(version, CancellationToken.None), CancellationToken.None);
        Assert.Equal(recorded, await File.ReadAllTextAsync(version.ZipHashPath));
    }

    private static DownloadWorld NewWorld() => new DownloadWorld().Serve(("go.mod", "module example.com/Mod\n"), ("a.go", "package a\n"));
}
