using Sutler.Go.Cache;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Download;

/// <summary>What was unpacked before anybody may see it. Spec: ATOMIC-5; ADR 4.</summary>
public sealed class TreeStagerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unpacks_what_is_predicted_out_of_sight_and_publishes_that_very_tree()
    {
        await using var world = NewWorld();
        var run = world.NewRun();
        world.Transfers.Predict(DownloadWorld.Module, Token);
        await world.Transfers.GetAsync(DownloadWorld.Module, Token);
        Assert.Equal(["a.go", "go.mod"], world.StagedFiles);
        Assert.Empty(world.Files);

        // The mark of this tree; writing to it does not change what was hashed.
        var time = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Combine(world.Version.StagedTreePath, "a.go"), time);
        await run.InstallAsync(DownloadWorld.Module, Token);
        Assert.Empty(world.StagedFiles);
        Assert.Equal(time, File.GetLastWriteTimeUtc(Path.Combine(world.Version.TreePath, "a.go")));
    }

    [Fact]
    public async Task Leaves_nothing_of_what_is_not_wanted_or_not_reached()
    {
        await using var world = NewWorld();
        foreach (var isWanted in new[] { false, true })
        {
            world.NewRun();
            world.Transfers.Predict(DownloadWorld.Module, Token);
            await world.Transfers.GetAsync(DownloadWorld.Module, Token);
            world.Transfers.KeepOnly(isWanted ? new HashSet<GoModules.Modules.ModuleId> { DownloadWorld.Module } : []);
            await world.Transfers.AbandonAsync();
            Assert.False(Directory.Exists(world.Version.StagedTreePath));
            Assert.Empty(world.Files);
        }
    }

    [Fact]
    public async Task Leaves_nothing_of_what_go_sum_speaks_against()
    {
        await using var world = NewWorld();
        await File.WriteAllTextAsync(world.GoSum, "example.com/Mod v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", Token);
        await Assert.ThrowsAsync<Errors.FatalException>(world.InstallAsync);
        Assert.False(Directory.Exists(world.Version.StagedTreePath));
    }

    [Fact]
    public async Task Replaces_what_a_process_that_was_killed_left()
    {
        await using var world = NewWorld();
        Directory.CreateDirectory(world.Version.StagedTreePath);
        await File.WriteAllTextAsync(Path.Combine(world.Version.StagedTreePath, "evil.go"), "package evil\n", Token);
        var installed = await world.InstallAsync();
        Assert.Null(installed.TreeError);
        Assert.Equal(["a.go", "go.mod"], Directory.EnumerateFiles(world.Version.TreePath).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Unpacks_again_where_our_files_lie_on_another_file_system()
    {
        const string memory = "/dev/shm";
        Assert.SkipUnless(OperatingSystem.IsLinux() && Directory.Exists(memory), "needs a second file system, such as /dev/shm");
        await using var world = NewWorld();
        var elsewhere = Directory.CreateDirectory(Path.Combine(memory, "sutler-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(world.CachePath, "cache"));
            Directory.CreateSymbolicLink(Path.Combine(world.CachePath, "cache", "sutler"), elsewhere);
            var installed = await world.InstallAsync();
            Assert.Null(installed.TreeError);
            Assert.True(ModuleCache.IsWhole(world.Version));
            Assert.Equal(2, Directory.EnumerateFiles(world.Version.TreePath).Count());
            Assert.DoesNotContain(Directory.EnumerateFiles(elsewhere, "*", SearchOption.AllDirectories), path => path.EndsWith(".go", StringComparison.Ordinal));
        }
        finally
        {
            TreeRemover.Remove(elsewhere);
        }
    }

    private static DownloadWorld NewWorld() => new DownloadWorld().Serve(("go.mod", "module example.com/Mod\n"), ("a.go", "package a\n"));
}
