using Sutler.Go.Serving;
using Sutler.Go.Serving.Stored;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Serving.Stored;

/// <summary>A source that only some clients ask for says nothing to the others. ADR 24.</summary>
public sealed class RoutedSourceTests : IAsyncLifetime
{
    private static readonly ModulePath Path = ModulePath.Parse("ex.com/mod");
    private StoredWorld _world = null!;
    private ScriptedUpstream _canary = null!;
    private StoredModuleServer _routed = null!;
    private RoutedModuleServer _server = null!;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _routed.DisposeAsync();
        await _canary.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Changing_pages_of_a_canary_reach_only_who_asks_for_them()
    {
        var module = _world.Publish();
        _canary.Answer(module.ListTarget, Reply.Text("v1.9.9\n"));
        for (var i = 1; i <= 2; i++)
        {
            Assert.Equal("v1.9.9\n", await StoredWorld.TextOfAsync(await AskAsync(new ModuleRequest.List(Path), "canary")));
            Assert.Equal("v1.0.0\n", await StoredWorld.TextOfAsync(await AskAsync(new ModuleRequest.List(Path))));
            // Who tries a source out wants to see it, not what it said before.
            Assert.Equal((i, 1), (_canary.Targets.Count, _world.Requests(module.ListTarget)));
        }
    }

    [Fact]
    public async Task Neither_believes_what_the_other_does_not_have()
    {
        var module = _world.Publish();
        _canary.Answer("/ex.com/mod/@v/v1.9.9.info", Reply.Text("""{"Version":"v1.9.9"}"""));
        Assert.IsType<ServedAnswer.Absent>(await AskAsync(new ModuleRequest.GoMod(Path, "v1.0.0"), "canary"));
        Assert.IsType<ServedAnswer.Absent>(await AskAsync(new ModuleRequest.List(Path), "canary"));
        Assert.Equal(module.GoMod, await StoredWorld.BytesOfAsync(await AskAsync(new ModuleRequest.GoMod(Path, "v1.0.0"))));
        Assert.Equal("v1.0.0\n", await StoredWorld.TextOfAsync(await AskAsync(new ModuleRequest.List(Path))));
        Assert.IsType<ServedAnswer.Absent>(await AskAsync(new ModuleRequest.Info(Path, "v1.9.9")));
        Assert.IsType<ServedAnswer.Found>(await AskAsync(new ModuleRequest.Info(Path, "v1.9.9"), "canary"));
    }

    [Fact]
    public async Task What_a_checksum_database_vouches_for_is_kept_for_all()
    {
        var module = _world.Publish();
        _canary.Answer(module.InfoTarget, Reply.Text(module.Info));
        _canary.Answer(module.GoModTarget, Reply.Bytes(module.GoMod));
        _canary.Answer(module.ZipTarget, Reply.File(module.Zip));
        Assert.Equal(module.Info, await StoredWorld.TextOfAsync(await AskAsync(new ModuleRequest.Info(Path, "v1.0.0"), "canary")));
        Assert.Equal(module.GoMod, await StoredWorld.BytesOfAsync(await AskAsync(new ModuleRequest.GoMod(Path, "v1.0.0"), "canary")));
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await AskAsync(new ModuleRequest.Zip(Path, "v1.0.0"), "canary")));
        await StoredWorld.UntilAsync(() => _world.IsStoredAsync(module));

        Assert.Equal(AnswerCause.Hit, (await AskAsync(new ModuleRequest.GoMod(Path, "v1.0.0"))).Cause);
        // Nobody vouches for what an .info says.
        Assert.IsType<ServedAnswer.Absent>(await _world.InfoAsync(module, storedOnly: true));
        Assert.Equal(0, _world.Requests(module.GoModTarget));
        // And what is kept is not asked of a canary again.
        var asked = _canary.Targets.Count;
        Assert.Equal(AnswerCause.Hit, (await AskAsync(new ModuleRequest.GoMod(Path, "v1.0.0"), "canary")).Cause);
        Assert.Equal(asked, _canary.Targets.Count);
    }

    [Fact]
    public async Task What_nobody_vouches_for_is_given_and_not_kept()
    {
        await DisposeAsync();
        await StartAsync(gonosumdb: "ex.com/mod");
        var module = _world.Publish();
        var other = TestModule.Create("ex.com/mod", "v1.0.0", "module ex.com/mod\n\ngo 1.99\n", ("noise.txt", new string('x', 100_000)));
        _canary.Answer(module.GoModTarget, Reply.Bytes(other.GoMod));
        _canary.Answer(module.ZipTarget, Reply.File(other.Zip));
        Assert.Equal(other.GoMod, await StoredWorld.BytesOfAsync(await AskAsync(new ModuleRequest.GoMod(Path, "v1.0.0"), "canary")));
        Assert.Equal(other.Zip, await StoredWorld.BytesOfAsync(await AskAsync(new ModuleRequest.Zip(Path, "v1.0.0"), "canary")));
        Assert.Equal(module.GoMod, await StoredWorld.BytesOfAsync(await AskAsync(new ModuleRequest.GoMod(Path, "v1.0.0"))));
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await AskAsync(new ModuleRequest.Zip(Path, "v1.0.0"))));
        await StoredWorld.UntilAsync(() => Task.FromResult(_world.IsTidy));
    }

    [Fact]
    public async Task A_canary_that_says_what_is_not_true_is_not_believed()
    {
        var module = _world.Publish();
        _canary.Answer(module.GoModTarget, Reply.Text("module ex.com/mod\n\ngo 1.99\n"));
        var failed = Assert.IsType<ServedAnswer.Failed>(await AskAsync(new ModuleRequest.GoMod(Path, "v1.0.0"), "canary"));
        Assert.Equal(502, failed.Status);
        Assert.Contains("checksum mismatch", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_asks_for_kept_things_only_asks_no_canary()
    {
        Assert.IsType<ServedAnswer.Absent>(await _server.AnswerAsync(new ModuleRequest.List(Path), new RequestTerms(StoredOnly: true) { Route = "canary" }, StoredWorld.Token));
        Assert.Empty(_canary.Targets);
    }

    private async Task StartAsync(string gonosumdb = "")
    {
        _world = await StoredWorld.StartAsync(gonosumdb: gonosumdb);
        _canary = await ScriptedUpstream.StartAsync();
        _routed = _world.CreateServer(_canary.Url, options => options with { Route = "canary" });
        _server = new RoutedModuleServer(_world.Server, new Dictionary<string, IModuleServer> { ["canary"] = _routed });
    }

    private async Task<ServedAnswer> AskAsync(ModuleRequest request, string? route = null) =>
        await _server.AnswerAsync(request, RequestTerms.Usual with { Route = route }, StoredWorld.Token);
}
