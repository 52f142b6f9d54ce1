using Sutler.Go.Serving;
using Sutler.Storage.Values;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.Serving.Checksums;

/// <summary>What is not proven is neither answered nor kept.</summary>
public sealed class ChecksumRelayTrustTests : IDisposable
{
    private const string Lookup = "lookup/filler.test/m7@v1.0.0";
    private readonly RelayBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("a byte of the record", "/lookup/", 20)]
    [InlineData("a byte of the signature", "/lookup/", -10)]
    [InlineData("a byte of a tile of records", "/tile/8/0/000", 40)]
    [InlineData("a byte of the tile at the edge", "/tile/8/0/002.p/", 40)]
    [InlineData("a byte of the tile above", "/tile/8/1/", 40)]
    public async Task One_wrong_byte_is_noticed(string name, string path, int at)
    {
        _ = name;
        _bed.Database.Change(path, answer => answer with { Body = Flip(answer.Body, at) });
        var failed = await _bed.FailAsync(Lookup);
        Assert.Equal(502, failed.Status);
        Assert.Contains(_bed.Told, text => text.Contains(_bed.Database.Name, StringComparison.Ordinal));
        Assert.DoesNotContain(await KeptAsync(), name => name.Contains("/lookup/", StringComparison.Ordinal));

        // Nothing bad was kept: the truth is enough from now on.
        _bed.Database.Repair();
        await _bed.ReadAsync(Lookup);
    }

    [Theory]
    [InlineData("tile/8/0/001")]
    [InlineData("tile/8/0/002.p/100")]
    [InlineData("tile/8/1/000.p/1")]
    public async Task A_tile_is_proven_down_from_the_head(string page)
    {
        _bed.Database.Change("/tile/", answer => answer with { Body = Flip(answer.Body, 5) });
        Assert.Equal(502, (await _bed.FailAsync(page)).Status);
        _bed.Database.Repair();
        Assert.Equal(_bed.Database.Handle("/" + page).Body, await _bed.ReadAsync(page));
    }

    // Trap 6 of the rules: the rest of a full tile is not proven by a head that reaches only into it.
    [Fact]
    public async Task A_full_tile_whose_beginning_was_proven_is_not_full()
    {
        _bed.Database.ServedSize = 600;
        _bed.Database.Grow(300);
        _bed.Database.DropsPartialTiles = true;
        // The database has dropped the narrow tile: its full form comes instead, the rest of it made up.
        _bed.Database.Change("/tile/8/0/002", answer => answer.Body.Length == 8192 ? answer with { Body = Flip(answer.Body, 8000) } : answer);
        await _bed.ReadAsync("tile/8/0/002.p/88");
        _bed.Database.Repair();
        _bed.Database.ServedSize = null;
        _bed.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(_bed.Database.Handle("/tile/8/0/002").Body, await _bed.ReadAsync("tile/8/0/002"));
    }

    // WHEN-6: a client takes a record without a line about its module for an answer, so any record would deceive it.
    [Fact]
    public async Task The_record_of_another_module_is_no_answer()
    {
        var other = _bed.Database.Handle("/lookup/filler.test/m8@v1.0.0");
        _bed.Database.Change("/" + Lookup, _ => other);
        var failed = await _bed.FailAsync(Lookup);
        Assert.Contains("about something else", failed.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("number", "x\nfiller.test/m7 v1.0.0 h1:a=\n\n")]
    [InlineData("blank line", "7\nfiller.test/m7 v1.0.0 h1:a=\n")]
    [InlineData("nothing", "")]
    [InlineData("page", "<html>hello</html>")]
    public async Task An_answer_of_no_form_is_refused(string name, string body)
    {
        _ = name;
        _bed.Database.Change("/" + Lookup, answer => answer with { Body = System.Text.Encoding.ASCII.GetBytes(body) });
        Assert.Equal(502, (await _bed.FailAsync(Lookup)).Status);
    }

    [Fact]
    public async Task A_record_beyond_the_head_is_refused()
    {
        _bed.Database.ServedSize = 5;
        Assert.Contains("cannot validate record 7 in tree of size 5", (await _bed.FailAsync(Lookup)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_by_another_key_is_refused()
    {
        var stranger = NoteSigner.FromSeed(_bed.Database.Name, new byte[32]);
        _bed.Relay = _bed.NewRelay(database: stranger.VerifierText);
        Assert.Equal(502, (await _bed.FailAsync("latest")).Status);
        Assert.Equal(502, (await _bed.FailAsync(Lookup)).Status);
    }

    // TLOG-9, TLOG-10
    [Theory]
    [InlineData("longer", 200, 400)]
    [InlineData("of equal length", 200, 200)]
    [InlineData("shorter", 200, 100)]
    public async Task Another_history_is_refused_loudly_and_leaves_nothing(string name, int grown, int otherGrown)
    {
        _ = name;
        var past = _bed.Database.Fork();
        _bed.Database.Grow(grown);
        await _bed.ReadAsync(Lookup);
        var truth = _bed.Database;
        var before = await KeptAsync();

        past.Add("evil.test/m", "v1.0.0", "h1:evil=", "h1:evil=");
        past.Grow(otherGrown - 1);
        _bed.Database = past;
        _bed.Time.Advance(TimeSpan.FromSeconds(2));
        var failed = await _bed.FailAsync("lookup/filler.test/m9@v1.0.0");

        Assert.Equal(502, failed.Status);
        Assert.Contains("contradict each other", failed.Reason, StringComparison.Ordinal);
        var told = Assert.Single(_bed.Told);
        Assert.Contains("SECURITY ERROR\ngo.sum database server misbehavior detected!", told, StringComparison.Ordinal);
        Assert.Contains("proof of misbehavior:", told, StringComparison.Ordinal);
        Assert.Equal(502, (await _bed.FailAsync("latest")).Status);
        Assert.Equal(before, await KeptAsync());

        // What was proven before goes on being served, and so does the log once it is itself again.
        await _bed.ReadAsync(Lookup);
        _bed.Database = truth;
        await _bed.ReadAsync("lookup/filler.test/m9@v1.0.0");
    }

    [Fact]
    public async Task Another_history_is_noticed_after_a_restart()
    {
        await _bed.ReadAsync(Lookup);
        var other = new TestChecksumDatabase();
        other.Add("evil.test/m", "v1.0.0", "h1:evil=", "h1:evil=");
        other.Grow(900);
        _bed.Database = other;
        _bed.Relay = _bed.NewRelay();

        Assert.Contains("contradict each other", (await _bed.FailAsync("latest")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_is_told_of_one_trouble_once_a_minute()
    {
        _bed.Database.Change("/lookup/", answer => answer with { Body = Flip(answer.Body, 20) });
        await _bed.FailAsync(Lookup);
        await _bed.FailAsync("lookup/filler.test/m8@v1.0.0");
        Assert.Single(_bed.Told);
        _bed.Time.Advance(TimeSpan.FromMinutes(1));
        await _bed.FailAsync(Lookup);
        Assert.Equal(2, _bed.Told.Count);
    }

    // A mirror that lags behind the last head seen is no fork.
    [Fact]
    public async Task An_older_head_of_the_same_log_is_fine()
    {
        _bed.Database.Grow(100);
        await _bed.ReadAsync(Lookup);
        _bed.Database.ServedSize = 500;
        await _bed.ReadAsync("lookup/filler.test/m9@v1.0.0");
        _bed.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(_bed.Database.SignedHead(800), await _bed.ReadAsync("latest"));
    }

    [Theory]
    [InlineData("latest", (1 << 20) + 1)]
    [InlineData(Lookup, (1 << 20) + 1)]
    [InlineData("tile/8/0/001", 8193)]
    public async Task An_answer_that_is_too_large_is_refused(string page, int size)
    {
        _bed.Database.Change(page.StartsWith("tile", StringComparison.Ordinal) ? "/tile/8/0/001" : "/" + page, answer => answer with { Body = new byte[size] });
        Assert.Equal(502, (await _bed.FailAsync(page)).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(8160)]
    public async Task A_tile_of_another_length_is_refused(int size)
    {
        _bed.Database.Change("/tile/8/0/001", answer => answer with { Body = new byte[size] });
        Assert.Equal(502, (await _bed.FailAsync("tile/8/0/001")).Status);
    }

    // A client that knows no other head could not use such an answer, and it would be kept.
    [Theory]
    [InlineData("no head")]
    [InlineData("a head from before the record")]
    public async Task A_record_that_its_own_head_does_not_reach_is_refused(string name)
    {
        await _bed.ReadAsync("latest");
        var head = name == "no head" ? [] : _bed.Database.SignedHead(5);
        _bed.Database.Change("/" + Lookup, _ => TestAnswer.Text(_bed.Database.Answer(7, head)));
        Assert.Equal(502, (await _bed.FailAsync(Lookup)).Status);
        _bed.Database.Repair();
        await _bed.ReadAsync(Lookup);
    }

    // A damaged store costs requests, no answers.
    [Theory]
    [InlineData("rotten", false)]
    [InlineData("written wrongly", true)]
    public async Task Tiles_that_were_damaged_in_the_store_are_fetched_again(string name, bool isSealed)
    {
        _ = name;
        await _bed.ReadAsync(Lookup);
        await DamageAsync("/tile/", isSealed);
        _bed.Relay = _bed.NewRelay();
        await _bed.ReadAsync("lookup/filler.test/m300@v1.0.0");
        foreach (var tile in new[] { "tile/8/0/002.p/188", "tile/8/1/000.p/2" })
        {
            Assert.Equal(_bed.Database.Handle("/" + tile).Body, await _bed.ReadAsync(tile));
        }

        Assert.Empty(_bed.Told);
    }

    [Fact]
    public async Task A_record_that_rotted_in_the_store_is_fetched_again()
    {
        var truth = await _bed.ReadAsync(Lookup);
        await DamageAsync("/lookup/", isSealed: false);
        Assert.Equal(truth, await _bed.ReadAsync(Lookup));
        Assert.Equal(AnswerCause.Hit, (await _bed.AskAsync(Lookup)).Cause);
    }

    [Fact]
    public async Task A_head_that_rotted_in_the_store_is_told_and_replaced()
    {
        await _bed.ReadAsync("latest");
        await DamageAsync("/latest", isSealed: false);
        _bed.Relay = _bed.NewRelay();
        Assert.Equal(_bed.Database.SignedHead(700), await _bed.ReadAsync("latest"));
        Assert.Contains("is damaged", Assert.Single(_bed.Told), StringComparison.Ordinal);
        _bed.Relay = _bed.NewRelay();
        _bed.CutOff();
        await _bed.ReadAsync("latest");
        Assert.Single(_bed.Told);
    }

    private async Task DamageAsync(string kind, bool isSealed)
    {
        foreach (var summary in await _bed.Values.QueryAsync(new ValueQuery { Area = "go-sumdb" }, TestContext.Current.CancellationToken))
        {
            if (summary.Key.Name.Contains(kind, StringComparison.Ordinal))
            {
                var value = (await _bed.Values.FindAsync(summary.Key, TestContext.Current.CancellationToken))!;
                var damaged = Flip(((ValueContent.Present)value.Content).Bytes.ToArray(), 3);
                var validator = isSealed ? Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(damaged)) : value.Validator;
                await _bed.Values.PutAsync(
                    new ValueWrite { Key = summary.Key, Content = new ValueContent.Present(damaged, ""), FetchedAt = value.FetchedAt, FreshUntil = null, Validator = validator },
                    TestContext.Current.CancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<string>> KeptAsync()
    {
        List<string> kept = [];
        foreach (var summary in await _bed.Values.QueryAsync(new ValueQuery { Area = "go-sumdb" }, TestContext.Current.CancellationToken))
        {
            kept.Add($"{summary.Key.Name} {summary.Length} {summary.Version}");
        }

        return kept;
    }

    private static byte[] Flip(byte[] body, int at)
    {
        var flipped = body.ToArray();
        flipped[at < 0 ? body.Length + at : Math.Min(at, body.Length - 1)] ^= 1;
        return flipped;
    }
}
