using Sutler.Go.Serving;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Serving.Stored;

/// <summary>What is kept, what is asked for again, and what trouble is called. Architecture 6; SRV-2, SRV-4 to SRV-9.</summary>
public sealed class StoredModuleServerTests
{
    private static CancellationToken Token => StoredWorld.Token;

    [Fact]
    public async Task Keeps_what_never_changes()
    {
        await using var world = await StoredWorld.StartAsync(options => options with { Memory = 0 });
        var module = world.Publish();
        for (var i = 0; i < 3; i++)
        {
            var (info, mod) = (await world.InfoAsync(module), await world.GoModAsync(module));
            Assert.Equal((module.Info, i == 0 ? AnswerCause.Miss : AnswerCause.Hit), (await StoredWorld.TextOfAsync(info), info.Cause));
            Assert.Equal(module.GoMod, await StoredWorld.BytesOfAsync(mod));
            Assert.Equal(AnswerLife.Immutable, Assert.IsType<ServedAnswer.Found>(mod).Life);
            world.Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal((1, 1), (world.Requests(module.InfoTarget), world.Requests(module.GoModTarget)));
        var entry = await world.Store.Index.Entries.FindAsync(Sutler.Storage.Index.IndexKey.Create("go-file", "ex.com/mod/@v/v1.0.0.mod"), Token);
        Assert.Equal((module.GoModHash, "sum.example.org", world.Proxy.Url), (entry!.Facts.ContentHash, entry.Facts.Authority, entry.Facts.Source));
    }

    [Fact]
    public async Task Answers_small_files_from_memory()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        await world.GoModAsync(module);
        await world.Store.Index.Entries.RemoveAsync(Sutler.Storage.Index.IndexKey.Create("go-file", "ex.com/mod/@v/v1.0.0.mod"), null, Sutler.Storage.Index.RemovalReason.Purged, "", Token);
        Assert.Equal(module.GoMod, await StoredWorld.BytesOfAsync(await world.GoModAsync(module)));
        Assert.Equal(1, world.Requests(module.GoModTarget));
    }

    [Fact]
    public async Task Keeps_no_go_mod_that_the_checksum_database_contradicts()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Proxy.Answer(module.GoModTarget, "module ex.com/mod\n\ngo 1.22\n");
        var failed = Assert.IsType<ServedAnswer.Failed>(await world.GoModAsync(module));
        Assert.Equal(502, failed.Status);
        Assert.Contains("checksum mismatch", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(404, Assert.IsType<ServedAnswer.Absent>(await world.GoModAsync(module, storedOnly: true)).Status);
    }

    [Theory]
    [InlineData("in trouble", 502)]
    [InlineData("without the module", 404)]
    public async Task Gives_nothing_on_that_cannot_be_verified(string name, int status)
    {
        Assert.NotEmpty(name);
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Database.Trouble = status == 404 ? new ServedAnswer.Absent(404, "not found") : new ServedAnswer.Failed(502, "sum.example.org is away");
        Assert.Equal(502, Assert.IsType<ServedAnswer.Failed>(await world.GoModAsync(module)).Status);
    }

