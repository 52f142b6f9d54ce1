using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Checksums;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Serving.Checksums;

/// <summary>What a relayed database looks like from outside.</summary>
public sealed class ChecksumRelayTests : IDisposable
{
    private readonly RelayBed _bed = new();

    public void Dispose() => _bed.Dispose();

    // SDSRV-1, SDSRV-2
    [Theory]
    [InlineData("supported", "text/plain; charset=utf-8", AnswerLife.Short)]
    [InlineData("latest", "text/plain; charset=utf-8", AnswerLife.None)]
    [InlineData("lookup/filler.test/m7@v1.0.0", "text/plain; charset=utf-8", AnswerLife.Short)]
    [InlineData("tile/8/0/001", "application/octet-stream", AnswerLife.Immutable)]
    [InlineData("tile/8/0/002.p/188", "application/octet-stream", AnswerLife.Short)]
    [InlineData("tile/8/1/000.p/2", "application/octet-stream", AnswerLife.Short)]
    public async Task Gives_on_what_the_database_says_byte_for_byte(string page, string type, AnswerLife life)
    {
        var truth = _bed.Database.Handle("/" + page).Body;

        var first = Assert.IsType<ServedAnswer.Found>(await _bed.AskAsync(page));
        var second = Assert.IsType<ServedAnswer.Found>(await _bed.AskAsync(page));

        Assert.Equal((type, life), (first.Content.MediaType, first.Life));
        Assert.Equal(truth, first.Content.Bytes!.Value.ToArray());
        Assert.Equal(truth, second.Content.Bytes!.Value.ToArray());
        Assert.Equal(first.Content.Tag, second.Content.Tag);
    }

    [Theory]
    [InlineData("lookup/filler.test/m7@v1.0.0")]
    [InlineData("tile/8/0/001")]
    [InlineData("tile/8/0/002.p/20")]
    public async Task Asks_for_the_same_once(string page)
    {
        Assert.Equal(AnswerCause.Miss, (await _bed.AskAsync(page)).Cause);
        var asked = _bed.Asked.Count;
        Assert.Equal(AnswerCause.Hit, (await _bed.AskAsync(page)).Cause);
        Assert.Equal(asked, _bed.Asked.Count);
    }

    // SDCACHE-4: a log that grows must not be fetched again for each width.
    [Fact]
    public async Task Cuts_narrow_tiles_from_wide_ones()
    {
        await _bed.ReadAsync("tile/8/0/002.p/188");
        var asked = _bed.Asked.Count;
        Assert.Equal(_bed.Database.Handle("/tile/8/0/002.p/3").Body, await _bed.ReadAsync("tile/8/0/002.p/3"));
        Assert.Equal(asked, _bed.Asked.Count);
    }

    [Fact]
    public async Task Finds_tiles_of_a_head_that_it_has_not_seen_yet()
    {
        await _bed.ReadAsync("tile/8/0/002.p/188");
        _bed.Time.Advance(TimeSpan.FromSeconds(2));
        _bed.Database.Grow(100);
        Assert.Equal(_bed.Database.Handle("/tile/8/0/003.p/32").Body, await _bed.ReadAsync("tile/8/0/003.p/32"));
    }

    [Theory]
    [InlineData("tile/8/0/003.p/1")]
    [InlineData("tile/8/0/002")]
    [InlineData("tile/8/7/000.p/1")]
    [InlineData("tile/8/0/x999/x999/x999/x999/999")]
    [InlineData("lookup/absent.test/m@v1.0.0")]
    public async Task Says_that_there_is_none(string page)
    {
        var absent = Assert.IsType<ServedAnswer.Absent>(await _bed.AskAsync(page));
        Assert.Equal(404, absent.Status);
    }

