using Sutler.Go.Serving;
using Sutler.GoModules.Modules;
using Sutler.Storage.Content;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Serving.Stored;

/// <summary>What operators have forgotten or asked for again.</summary>
public sealed class StoredOperationsTests
{
    private static CancellationToken Token => StoredWorld.Token;

    [Fact]
    public async Task Fetches_a_purged_version_anew_and_leaves_others_alone()
    {
        await using var world = await StoredWorld.StartAsync();
        var (gone, kept) = (world.Publish(), world.Publish(version: "v1.1.0"));
        foreach (var module in new[] { gone, kept })
        {
            await HaveAsync(world, module);
        }

        Assert.Equal(3, await world.Server.Operations.PurgeAsync(ModulePath.Parse("ex.com/mod"), "v1.0.0", Token));
        Assert.False(await world.IsStoredAsync(gone));
        Assert.IsType<ServedAnswer.Absent>(await world.GoModAsync(gone, storedOnly: true));
        Assert.IsType<ServedAnswer.Absent>(await world.InfoAsync(gone, storedOnly: true));
        foreach (var module in new[] { gone, kept })
        {
            await HaveAsync(world, module);
        }

        Assert.Equal((2, 2, 2), (world.Requests(gone.InfoTarget), world.Requests(gone.GoModTarget), world.Requests(gone.ZipTarget)));
        Assert.Equal((1, 1, 1), (world.Requests(kept.InfoTarget), world.Requests(kept.GoModTarget), world.Requests(kept.ZipTarget)));
    }

    [Fact]
    public async Task Forgets_everything_of_a_module_and_nothing_of_its_neighbours()
    {
        await using var world = await StoredWorld.StartAsync();
        string[] paths = ["ex.com/mod", "ex.com/mod/v2", "ex.com/module"];
        var modules = paths.Select(path => world.Publish(path, path.EndsWith("v2", StringComparison.Ordinal) ? "v2.0.0" : "v1.0.0")).ToList();
        foreach (var module in modules)
        {
            await HaveAsync(world, module);
            await world.ListAsync(module.Id.Path);
        }

        Assert.Equal(4, await world.Server.Operations.PurgeAsync(ModulePath.Parse("ex.com/mod"), null, Token));
        foreach (var module in modules)
        {
            await HaveAsync(world, module);
            await world.ListAsync(module.Id.Path);
        }

        Assert.Equal([2, 1, 1], modules.Select(module => world.Requests(module.ZipTarget)));
        Assert.Equal([2, 1, 1], modules.Select(module => world.Requests(module.GoModTarget)));
        Assert.Equal([2, 1, 1], modules.Select(module => world.Requests(module.ListTarget)));
    }

    [Fact]
    public async Task Does_not_disturb_who_is_being_given_a_purged_file()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        await HaveAsync(world, module);
        await using var content = StoredWorld.ContentOf(await world.ZipAsync(module));
        var bytes = new byte[module.Zip.Length];
        var half = await content.ReadAsync(bytes.AsMemory(0, 1000), 0, Token);
        await world.Server.Operations.PurgeAsync(ModulePath.Parse("ex.com/mod"), null, Token);
        // Other files have gone to be unused by now, and the blob with them.
        world.Time.Advance(TimeSpan.FromDays(1));
        Assert.True((await new BlobSweep(world.Store.Blobs, world.Store.Index).DeleteUnreferencedAsync(Token)).Count >= 3);
        for (var at = half; at < bytes.Length;)
        {
            at += await content.ReadAsync(bytes.AsMemory(at), at, Token);
        }

