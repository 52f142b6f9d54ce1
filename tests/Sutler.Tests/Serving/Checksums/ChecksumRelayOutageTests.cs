using Sutler.Go.Checksums;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Checksums;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Storage;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Xunit;

namespace Sutler.Tests.Serving.Checksums;

/// <summary>A database that is away, slow or overloaded.</summary>
public sealed class ChecksumRelayOutageTests : IDisposable
{
    private readonly RelayBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task A_client_with_an_empty_cache_verifies_while_the_database_is_away()
    {
        string[] modules = ["example.com/a", "filler.test/m3", "example.com/!b", "filler.test/m600", "example.com/c"];
        var warm = _bed.NewClient();
        foreach (var module in modules)
        {
            await RelayBed.LookupAsync(warm, module.Replace("!b", "B", StringComparison.Ordinal));
            _bed.Database.Grow(97);
        }

        _bed.CutOff();
        _bed.Relay = _bed.NewRelay();
        foreach (var order in new[] { modules, [.. modules.Reverse()], [modules[2], modules[4], modules[0], modules[1], modules[3]] })
        {
            var cold = _bed.NewClient();
            foreach (var module in order)
            {
                Assert.Single(await RelayBed.LookupAsync(cold, module.Replace("!b", "B", StringComparison.Ordinal)));
            }
        }
    }

    // Any order of growth and of clients: what was answered once can be verified by anybody ever after.
    [Theory]
    [InlineData(1, 300)]
    [InlineData(2, 300)]
    [InlineData(3, 20)]
    [InlineData(4, 3)]
    public async Task What_was_answered_once_can_be_verified_without_the_database(int seed, int growth)
    {
        var random = new Random(seed);
        List<string> asked = [];
        for (var i = 0; i < 25; i++)
        {
            var module = random.Next(3) == 0 ? $"example.com/m{i}" : $"filler.test/m{random.Next(600)}";
            asked.Add(module);
            // A database behind a cache gives heads of different ages.
            _bed.Database.ServedSize = random.Next(2) == 0 && module.StartsWith("filler", StringComparison.Ordinal) ? random.NextInt64(650, _bed.Database.Size + 1) : null;
            await _bed.ReadAsync($"lookup/{module}@v1.0.0");
            _bed.Database.Grow(random.Next(0, growth));
        }

        _bed.CutOff();
        for (var i = 0; i < 4; i++)
        {
            var client = _bed.NewClient();
            var order = asked.ToArray();
            random.Shuffle(order);
            foreach (var module in order)
            {
                Assert.NotEmpty(await RelayBed.LookupAsync(client, module));
            }
        }
    }

    [Fact]
    public async Task The_last_head_is_served_while_the_database_is_away()
    {
        await _bed.ReadAsync("latest");
        _bed.CutOff();
        _bed.Time.Advance(TimeSpan.FromDays(1));
        var answer = Assert.IsType<ServedAnswer.Found>(await _bed.AskAsync("latest"));
        Assert.Equal((AnswerCause.Stale, AnswerLife.None), (answer.Cause, answer.Life));
    }

    [Fact]
    public async Task The_last_head_is_served_though_its_tiles_are_gone_and_the_database_is_away()
    {
        var head = await _bed.ReadAsync("latest");
        await _bed.Values.RemoveAsync("go-sumdb", _bed.Database.Name + "+00000c67/tile/", TestContext.Current.CancellationToken);
        _bed.CutOff();
        _bed.Relay = _bed.NewRelay();
        Assert.Equal(head, await _bed.ReadAsync("latest"));
        Assert.IsType<ServedAnswer.Found>(await _bed.AskAsync("latest", new RequestTerms(StoredOnly: true)));
    }

    [Fact]
    public async Task What_is_not_here_is_trouble_and_not_absence()
    {
        _bed.CutOff();
        foreach (var page in new[] { "lookup/filler.test/m7@v1.0.0", "tile/8/0/000", "latest" })
        {
            Assert.Equal(502, (await _bed.FailAsync(page)).Status);
        }

        _bed.Upstream.BeforeAnswer = (_, _) => Task.CompletedTask;
        await _bed.ReadAsync("lookup/filler.test/m7@v1.0.0");
    }

    // A tile that is missing on the way to a record does not make the record absent.
    [Fact]
    public async Task A_database_without_tiles_is_trouble()
    {
        _bed.Database.Fail("/tile/", 404);
        Assert.Equal(502, (await _bed.FailAsync("lookup/filler.test/m7@v1.0.0")).Status);
        Assert.Equal(502, (await _bed.FailAsync("tile/8/0/000")).Status);
    }