    // SDSRV-3
    [Theory]
    [InlineData("lookup/filler.test/m7", "invalid module@version syntax")]
    [InlineData("lookup/filler.test/m7@latest", "invalid module@version syntax")]
    [InlineData("lookup/filler.test/m7@v1", "invalid module@version syntax")]
    [InlineData("lookup/filler.test/m7@v1.0.0@v1.0.0", "invalid module@version syntax")]
    [InlineData("lookup/filler.test/m7@v1.0.0/go.mod", "invalid module@version syntax")]
    [InlineData("lookup/filler.test/M7@v1.0.0", "invalid module@version syntax")]
    [InlineData("lookup/filler.test/!!m7@v1.0.0", "invalid module@version syntax")]
    [InlineData("lookup/-x/m7@v1.0.0", "invalid module@version syntax")]
    [InlineData("lookup/@v1.0.0", "invalid module@version syntax")]
    [InlineData("tile/8/0/1", "invalid tile syntax")]
    [InlineData("tile/8/0/001.p/256", "invalid tile syntax")]
    [InlineData("tile/8/0/001.p/0", "invalid tile syntax")]
    [InlineData("tile/8/-1/001", "invalid tile syntax")]
    [InlineData("tile/31/0/001", "invalid tile syntax")]
    public async Task Refuses_what_is_no_name_without_asking(string page, string reason)
    {
        var absent = Assert.IsType<ServedAnswer.Absent>(await _bed.AskAsync(page));
        Assert.Equal((400, reason), (absent.Status, absent.Reason));
        Assert.Empty(_bed.Upstream.Requests);
    }

    [Theory]
    [InlineData("tile/9/0/000")]
    [InlineData("tile/8/data/000")]
    [InlineData("other")]
    public async Task Relays_nothing_that_clients_do_not_use(string page)
    {
        Assert.Equal(404, Assert.IsType<ServedAnswer.Absent>(await _bed.AskAsync(page)).Status);
        Assert.Empty(_bed.Upstream.Requests);
    }

    [Theory]
    [InlineData("lookup/example.com/X@v1.0.0", false)]
    [InlineData("lookup/example.com/!x@v1.0.0", true)]
    [InlineData("lookup/example.com/%21x@v1.0.0", true)]
    [InlineData("lookup/example.com/x@v2.0.0+incompatible", true)]
    [InlineData("lookup/golang.org/toolchain@v0.0.1-go1.24.4.linux-amd64", true)]
    public async Task Knows_the_spellings_of_one_name(string page, bool isName)
    {
        var answer = await _bed.AskAsync(page);
        Assert.Equal(isName, answer is ServedAnswer.Found);
    }

    [Fact]
    public async Task Keeps_one_answer_for_all_spellings()
    {
        await _bed.ReadAsync("lookup/example.com/!x@v1.0.0");
        Assert.Equal(AnswerCause.Hit, (await _bed.AskAsync("lookup/example.com/%21x@v1.0.0")).Cause);
    }

    [Fact]
    public async Task Does_not_speak_of_other_databases()
    {
        foreach (var request in new ChecksumDatabaseRequest[] { new ChecksumDatabaseRequest.Supported("sum.example.org"), new ChecksumDatabaseRequest.Endpoint("sum.example.org", "latest") })
        {
            Assert.Equal(404, Assert.IsType<ServedAnswer.Absent>(await _bed.Relay.AnswerAsync(request, RequestTerms.Usual, TestContext.Current.CancellationToken)).Status);
        }

        Assert.Empty(_bed.Upstream.Requests);
    }

    [Fact]
    public async Task Says_that_it_supports_a_database_without_asking_it()
    {
        _bed.CutOff();
        Assert.Empty(await _bed.ReadAsync("supported"));
        Assert.Empty(_bed.Upstream.Requests);
    }

    // SUMDB-3
    [Theory]
    [InlineData("lookup/corp.example.com/secret@v1.0.0")]
    [InlineData("lookup/corp.example.com/secret/sub@v1.0.0")]
    [InlineData("lookup/corp.example.com/!secret@v1.0.0")]
    [InlineData("lookup/corp%2eexample.com/secret@v1.0.0")]
    public async Task Never_forwards_names_that_are_private(string page)
    {
        _bed.Relay = _bed.NewRelay(notForwarded: "corp.example.com,*.internal.example.com");
        var refused = Assert.IsType<ServedAnswer.Refused>(await _bed.AskAsync(page));
        Assert.Contains("is private here", refused.Reason, StringComparison.Ordinal);
        Assert.Empty(_bed.Upstream.Requests);
    }