        Assert.Equal(module.Zip, bytes);
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await world.ZipAsync(module)));
        Assert.Equal(2, world.Requests(module.ZipTarget));
    }

    [Fact]
    public async Task Puts_nothing_back_into_memory_that_was_looked_up_before_the_purge()
    {
        await using var world = await StoredWorld.StartAsync();
        var (module, gate) = (world.Publish(), new Gate());
        world.Proxy.Answer(module.GoModTarget, Reply.Bytes(module.GoMod) with { BeforeHeaders = gate });
        var asking = world.GoModAsync(module);
        await gate.WaitForArrivalsAsync(1, Token);
        await world.Server.Operations.PurgeAsync(ModulePath.Parse("ex.com/mod"), "v1.0.0", Token);
        gate.Open();
        Assert.Equal(module.GoMod, await StoredWorld.BytesOfAsync(await asking));
        // In the store since the fetch ended; whatever memory held would hide that this is taken away.
        await world.Store.Index.Entries.RemoveAsync(Sutler.Storage.Index.IndexKey.Create("go-file", "ex.com/mod/@v/v1.0.0.mod"), null, Sutler.Storage.Index.RemovalReason.Purged, "", Token);
        Assert.IsType<ServedAnswer.Absent>(await world.GoModAsync(module, storedOnly: true));
    }

    [Fact]
    public async Task Does_not_believe_after_a_refresh_that_there_is_none()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Proxy.Answer(module.GoModTarget, Reply.Failure(404));
        Assert.IsType<ServedAnswer.Absent>(await world.GoModAsync(module));
        world.Proxy.Answer(module.GoModTarget, Reply.Bytes(module.GoMod));
        Assert.IsType<ServedAnswer.Absent>(await world.GoModAsync(module));
        await world.Server.Operations.RefreshBelowAsync(ModulePath.Parse("ex.com/Mod"), Token);
        Assert.Equal(module.GoMod, await StoredWorld.BytesOfAsync(await world.GoModAsync(module)));
    }

    [Theory]
    [InlineData("ex.com/repo", "ex.com/repo", true)]
    [InlineData("ex.com/repo", "ex.com/repo/v2", true)]
    [InlineData("ex.com/repo", "ex.com/repo/sub/dir", true)]
    [InlineData("ex.com/Repo", "ex.com/Repo/sub", true)]
    [InlineData("ex.com/Repo", "ex.com/repo", true)]
    [InlineData("ex.com/repo", "ex.com/repository", false)]
    [InlineData("ex.com/repo/sub", "ex.com/repo", false)]
    public async Task Refreshes_what_is_at_or_below_a_path(string refreshed, string path, bool isAskedAgain)
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish(path, path.EndsWith("/v2", StringComparison.Ordinal) ? "v2.0.0" : "v1.0.0");
        await world.ListAsync(path);
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(isAskedAgain ? 1 : 0, await world.Server.Operations.RefreshBelowAsync(ModulePath.Parse(refreshed), Token));
        await world.ListAsync(path);
        Assert.Equal(isAskedAgain ? 2 : 1, world.Requests(module.ListTarget));
    }

    [Fact]
    public async Task Asks_again_when_the_source_was_asked_before_the_refresh()
    {
        await using var world = await StoredWorld.StartAsync();
        var (module, gate) = (world.Publish(), new Gate());
        world.Proxy.Answer(module.ListTarget, Reply.Text("v1.0.0\n") with { BeforeHeaders = gate }, Reply.Text("v1.0.0\nv1.1.0\n"));
        var asking = world.ListAsync();
        await gate.WaitForArrivalsAsync(1, Token);
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        await world.Server.Operations.RefreshAsync(ModulePath.Parse("ex.com/mod"), Token);
        gate.Open();
        Assert.Equal("v1.0.0\nv1.1.0\n", await StoredWorld.TextOfAsync(await asking));
        Assert.Equal("v1.0.0\nv1.1.0\n", await StoredWorld.TextOfAsync(await world.ListAsync()));
        Assert.Equal(2, world.Requests(module.ListTarget));
    }

    [Fact]
    public async Task Gives_what_is_here_when_the_source_is_in_trouble_after_a_refresh()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        await world.ListAsync();
        world.Proxy.Answer(module.ListTarget, Reply.Failure(500));
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        await world.Server.Operations.RefreshAsync(ModulePath.Parse("ex.com/mod"), Token);
        var answer = await world.ListAsync();
        Assert.Equal(("v1.0.0\n", AnswerCause.Stale), (await StoredWorld.TextOfAsync(answer), answer.Cause));
    }

    private static async Task HaveAsync(StoredWorld world, TestModule module)
    {
        Assert.Equal(module.Info, await StoredWorld.TextOfAsync(await world.InfoAsync(module)));
        Assert.Equal(module.GoMod, await StoredWorld.BytesOfAsync(await world.GoModAsync(module)));
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await world.ZipAsync(module)));
        await StoredWorld.UntilAsync(() => world.IsStoredAsync(module));
    }
}
