using System.Text;
using Sutler.Errors;
using Sutler.GoModules.TransparencyLog;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.TransparencyLog;

/// <summary>Spec: TLOG-7 to TLOG-11, WHEN-6, SDCACHE-1, SDCACHE-2.</summary>
public sealed class TransparencyLogClientTests
{
    private readonly TestChecksumDatabase _database = new();
    private readonly InMemoryLogOps _ops;

    public TransparencyLogClientTests()
    {
        _database.AddText("rsc.io/quote", "v1.5.2", "rsc.io/quote v1.5.2 h1:w5fcysjrx7yqtD/aO+QwRjYZOKnaM9Uh2b40tElTs3Y=\nrsc.io/quote v1.5.2/go.mod h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=\nrsc.io/quote v1.5.2 h2:xyzzy\n");
        _database.Add("golang.org/x/text", "v0.0.0-20170915032832-14c0d48ead0c", "h1:qgOY6WgZOaTkIIMiVjBQcw93ERBE4m30iBm00nkL0i8=", "h1:NqM8EUOU14njkJ3fqMW+pc6Ldnwhi/IjpwHt7yyuwOQ=");
        _database.Add("rsc.io/sampler", "v1.3.0", "h1:7uVkIFmeBqHfdjD+gZwtXXI+RODJ2Wc4O7MPEh/QiW4=", "h1:T1hPZKmBbMNahiBKFy5HrXp6adAjACjK9JXDnKaTXpA=");
        _database.AddText("rsc.io/Quote", "v1.5.2", "rsc.io/Quote v1.5.2 h1:uppercase!=\n");
        _ops = new InMemoryLogOps(_database);
    }

    [Fact]
    public async Task Finds_the_lines_of_a_module_and_of_its_go_mod_with_one_request()
    {
        var client = NewClient();
        Assert.Equal(["rsc.io/sampler v1.3.0 h1:7uVkIFmeBqHfdjD+gZwtXXI+RODJ2Wc4O7MPEh/QiW4="], await LookupAsync(client, "rsc.io/sampler", "v1.3.0"));
        Assert.Equal(["rsc.io/sampler v1.3.0/go.mod h1:T1hPZKmBbMNahiBKFy5HrXp6adAjACjK9JXDnKaTXpA="], await LookupAsync(client, "rsc.io/sampler", "v1.3.0/go.mod"));
        Assert.Equal(["/lookup/rsc.io/sampler@v1.3.0", "/tile/8/0/000.p/4"], _ops.RemoteReads);
    }

    [Fact]
    public async Task Gives_all_lines_of_a_record_whatever_their_algorithm() =>
        Assert.Equal(
            ["rsc.io/quote v1.5.2 h1:w5fcysjrx7yqtD/aO+QwRjYZOKnaM9Uh2b40tElTs3Y=", "rsc.io/quote v1.5.2 h2:xyzzy"],
            await LookupAsync(NewClient(), "rsc.io/quote", "v1.5.2"));

    [Fact]
    public async Task Escapes_capital_letters()
    {
        Assert.Equal(["rsc.io/Quote v1.5.2 h1:uppercase!="], await LookupAsync(NewClient(), "rsc.io/Quote", "v1.5.2"));
        Assert.Equal("/lookup/rsc.io/!quote@v1.5.2", _ops.RemoteReads.First());
        Assert.Contains("localhost.localdev/sumdb/lookup/rsc.io/!quote@v1.5.2", _ops.Cache.Keys);
    }

    [Fact]
    public async Task A_record_without_the_line_gives_no_lines() =>
        Assert.Empty(await LookupAsync(NewClient(), "rsc.io/Quote", "v1.5.2/go.mod"));

    [Fact]
    public async Task Keeps_answer_tiles_and_head_for_the_next_run()
    {
        await LookupAsync(NewClient(), "rsc.io/sampler", "v1.3.0");
        var asked = _ops.RemoteReads.Count;

        Assert.Equal(["rsc.io/sampler v1.3.0/go.mod h1:T1hPZKmBbMNahiBKFy5HrXp6adAjACjK9JXDnKaTXpA="], await LookupAsync(NewClient(), "rsc.io/sampler", "v1.3.0/go.mod"));
        Assert.Equal(asked, _ops.RemoteReads.Count);
        Assert.Equal(_database.SignedHead(4), _ops.Latest);
        Assert.Equal(["localhost.localdev/sumdb/lookup/rsc.io/sampler@v1.3.0", "localhost.localdev/sumdb/tile/8/0/000.p/4"], _ops.Cache.Keys.Order(StringComparer.Ordinal));
    }