    [Fact]
    public async Task Asks_no_database_about_private_modules()
    {
        await using var world = await StoredWorld.StartAsync(gonosumdb: "ex.com/mod");
        var module = world.Publish();
        world.Database.Trouble = new ServedAnswer.Failed(502, "must not be asked");
        Assert.Equal(module.GoMod, await StoredWorld.BytesOfAsync(await world.GoModAsync(module)));
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await world.ZipAsync(module)));
        Assert.Empty(world.Database.Asked);
    }

    [Theory]
    [InlineData(404, 404)]
    [InlineData(410, 410)]
    [InlineData(400, 502)]
    [InlineData(401, 502)]
    [InlineData(403, 403)]
    [InlineData(429, 429)]
    [InlineData(500, 502)]
    [InlineData(501, 502)]
    [InlineData(502, 502)]
    [InlineData(503, 503)]
    [InlineData(504, 504)]
    [InlineData(0, 502)] // cuts the connection
    public async Task Never_calls_trouble_absence(int upstream, int status)
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        var reply = upstream == 0 ? new Reply { HangUp = true } : Reply.Failure(upstream, "why") with { Headers = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "7")] };
        foreach (var target in new[] { module.InfoTarget, module.GoModTarget, module.ZipTarget, module.ListTarget, module.LatestTarget, "/ex.com/mod/@v/main.info" })
        {
            world.Proxy.Answer(target, reply);
        }

        foreach (var answer in new[] { await world.InfoAsync(module), await world.GoModAsync(module), await world.ZipAsync(module), await world.ListAsync(), await world.InfoAsync(module, "main") })
        {
            var (seen, after) = answer switch
            {
                ServedAnswer.Absent absent => (absent.Status, null),
                ServedAnswer.Refused => (403, null),
                ServedAnswer.Failed failed => (failed.Status, failed.RetryAfter),
                _ => (200, (TimeSpan?)null),
            };
            Assert.Equal(status, seen);
            Assert.Equal(upstream is 429 or 503 ? TimeSpan.FromSeconds(7) : null, after);
        }
    }

    [Fact]
    public async Task Believes_for_a_short_while_that_there_is_none()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        foreach (var target in new[] { module.GoModTarget, module.ZipTarget, module.ListTarget })
        {
            world.Proxy.Answer(target, Reply.Failure(404));
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.IsType<ServedAnswer.Absent>(await world.GoModAsync(module));
            Assert.IsType<ServedAnswer.Absent>(await world.ZipAsync(module));
            Assert.IsType<ServedAnswer.Absent>(await world.ListAsync());
        }

        Assert.Equal((1, 1, 1), (world.Requests(module.GoModTarget), world.Requests(module.ZipTarget), world.Requests(module.ListTarget)));
        world.Proxy.Answer(module.GoModTarget, Reply.Bytes(module.GoMod));
        world.Proxy.Answer(module.ZipTarget, Reply.File(module.Zip));
        world.Proxy.Answer(module.ListTarget, "v1.0.0\n");
        world.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(module.GoMod, await StoredWorld.BytesOfAsync(await world.GoModAsync(module)));
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await world.ZipAsync(module)));
        Assert.Equal("v1.0.0\n", await StoredWorld.TextOfAsync(await world.ListAsync()));
    }

    [Fact]
    public async Task Does_not_believe_offline_what_was_absent_once()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Proxy.Answer(module.ListTarget, Reply.Failure(404));
        Assert.IsType<ServedAnswer.Absent>(await world.ListAsync());
        await world.InfoAsync(module);
        Assert.IsType<ServedAnswer.Absent>(await world.ListAsync(storedOnly: true));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("v1.0.0\n", await StoredWorld.TextOfAsync(await world.ListAsync(storedOnly: true)));
    }

    [Fact]
    public async Task Has_the_source_asked_again_after_a_refresh()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        Assert.Equal("v1.0.0\n", await StoredWorld.TextOfAsync(await world.ListAsync()));
        world.Proxy.Answer(module.ListTarget, "v1.0.0\nv1.1.0\n");
        Assert.Equal("v1.0.0\n", await StoredWorld.TextOfAsync(await world.ListAsync()));
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await world.Server.Operations.RefreshAsync(ModulePath.Parse("ex.com/mod"), Token));
        Assert.Equal("v1.0.0\nv1.1.0\n", await StoredWorld.TextOfAsync(await world.ListAsync()));
        Assert.Equal("v1.0.0\nv1.1.0\n", await StoredWorld.TextOfAsync(await world.ListAsync()));
        Assert.Equal(2, world.Requests(module.ListTarget));
    }

    [Fact]
    public async Task Gives_a_list_that_is_a_little_stale_at_once_and_asks_behind_the_back()
    {
        await using var world = await StoredWorld.StartAsync();
        var (module, gate) = (world.Publish(), new Gate());
        Assert.Equal(AnswerCause.Miss, (await world.ListAsync()).Cause);
        Assert.Equal(AnswerCause.Hit, (await world.ListAsync()).Cause);
        world.Time.Advance(TimeSpan.FromMinutes(2));
        world.Proxy.Answer(module.ListTarget, Reply.Text("v1.0.0\nv1.1.0\n") with { BeforeHeaders = gate });
        for (var i = 0; i < 5; i++)
        {
            var stale = await world.ListAsync();
            Assert.Equal((AnswerCause.Stale, "v1.0.0\n"), (stale.Cause, await StoredWorld.TextOfAsync(stale)));
        }

        await gate.WaitForArrivalsAsync(1, Token);
        gate.Open();
        await StoredWorld.UntilAsync(async () => await StoredWorld.TextOfAsync(await world.ListAsync()) == "v1.0.0\nv1.1.0\n");
        Assert.Equal(2, world.Requests(module.ListTarget));
    }

    [Fact]
    public async Task Asks_ahead_for_a_list_that_is_soon_stale_and_still_asked_for()
    {
        await using var world = await StoredWorld.StartAsync();
        var (module, gate) = (world.Publish(), new Gate());
        await world.ListAsync();
        world.Proxy.Answer(module.ListTarget, Reply.Text("v1.0.0\nv1.1.0\n") with { BeforeHeaders = gate });
        world.Time.Advance(TimeSpan.FromSeconds(44));
        Assert.Equal(AnswerCause.Hit, (await world.ListAsync()).Cause);
        Assert.Equal(1, world.Requests(module.ListTarget));
        world.Time.Advance(TimeSpan.FromSeconds(2));
        var fresh = await world.ListAsync();
        Assert.Equal((AnswerCause.Hit, "v1.0.0\n"), (fresh.Cause, await StoredWorld.TextOfAsync(fresh)));
        await gate.WaitForArrivalsAsync(1, Token);
        gate.Open();
        await StoredWorld.UntilAsync(async () => await StoredWorld.TextOfAsync(await world.ListAsync()) == "v1.0.0\nv1.1.0\n");
        world.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(AnswerCause.Hit, (await world.ListAsync()).Cause);
        Assert.Equal(2, world.Requests(module.ListTarget));
    }

    [Fact]
    public async Task Waits_for_the_source_when_a_list_is_old_and_gives_it_all_the_same_when_that_is_in_trouble()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        await world.ListAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Proxy.Answer(module.ListTarget, "v1.0.0\nv1.1.0\n");
        Assert.Equal("v1.0.0\nv1.1.0\n", await StoredWorld.TextOfAsync(await world.ListAsync()));
        world.Time.Advance(TimeSpan.FromDays(30));
        world.Proxy.Answer(module.ListTarget, Reply.Failure(503));
        var stale = await world.ListAsync();
        Assert.Equal((AnswerCause.Stale, "v1.0.0\nv1.1.0\n"), (stale.Cause, await StoredWorld.TextOfAsync(stale)));
        world.Proxy.Answer(module.ListTarget, Reply.Failure(410));
        Assert.Equal(410, Assert.IsType<ServedAnswer.Absent>(await world.ListAsync()).Status);
    }

    [Fact]
    public async Task Resolves_branches_and_gives_the_newest_version()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Proxy.Answer("/ex.com/mod/@v/main.info", """{"Version":"v1.0.1-0.20200202202020-abcdefabcdef","Time":"2020-02-02T20:20:20Z"}""");
        Assert.Equal("""{"Version":"v1.0.1-0.20200202202020-abcdefabcdef","Time":"2020-02-02T20:20:20Z"}""", await StoredWorld.TextOfAsync(await world.InfoAsync(module, "main")));
        Assert.Equal(AnswerLife.Short, Assert.IsType<ServedAnswer.Found>(await world.InfoAsync(module, "main")).Life);
        Assert.Equal(1, world.Requests("/ex.com/mod/@v/main.info"));

        // The proxy has no such page: its list says it. LIST-2 would only know of versions with a time.
        world.Proxy.Answer(module.ListTarget, "v1.0.0\nv0.9.0\nv1.1.0-rc.1\n");
        Assert.Equal(module.Info, await StoredWorld.TextOfAsync(await world.LatestAsync()));
    }

    [Theory]
    [InlineData("module ex.com/mod\n\ngo 1.21\n", "v1.0.0")]
    [InlineData("module ex.com/mod\n", "v2.0.0+incompatible")] // made up: nobody has taken to modules yet
    public async Task Counts_incompatible_versions_only_where_no_go_mod_was_written(string goMod, string newest)
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Proxy.Answer(module.ListTarget, "v1.0.0\nv2.0.0+incompatible\n");
        world.Proxy.Answer(module.GoModTarget, goMod);
        world.Proxy.Answer("/ex.com/mod/@v/v2.0.0+incompatible.info", """{"Version":"v2.0.0+incompatible","Time":"2021-02-02T20:20:20Z"}""");
        Assert.Contains($"\"Version\":\"{newest}\"", await StoredWorld.TextOfAsync(await world.LatestAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_only_versions_that_may_be_the_modules_own()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Proxy.Answer(module.ListTarget, "v1.0.0\nv2.0.0\nv1\nv1.0.1-0.20200101000000-abcdefabcdef\nv1.0.0\n");
        Assert.Equal("v1.0.0\n", await StoredWorld.TextOfAsync(await world.ListAsync()));
    }

    [Fact]
    public async Task Names_nobody_as_witness_who_said_nothing()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Database.AddZipOnly(module);
        await world.GoModAsync(module);
        var entry = await world.Store.Index.Entries.FindAsync(Sutler.Storage.Index.IndexKey.Create("go-file", "ex.com/mod/@v/v1.0.0.mod"), Token);
        Assert.Equal((module.GoModHash, null), (entry!.Facts.ContentHash, entry.Facts.Authority));
    }

    [Fact]
    public async Task Takes_no_word_of_a_database_that_is_no_record()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Database.Trouble = ScriptedAnswer("not a record");
        Assert.Equal(502, Assert.IsType<ServedAnswer.Failed>(await world.GoModAsync(module)).Status);
    }

    private static ServedAnswer.Found ScriptedAnswer(string text) => new(new MemoryContent(System.Text.Encoding.UTF8.GetBytes(text)) { MediaType = MediaTypes.Text }, AnswerLife.None);

    [Theory]
    [InlineData("the request says so", true)]
    [InlineData("the server is offline", false)]
    public async Task Serves_what_is_stored_and_asks_nobody(string name, bool storedOnly)
    {
        Assert.NotEmpty(name);
        await using var world = await StoredWorld.StartAsync();
        var (module, pre, other) = (world.Publish(), world.Publish("ex.com/mod", "v1.1.0-rc.1"), world.Publish("ex.com/other"));
        foreach (var one in new[] { module, pre })
        {
            await world.InfoAsync(one);
            await world.GoModAsync(one);
            await StoredWorld.BytesOfAsync(await world.ZipAsync(one));
        }

        var before = world.Proxy.Requests.Count;
        await using var offline = storedOnly ? null : new Sutler.Go.Serving.Stored.StoredModuleServer(
            new MemoryModuleSources(), Sutler.Go.Serving.Stored.HashWitness.None, world.Store, new() { Partials = world.Files["partial"], Offline = true }, world.Time);
        async Task<ServedAnswer> AskAsync(ModuleRequest request) => await ((IModuleServer?)offline ?? world.Server).AnswerAsync(request, new RequestTerms(storedOnly), Token);
        var (path, otherPath) = (ModulePath.Parse("ex.com/mod"), ModulePath.Parse("ex.com/other"));
        Assert.Equal("v1.0.0\nv1.1.0-rc.1\n", await StoredWorld.TextOfAsync(await AskAsync(new ModuleRequest.List(path))));
        Assert.Equal(module.Info, await StoredWorld.TextOfAsync(await AskAsync(new ModuleRequest.Latest(path))));
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await AskAsync(new ModuleRequest.Zip(path, "v1.0.0"))));
        foreach (var request in new ModuleRequest[]
        {
            new ModuleRequest.List(otherPath), new ModuleRequest.Latest(otherPath), new ModuleRequest.Info(path, "main"),
            new ModuleRequest.Info(otherPath, other.Id.Version), new ModuleRequest.GoMod(otherPath, other.Id.Version), new ModuleRequest.Zip(otherPath, other.Id.Version),
        })
        {
            Assert.Equal(404, Assert.IsType<ServedAnswer.Absent>(await AskAsync(request)).Status);
        }

        Assert.Equal(before, world.Proxy.Requests.Count);
    }
}