    [Fact]
    public async Task A_client_waits_for_a_slow_database_no_longer_than_it_should()
    {
        var gate = new Gate();
        _bed.Upstream.BeforeAnswer = (_, token) => gate.PassAsync(token);
        var asking = _bed.AskAsync("lookup/filler.test/m7@v1.0.0").AsTask();
        await gate.WaitForArrivalsAsync(1, TestContext.Current.CancellationToken);
        _bed.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(504, Assert.IsType<ServedAnswer.Failed>(await asking).Status);
    }

    [Fact]
    public async Task Statuses_of_the_database_are_told_apart()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions());
        _bed.Relay = OverHttp(upstream, fetcher);
        upstream.Otherwise = request => request.Target.Split('@')[1] switch
        {
            "v1.0.404" => Reply.Failure(404, "not found: no such version"),
            "v1.0.410" => Reply.Failure(410, "gone for good"),
            "v1.0.429" => Reply.Failure(429) with { Headers = [("Retry-After", "7")] },
            "v1.0.503" => Reply.Failure(503),
            "v1.0.302" => Reply.Redirect("ftp://example.com/x"),
            var other => Reply.Failure(int.Parse(other["v1.0.".Length..]), "no"),
        };
        async Task<ServedAnswer> AskAsync(int status) => await _bed.AskAsync($"lookup/example.com/x@v1.0.{status}");

        var absent = Assert.IsType<ServedAnswer.Absent>(await AskAsync(404));
        Assert.Equal((404, "not found: no such version"), (absent.Status, absent.Reason));
        Assert.Equal(410, Assert.IsType<ServedAnswer.Absent>(await AskAsync(410)).Status);
        var busy = Assert.IsType<ServedAnswer.Failed>(await AskAsync(429));
        Assert.Equal((429, TimeSpan.FromSeconds(7)), (busy.Status, busy.RetryAfter));
        Assert.Equal(503, Assert.IsType<ServedAnswer.Failed>(await AskAsync(503)).Status);
        foreach (var status in new[] { 400, 403, 500, 302 })
        {
            Assert.Equal(502, Assert.IsType<ServedAnswer.Failed>(await AskAsync(status)).Status);
        }
    }

    // The limit is one for reading, not for looking at what was read.
    [Fact]
    public async Task No_more_of_an_answer_is_read_than_it_may_have()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions());
        _bed.Relay = OverHttp(upstream, fetcher);
        var never = new Gate();
        upstream.Otherwise = _ => Reply.Bytes(new byte[4 << 20]) with { IsChunked = true, InBody = never, StallAfter = 2 << 20 };
        Assert.Equal(502, (await _bed.FailAsync("latest")).Status);
    }

    [Fact]
    public async Task A_secure_database_is_not_followed_to_an_insecure_one()
    {
        using var authority = new TestCertificateAuthority();
        using var certificate = authority.Issue("127.0.0.1");
        await using var upstream = await ScriptedUpstream.StartAsync(new UpstreamOptions { Certificate = certificate });
        await using var insecure = await ScriptedUpstream.StartAsync();
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { TrustedRoots = authority.Roots });
        upstream.Otherwise = request => Reply.Redirect(insecure.Url + request.Target);
        insecure.Otherwise = request => Reply.Bytes(_bed.Database.Handle(request.Target).Body);
        _bed.Relay = OverHttp(upstream, fetcher);

        Assert.Equal(502, (await _bed.FailAsync("latest")).Status);
        Assert.NotEmpty(upstream.Requests);
        Assert.Empty(insecure.Requests);
    }

    // A full disk costs requests to the database, no answers.
    [Fact]
    public async Task Answers_are_given_though_the_store_takes_nothing()
    {
        _bed.Relay = _bed.NewRelay(values: new WatchedStore(_bed.Values) { BeforePut = () => throw new StorageException("no space left on device") });
        Assert.Single(await RelayBed.LookupAsync(_bed.NewClient(), "example.com/a"));
        Assert.Contains(_bed.Told, text => text.Contains("no space", StringComparison.Ordinal));
    }

    private ChecksumRelay OverHttp(ScriptedUpstream upstream, HttpFetcher fetcher) => new(
        new ChecksumRelayOptions
        {
            Databases = [ChecksumDatabaseSettings.Parse($"{_bed.Database.VerifierText} {upstream.Url}")!],
            NotForwarded = new GlobList(""),
        },
        new UrlReader(fetcher, NoRetry.Retrier),
        () => [],
        _bed.Values,
        _bed.Time);
}