    [Fact]
    public async Task Refuses_private_names_also_where_they_were_looked_up_before()
    {
        await _bed.ReadAsync("lookup/corp.example.com/secret@v1.0.0");
        _bed.Relay = _bed.NewRelay(notForwarded: "corp.example.com");
        Assert.IsType<ServedAnswer.Refused>(await _bed.AskAsync("lookup/corp.example.com/secret@v1.0.0"));
        Assert.IsType<ServedAnswer.Found>(await _bed.AskAsync("lookup/corp.example.org/other@v1.0.0"));
    }

    // A toolchain is always checked, whatever the patterns say.
    [Fact]
    public async Task Forwards_toolchains_always()
    {
        _bed.Relay = _bed.NewRelay(notForwarded: "*");
        Assert.IsType<ServedAnswer.Found>(await _bed.AskAsync("lookup/golang.org/toolchain@v0.0.1-go1.24.4.linux-amd64"));
    }

    // SRV-9
    [Fact]
    public async Task Asks_nobody_when_nothing_may_be_fetched()
    {
        var terms = new RequestTerms(StoredOnly: true);
        foreach (var page in new[] { "lookup/filler.test/m7@v1.0.0", "tile/8/0/002.p/188", "latest" })
        {
            Assert.Equal(404, Assert.IsType<ServedAnswer.Absent>(await _bed.AskAsync(page, terms)).Status);
        }

        Assert.IsType<ServedAnswer.Found>(await _bed.AskAsync("supported", terms));
        Assert.Empty(_bed.Upstream.Requests);

        await _bed.ReadAsync("lookup/filler.test/m7@v1.0.0");
        var asked = _bed.Asked.Count;
        foreach (var page in new[] { "lookup/filler.test/m7@v1.0.0", "tile/8/0/002.p/188", "latest" })
        {
            Assert.Equal(AnswerCause.Hit, Assert.IsType<ServedAnswer.Found>(await _bed.AskAsync(page, terms)).Cause);
        }

        Assert.Equal(asked, _bed.Asked.Count);
    }

    [Fact]
    public async Task Asks_nobody_offline()
    {
        await _bed.ReadAsync("lookup/filler.test/m7@v1.0.0");
        var asked = _bed.Asked.Count;
        _bed.Relay = _bed.NewRelay(offline: true);
        await _bed.ReadAsync("lookup/filler.test/m7@v1.0.0");
        await _bed.ReadAsync("latest");
        Assert.Equal(404, Assert.IsType<ServedAnswer.Absent>(await _bed.AskAsync("lookup/filler.test/m8@v1.0.0")).Status);
        Assert.Equal(asked, _bed.Asked.Count);
    }

    // SUMDB-5: the relay asks as a client would.
    [Fact]
    public async Task Asks_a_proxy_that_relays_the_database_instead_of_it()
    {
        var name = _bed.Database.Name;
        _bed.Upstream.Fail("https://first.example.com", 404).Serve("https://second.example.com", path => _bed.Database.Handle(path));
        _bed.Relay = _bed.NewRelay(goproxy: "https://first.example.com,https://second.example.com,direct");

        await _bed.ReadAsync("lookup/filler.test/m7@v1.0.0");

        var hosts = _bed.Upstream.Requests.ToList();
        Assert.Equal([$"https://first.example.com/sumdb/{name}/supported", $"https://second.example.com/sumdb/{name}/supported"], hosts.Take(2));
        Assert.All(hosts.Skip(2), url => Assert.StartsWith($"https://second.example.com/sumdb/{name}/", url, StringComparison.Ordinal));
    }

    // A client decides once in a run; a server outlives the trouble.
    [Fact]
    public async Task Looks_for_the_way_again_when_there_was_none()
    {
        _bed.Upstream.Fail("https://first.example.com", 500);
        _bed.Relay = _bed.NewRelay(goproxy: "https://first.example.com,direct");
        await _bed.FailAsync("lookup/filler.test/m7@v1.0.0");

        _bed.Upstream.Serve("https://first.example.com", path => _bed.Database.Handle(path));
        await _bed.ReadAsync("lookup/filler.test/m7@v1.0.0");
    }