    // The published scenario of the format's own tests: heads of 1, 3 and 4 records with tiles of 4 hashes.
    [Fact]
    public async Task Follows_a_growing_log()
    {
        var client = NewClient(2);
        _ops.Latest = _database.SignedHead(1);
        _database.ServedSize = 3;
        await LookupAsync(client, "rsc.io/sampler", "v1.3.0");
        Assert.Equal(3, _ops.LatestSize);

        _database.Fail("/tile", 500);
        await LookupAsync(client, "rsc.io/quote", "v1.5.2");

        _database.Repair();
        _database.ServedSize = 4;
        await LookupAsync(client, "rsc.io/Quote", "v1.5.2");
        Assert.Equal(4, _ops.LatestSize);
    }

    [Fact]
    public async Task An_older_head_of_the_same_log_changes_nothing()
    {
        var client = NewClient();
        await LookupAsync(client, "rsc.io/sampler", "v1.3.0");
        _database.ServedSize = 2;
        await LookupAsync(client, "rsc.io/quote", "v1.5.2");
        Assert.Equal(_database.SignedHead(4), _ops.Latest);
    }

    [Fact]
    public async Task Refuses_inconsistent_tiles_and_keeps_none()
    {
        _ops.Latest = _database.SignedHead(1);
        FlipTiles();
        await AssertRefusedAsync(NewClient(2), "rsc.io/sampler", "v1.3.0", "rsc.io/sampler@v1.3.0: initializing sumdb.Client: checking tree#1: downloaded inconsistent tile");
        Assert.Empty(_ops.Cache);

        _database.Repair();
        var client = NewClient(2);
        _database.ServedSize = 3;
        await LookupAsync(client, "rsc.io/sampler", "v1.3.0");
        FlipTiles();
        _database.ServedSize = 4;
        await AssertRefusedAsync(client, "rsc.io/Quote", "v1.5.2", "rsc.io/Quote@v1.5.2: checking tree#3 against tree#4: downloaded inconsistent tile");
        Assert.DoesNotContain("localhost.localdev/sumdb/lookup/rsc.io/!quote@v1.5.2", _ops.Cache.Keys);
        Assert.Equal(3, _ops.LatestSize);
    }

    [Fact]
    public async Task A_stored_head_that_no_tile_supports_is_an_inconsistent_tile()
    {
        _ops.Latest = _database.Signer.Sign(TreeHead.Create(1, default).ToString());
        await AssertRefusedAsync(NewClient(2), "rsc.io/sampler", "v1.3.0", "rsc.io/sampler@v1.3.0: initializing sumdb.Client: checking tree#1: downloaded inconsistent tile");
    }

