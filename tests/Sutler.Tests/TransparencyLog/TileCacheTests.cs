using Sutler.Errors;
using Sutler.GoModules.TransparencyLog;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.TransparencyLog;

/// <summary>Spec: TLOG-7, SDCACHE-1, SDCACHE-4, CACHE-13.</summary>
public sealed class TileCacheTests
{
    private const string TileDirectory = "localhost.localdev/sumdb/tile/8/";

    private readonly TestChecksumDatabase _database = new();
    private readonly InMemoryLogOps _ops;

    public TileCacheTests()
    {
        _database.Add("m.test/a", "v1.0.0", "h1:a", "h1:b");
        _database.Grow(299);
        _database.Add("m.test/z", "v1.0.0", "h1:a", "h1:b");
        _ops = new InMemoryLogOps(_database);
    }

    [Fact]
    public async Task Asks_for_the_tiles_of_one_proof_at_the_same_time()
    {
        string[] proof = ["/tile/8/0/001.p/45", "/tile/8/1/000.p/1", "/tile/8/0/000"];
        var all = new TaskCompletionSource();
        var waiting = 0;
        _ops.BeforeRemote = async (path, cancellationToken) =>
        {
            if (path.StartsWith("/tile/", StringComparison.Ordinal))
            {
                // Ends only when as many others have come as the proof needs.
                all.TrySetResultIf(Interlocked.Increment(ref waiting) == proof.Length);
                await all.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, cancellationToken);
            }
        };

        await LookupAsync("m.test/a");
        Assert.Equal(proof.Order(StringComparer.Ordinal), _ops.RemoteReads.Skip(1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Takes_the_beginning_of_a_cached_full_tile()
    {
        _database.Grow(255);
        await LookupAsync("m.test/z");
        Assert.Contains(TileDirectory + "0/001", _ops.Cache.Keys);
        _database.Fail("/tile/", 500);
        // As another process with an older head would ask.
        _database.ServedSize = 400;
        _ops.Latest = [];
        _ops.Cache.TryRemove("localhost.localdev/sumdb/lookup/m.test/z@v1.0.0", out _);
        Assert.Contains(TileDirectory + "1/000.p/2", _ops.Cache.Keys);
        _ops.Cache[TileDirectory + "1/000.p/1"] = _ops.Cache[TileDirectory + "1/000.p/2"][..32];

        await LookupAsync("m.test/z");
        Assert.DoesNotContain(TileDirectory + "0/001.p/144", _ops.Cache.Keys);
    }

    [Fact]
    public async Task Takes_the_beginning_of_a_full_tile_when_the_server_dropped_the_partial_one()
    {
        _database.Grow(1000);
        _database.DropsPartialTiles = true;
        _database.ServedSize = 301;
        await LookupAsync("m.test/z");

        Assert.Contains("/tile/8/0/001.p/45", _ops.RemoteReads);
        Assert.Contains("/tile/8/0/001", _ops.RemoteReads);
        Assert.Equal(45 * 32, _ops.Cache[TileDirectory + "0/001.p/45"].Length);
        // Nobody has proven the rest of it.
        Assert.DoesNotContain(TileDirectory + "0/001", _ops.Cache.Keys);
    }

    [Fact]
    public async Task Tells_the_error_of_the_partial_tile_when_there_is_no_full_one_either()
    {
        _database.Fail("/tile/8/0/001", 503);
        var error = await Assert.ThrowsAsync<SutlerException>(() => LookupAsync("m.test/z"));
        Assert.Equal("m.test/z@v1.0.0: reading https://sum.test/tile/8/0/001.p/45: 503 Service Unavailable", error.Message);
        Assert.Contains("/tile/8/0/001", _ops.RemoteReads);
    }

    [Fact]
    public async Task Tells_the_error_of_the_first_tile_whichever_fails_first()
    {
        _database.Fail("/tile/", 503);
        for (var i = 0; i < 20; i++)
        {
            _ops.Latest = [];
            var error = await Assert.ThrowsAsync<SutlerException>(() => LookupAsync("m.test/a"));
            Assert.Equal("m.test/a@v1.0.0: reading https://sum.test/tile/8/1/000.p/1: 503 Service Unavailable", error.Message);
        }
    }

    [Theory]
    [InlineData("short", 31)]
    [InlineData("empty", 0)]
    [InlineData("long", 33)]
    public async Task Refuses_a_tile_of_another_length(string what, int length)
    {
        _database.Change("/tile/8/1/000.p/1", answer => answer with { Body = new byte[length] });
        var error = await Assert.ThrowsAsync<VerificationException>(() => LookupAsync("m.test/a"));
        Assert.Equal((what, $"m.test/a@v1.0.0: TileReader returned bad result slice (tile/8/1/000.p/1 len={length}, want 32)"), (what, error.Message));
        Assert.DoesNotContain(_ops.Cache.Keys, file => file.StartsWith(TileDirectory, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fetches_a_tile_again_that_was_cut_off_in_the_cache()
    {
        await LookupAsync("m.test/a");
        var whole = _ops.Cache[TileDirectory + "0/000"];
        _ops.Cache[TileDirectory + "0/000"] = whole[..100];
        _ops.Cache[TileDirectory + "1/000.p/1"] = [];

        await LookupAsync("m.test/a");
        Assert.Equal(whole, _ops.Cache[TileDirectory + "0/000"]);
    }

    [Theory]
    [InlineData("in the record", 10)]
    [InlineData("before the note", 40)]
    [InlineData("in the note", 90)]
    [InlineData("all of it", 0)]
    public async Task Fetches_an_answer_again_that_was_cut_off_in_the_cache(string what, int length)
    {
        const string File = "localhost.localdev/sumdb/lookup/m.test/a@v1.0.0";
        await LookupAsync("m.test/a");
        var whole = _ops.Cache[File];
        _ops.Cache[File] = whole[..length];

        Assert.True((await LookupAsync("m.test/a")).Count == 1, what);
        Assert.Equal(whole, _ops.Cache[File]);
    }

    [Fact]
    public async Task A_cached_answer_that_is_whole_but_false_is_refused()
    {
        const string File = "localhost.localdev/sumdb/lookup/m.test/a@v1.0.0";
        await LookupAsync("m.test/a");
        _ops.Cache[File] = [.. _ops.Cache[File].Select(b => b == 'a' ? (byte)'b' : b)];
        await Assert.ThrowsAsync<VerificationException>(() => LookupAsync("m.test/a"));
    }

    [Fact]
    public async Task Writes_no_tile_that_came_from_the_cache()
    {
        await LookupAsync("m.test/a");
        var tile = _ops.Cache[TileDirectory + "0/000"];
        await LookupAsync("m.test/a");
        Assert.Same(tile, _ops.Cache[TileDirectory + "0/000"]);
    }

    private Task<IReadOnlyList<string>> LookupAsync(string path) =>
        new TransparencyLogClient(_database.Key, _ops).LookupAsync(path, "v1.0.0", CancellationToken.None);
}

file static class CompletionExtensions
{
    public static void TrySetResultIf(this TaskCompletionSource source, bool condition)
    {
        if (condition)
        {
            source.TrySetResult();
        }
    }
}