    [Fact]
    public void Takes_each_database_once()
    {
        var twice = ChecksumDatabaseSettings.Parse(_bed.Database.VerifierText)!;
        var options = new ChecksumRelayOptions { Databases = [twice, twice], NotForwarded = new GlobList("") };
        Assert.Throws<SutlerException>(() => new ChecksumRelay(options, _bed.Upstream, () => [], _bed.Values, _bed.Time));
    }

    [Fact]
    public async Task Clients_share_requests_for_the_same()
    {
        var gate = new Gate();
        _bed.Upstream.BeforeAnswer = (_, token) => gate.PassAsync(token);
        var first = _bed.AskAsync("lookup/filler.test/m7@v1.0.0").AsTask();
        var others = Enumerable.Range(0, 15).Select(_ => _bed.AskAsync("lookup/filler.test/m7@v1.0.0").AsTask()).ToList();
        await gate.WaitForArrivalsAsync(1, TestContext.Current.CancellationToken);
        gate.Open();

        Assert.All(await Task.WhenAll([first, .. others]), answer => Assert.IsType<ServedAnswer.Found>(answer));
        Assert.Single(_bed.Asked, path => path == "/lookup/filler.test/m7@v1.0.0");
        Assert.Equal(_bed.Asked.Count, _bed.Asked.Distinct().Count());
    }

    [Fact]
    public async Task Clients_share_the_proof_too()
    {
        var gate = new Gate();
        _bed.Upstream.BeforeAnswer = (url, token) => url.Contains("/tile/", StringComparison.Ordinal) ? gate.PassAsync(token) : Task.CompletedTask;
        var first = _bed.AskAsync("lookup/filler.test/m7@v1.0.0").AsTask();
        await gate.WaitForArrivalsAsync(1, TestContext.Current.CancellationToken);
        var others = Enumerable.Range(0, 15).Select(_ => _bed.AskAsync("lookup/filler.test/m7@v1.0.0").AsTask()).ToList();
        gate.Open();

        Assert.All(await Task.WhenAll([first, .. others]), answer => Assert.IsType<ServedAnswer.Found>(answer));
        Assert.Single(_bed.Asked, path => path == "/lookup/filler.test/m7@v1.0.0");
    }

    // Between the look into the store and the fetch there is time for another fetch to end.
    [Fact]
    public async Task A_client_that_looked_too_early_does_not_make_it_ask_again()
    {
        var held = new Gate();
        var finds = 0;
        _bed.Relay = _bed.NewRelay(values: new WatchedStore(_bed.Values)
        {
            AfterFind = key => key.Name.Contains("/lookup/", StringComparison.Ordinal) && Interlocked.Increment(ref finds) == 1
                ? held.PassAsync(TestContext.Current.CancellationToken)
                : Task.CompletedTask,
        });
        var early = _bed.AskAsync("lookup/filler.test/m7@v1.0.0").AsTask();
        await held.WaitForArrivalsAsync(1, TestContext.Current.CancellationToken);
        await _bed.ReadAsync("lookup/filler.test/m7@v1.0.0");
        held.Open();

        Assert.IsType<ServedAnswer.Found>(await early);
        Assert.Single(_bed.Asked, path => path == "/lookup/filler.test/m7@v1.0.0");
    }

    [Fact]
    public async Task A_client_that_leaves_takes_no_answer_from_others()
    {
        var gate = new Gate();
        _bed.Upstream.BeforeAnswer = (_, token) => gate.PassAsync(token);
        using var leaving = new CancellationTokenSource();
        var request = new ChecksumDatabaseRequest.Endpoint(_bed.Database.Name, "lookup/filler.test/m7@v1.0.0");
        var first = _bed.Relay.AnswerAsync(request, RequestTerms.Usual, leaving.Token).AsTask();
        var second = _bed.AskAsync("lookup/filler.test/m7@v1.0.0").AsTask();
        await gate.WaitForArrivalsAsync(1, TestContext.Current.CancellationToken);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.Open();

        Assert.IsType<ServedAnswer.Found>(await second);
    }
}