    // Sizes, signatures and the proof are those of the format's own tests.
    [Fact]
    public async Task A_fork_ends_the_run_and_is_proven()
    {
        var other = ForkedAt5();
        _database.AddText("rsc.io/pkg1", "v1.5.3", "rsc.io/pkg1 v1.5.3 h1:hash!=\n");
        _database.AddText("rsc.io/pkg1", "v1.5.4", "rsc.io/pkg1 v1.5.4 h1:hash!=\n");
        var client = NewClient(2);
        await LookupAsync(client, "rsc.io/pkg1", "v1.5.4");
        _database.Change("/lookup/rsc.io/pkg1@v1.5.2", _ => TestAnswer.Text(other.Answer(4, other.SignedHead(5))));

        var error = await Assert.ThrowsAsync<FatalException>(() => LookupAsync(client, "rsc.io/pkg1", "v1.5.2"));

        Assert.False(error.Prefixed);
        Assert.Equal(
            "SECURITY ERROR\ngo.sum database server misbehavior detected!\n\n"
            + "old database:\n\t" + Indented(other.SignedHead(5)) + "\n"
            + "new database:\n\t" + Indented(_database.SignedHead(6)) + "\n"
            + "proof of misbehavior:\n\tT7i+H/8ER4nXOiw4Bj0koZOkGjkxoNvlI34GpvhHhQg=\n\tNsuejv72de9hYNM5bqFv8rv3gm3zJQwv/DT/WNbLDLA=\n\tmOmqqZ1aI/lzS94oq/JSbj7pD8Rv9S+xDyi12BtVSHo=\n\t/7Aw5jVSMM9sFjQhaMg+iiDYPMk6decH7QLOGrL9Lx0=",
            error.Message);
        Assert.Contains("— localhost.localdev/sumdb AAAMZ5/2FVAd", error.Message, StringComparison.Ordinal);
        Assert.Contains("— localhost.localdev/sumdb AAAMZ6oRNswl", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_heads_of_one_size_must_be_equal()
    {
        var other = ForkedAt5();
        _database.AddText("rsc.io/pkg1", "v1.5.3", "rsc.io/pkg1 v1.5.3 h1:hash!=\n");
        var client = NewClient();
        await LookupAsync(client, "rsc.io/pkg1", "v1.5.3");
        _database.Change("/lookup/", _ => TestAnswer.Text(other.Answer(0, other.SignedHead(5))));

        var error = await Assert.ThrowsAsync<FatalException>(() => LookupAsync(client, "rsc.io/quote", "v1.5.2"));
        Assert.Contains("misbehavior detected!", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_head_must_continue_the_stored_one()
    {
        var other = ForkedAt5();
        _ops.Latest = other.SignedHead(5);
        _ops.Cache["localhost.localdev/sumdb/tile/8/0/000.p/5"] = other.Handle("/tile/8/0/000.p/5").Body;
        _database.Grow(3);
        await Assert.ThrowsAsync<FatalException>(() => LookupAsync(NewClient(), "rsc.io/quote", "v1.5.2"));
        Assert.Equal(5, _ops.LatestSize);
    }

    [Fact]
    public async Task A_head_of_nothing_with_a_hash_is_a_fork_too()
    {
        await LookupAsync(NewClient(), "rsc.io/sampler", "v1.3.0");
        var head = _database.Signer.Sign(TreeHead.Create(0, _database.HashOf(4)).ToString());
        _database.Change("/lookup/", _ => TestAnswer.Text(_database.Answer(0, head)));
        var error = await Assert.ThrowsAsync<FatalException>(() => LookupAsync(NewClient(), "rsc.io/quote", "v1.5.2"));
        Assert.EndsWith("proof of misbehavior:\n\t47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\tinternal error: tlog: invalid inputs in ProveTree\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_record_the_head_does_not_reach()
    {
        _database.ServedSize = 2;
        await AssertRefusedAsync(NewClient(), "rsc.io/sampler", "v1.3.0", "rsc.io/sampler@v1.3.0: cannot validate record 2 in tree of size 2");
    }

    [Fact]
    public async Task Refuses_a_record_that_is_not_in_the_log()
    {
        _database.Change("/lookup/", answer => answer with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer.Body).Replace("h1:7uVk", "h1:evil", StringComparison.Ordinal)) });
        await AssertRefusedAsync(NewClient(), "rsc.io/sampler", "v1.3.0/go.mod", "rsc.io/sampler@v1.3.0/go.mod: cannot authenticate record data in server response");
        Assert.DoesNotContain(_ops.Cache.Keys, file => file.Contains("/lookup/", StringComparison.Ordinal));
    }

    // Extra lines of a head are signed but not in the log, so nobody else could see them.
    [Fact]
    public async Task Believes_no_line_outside_the_record()
    {
        var head = _database.Signer.Sign(TreeHead.Create(4, _database.HashOf(4)) + "golang.org/x/bad v1.0.0 h1:7uVkIFmeBqHfdjD+gZwtXXI+RODJ2Wc4O7MPEh/QiW4=\n");
        _database.Change("/lookup/golang.org/x/bad@v1.0.0", _ => TestAnswer.Text(_database.Answer(0, head)));
        Assert.Empty(await LookupAsync(NewClient(), "golang.org/x/bad", "v1.0.0"));
    }

    [Fact]
    public async Task Refuses_answers_that_are_no_records_or_heads()
    {
        await RefusesAsync("not found", "malformed record data");
        await RefusesAsync("0\nrsc.io/quote v1.5.2 h1:x\n\nno note", "reading tree note: malformed note\nnote:\nno note");
        await RefusesAsync("0\na\n\n" + Text(_database.Signer.Sign("some tree\n")), "reading tree: malformed tree note\ntree:\nsome tree\n");
        var stranger = NoteSigner.FromSeed(_database.Name, new byte[32]);
        var foreign = Text(stranger.Sign(TreeHead.Create(4, _database.HashOf(4)).ToString()));
        await RefusesAsync("0\na\n\n" + foreign, "reading tree note: note has no verifiable signatures\nnote:\n" + foreign);
        var forged = Text(_database.SignedHead(4)).Replace("tree\n4\n", "tree\n5\n", StringComparison.Ordinal);
        await RefusesAsync("0\na\n\n" + forged, "reading tree note: invalid signature for key localhost.localdev/sumdb+00000c67\nnote:\n" + forged);

        async Task RefusesAsync(string answer, string expected)
        {
            _database.Repair();
            _database.Change("/lookup/", _ => TestAnswer.Text(Encoding.UTF8.GetBytes(answer)));
            await AssertRefusedAsync(NewClient(), "rsc.io/quote", "v1.5.2", "rsc.io/quote@v1.5.2: " + expected);
            Assert.Empty(_ops.Cache);
            Assert.Empty(_ops.Latest);
        }
    }

    [Fact]
    public async Task A_record_that_the_server_lacks_is_no_reason_to_ask_another_source()
    {
        var error = await Assert.ThrowsAsync<SutlerException>(() => LookupAsync(NewClient(), "rsc.io/none", "v1.0.0/go.mod"));
        Assert.Equal("rsc.io/none@v1.0.0/go.mod: reading https://sum.test/lookup/rsc.io/none@v1.0.0: 404 Not Found", error.Message);
        Assert.False(error.IsNotExist);
    }

    [Fact]
    public async Task A_stored_head_that_cannot_be_read_fails_every_lookup()
    {
        _ops.LatestFailure = new SutlerException("open /latest: permission denied");
        var client = NewClient();
        foreach (var version in (string[])["v1.3.0", "v1.3.0/go.mod"])
        {
            var error = await Assert.ThrowsAsync<SutlerException>(() => LookupAsync(client, "rsc.io/sampler", version));
            Assert.Equal($"rsc.io/sampler@{version}: initializing sumdb.Client: open /latest: permission denied", error.Message);
        }

        Assert.Empty(_ops.RemoteReads);
    }

    [Fact]
    public async Task A_stored_head_that_is_damaged_fails_every_lookup()
    {
        _ops.Latest = "junk"u8.ToArray();
        await AssertRefusedAsync(NewClient(), "rsc.io/sampler", "v1.3.0", "rsc.io/sampler@v1.3.0: initializing sumdb.Client: reading tree note: malformed note\nnote:\njunk");
    }

    [Theory]
    [InlineData("a path", "rsc.io/quo te", "v1.0.0", "rsc.io/quo te@v1.0.0: malformed module path \"rsc.io/quo te\": invalid char ' '")]
    [InlineData("a version", "rsc.io/quote", "v1!", "rsc.io/quote@v1!: version \"v1!\" invalid: disallowed version string")]
    public async Task Asks_nothing_about_malformed_names(string what, string path, string version, string expected)
    {
        var error = await Assert.ThrowsAnyAsync<SutlerException>(() => LookupAsync(NewClient(), path, version));
        Assert.Equal((what, expected), (what, error.Message));
        Assert.Empty(_ops.RemoteReads);
    }

    [Fact]
    public async Task Remembers_a_failure()
    {
        _database.Fail("/lookup/", 503);
        var client = NewClient();
        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<SutlerException>(() => LookupAsync(client, "rsc.io/sampler", "v1.3.0"));
        }

        Assert.Single(_ops.RemoteReads);
    }

    [Fact]
    public async Task Merges_a_head_that_another_process_stored_meanwhile()
    {
        _database.Grow(10);
        _database.ServedSize = 6;
        var overtaken = 0;
        _ops.BeforeReplace = () => _ops.Latest = overtaken++ == 0 ? _database.SignedHead(5) : _ops.Latest;
        await LookupAsync(NewClient(), "rsc.io/sampler", "v1.3.0");
        Assert.Equal((6, 2), (_ops.LatestSize, overtaken));

        _ops.Latest = [];
        overtaken = 0;
        _ops.BeforeReplace = () => _ops.Latest = overtaken++ == 0 ? _database.SignedHead(9) : _ops.Latest;
        await LookupAsync(NewClient(), "rsc.io/sampler", "v1.3.0");
        Assert.Equal((9, 1), (_ops.LatestSize, overtaken));
    }

    [Fact]
    public async Task A_fork_stored_by_another_process_meanwhile_is_found()
    {
        var other = ForkedAt5();
        _database.Grow(3);
        _ops.BeforeReplace = () => _ops.Latest = other.SignedHead(5);
        await Assert.ThrowsAsync<FatalException>(() => LookupAsync(NewClient(), "rsc.io/sampler", "v1.3.0"));
    }

    private TestChecksumDatabase ForkedAt5()
    {
        var other = _database.Fork();
        other.AddText("rsc.io/pkg1", "v1.5.2", "rsc.io/pkg1 v1.5.2 h1:hash!=\n");
        return other;
    }

    private void FlipTiles() => _database.Change("/tile/", answer => answer with { Body = [.. answer.Body.Select(b => (byte)(b ^ 0x80))] });

    private TransparencyLogClient NewClient(int tileHeight = 8) => new(_database.Key, _ops, tileHeight);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static string Indented(byte[] note) => Text(note).Replace("\n", "\n\t", StringComparison.Ordinal);

    private static Task<IReadOnlyList<string>> LookupAsync(TransparencyLogClient client, string path, string version) =>
        client.LookupAsync(path, version, CancellationToken.None);

    private static async Task AssertRefusedAsync(TransparencyLogClient client, string path, string version, string expected)
    {
        var error = await Assert.ThrowsAsync<VerificationException>(() => LookupAsync(client, path, version));
        Assert.Equal(expected, error.Message);
    }
}
