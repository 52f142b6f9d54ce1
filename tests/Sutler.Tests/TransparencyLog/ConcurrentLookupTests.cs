using System.Globalization;
using Sutler.Errors;
using Sutler.GoModules.TransparencyLog;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.TransparencyLog;

/// <summary>Many lookups at the same time share what they can and disturb each other in nothing.</summary>
public sealed class ConcurrentLookupTests
{
    private readonly TestChecksumDatabase _database = new(hashes: (path, version) => new ModuleHashes($"h1:{path}", $"h1:{version}"));
    private readonly InMemoryLogOps _ops;

    public ConcurrentLookupTests()
    {
        _database.Grow(2000);
        _ops = new InMemoryLogOps(_database);
    }

    [Fact]
    public async Task Share_one_request_for_one_module()
    {
        var client = NewClient();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => LookupAsync(client, 7, i % 2 == 0 ? "v1.0.0" : "v1.0.0/go.mod")));
        Assert.Equal(1, _ops.RemoteReads.Count(path => path.StartsWith("/lookup/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Share_one_request_for_one_tile()
    {
        var client = NewClient();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => LookupAsync(client, i * 4, "v1.0.0")));

        // 2000 records: seven full tiles of records, a partial one and one above them.
        Assert.Equal(9, _ops.TileReads);
        Assert.Equal(500 + 9, _ops.RemoteReads.Count);
        Assert.Equal(2000, _ops.LatestSize);
    }

    [Fact]
    public async Task Reach_the_server_at_the_same_time()
    {
        const int Lookups = 64;
        var all = new TaskCompletionSource();
        var waiting = 0;
        _ops.BeforeRemote = async (path, cancellationToken) =>
        {
            if (path.StartsWith("/lookup/", StringComparison.Ordinal))
            {
                if (Interlocked.Increment(ref waiting) == Lookups)
                {
                    all.SetResult();
                }

                await all.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, cancellationToken);
            }
        };
        var client = NewClient();
        await Task.WhenAll(Enumerable.Range(0, Lookups).Select(i => LookupAsync(client, i, "v1.0.0")));
    }

    [Fact]
    public async Task Follow_a_log_that_grows_under_them_in_several_processes()
    {
        var others = Enumerable.Range(0, 4).Select(_ => NewClient()).ToArray();
        var lookups = Enumerable.Range(0, 400).Select(i => Task.Run(() =>
            others[i % others.Length].LookupAsync(string.Create(CultureInfo.InvariantCulture, $"new.test/m{i}"), "v1.0.0", CancellationToken.None)));
        var found = await Task.WhenAll(lookups);

        Assert.All(found, lines => Assert.Single(lines));
        Assert.Equal(_database.Size, _ops.LatestSize);
        Assert.Equal(2400, _database.Size);
    }

    [Fact]
    public async Task One_that_is_cancelled_does_not_fail_the_others()
    {
        var gate = new TaskCompletionSource();
        _ops.BeforeRemote = (_, cancellationToken) => gate.Task.WaitAsync(cancellationToken);
        var client = NewClient();
        using var impatient = new CancellationTokenSource();
        var first = client.LookupAsync("filler.test/m1", "v1.0.0", impatient.Token);
        var second = client.LookupAsync("filler.test/m1", "v1.0.0", CancellationToken.None);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.Single(await second);
    }

    [Fact]
    public async Task One_that_is_cancelled_alone_can_be_asked_again()
    {
        var gate = new TaskCompletionSource();
        _ops.BeforeRemote = (_, cancellationToken) => gate.Task.WaitAsync(cancellationToken);
        var client = NewClient();
        using var impatient = new CancellationTokenSource();
        var first = client.LookupAsync("filler.test/m1", "v1.0.0", impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        gate.SetResult();
        Assert.Single(await client.LookupAsync("filler.test/m1", "v1.0.0", CancellationToken.None));
    }

    [Fact]
    public async Task A_failing_tile_fails_all_at_once()
    {
        _database.Fail("/tile/8/1", 502);
        var client = NewClient();
        var lookups = Enumerable.Range(0, 50).Select(i => LookupAsync(client, i, "v1.0.0")).ToArray();
        foreach (var lookup in lookups)
        {
            var error = await Assert.ThrowsAsync<SutlerException>(() => lookup);
            Assert.EndsWith("reading https://sum.test/tile/8/1/000.p/7: 502 Bad Gateway", error.Message, StringComparison.Ordinal);
        }

        // The partial tile and then the full one, once for all.
        Assert.Equal(2, _ops.RemoteReads.Count(path => path.StartsWith("/tile/8/1", StringComparison.Ordinal)));
    }

    private TransparencyLogClient NewClient() => new(_database.Key, _ops);

    private static Task<IReadOnlyList<string>> LookupAsync(TransparencyLogClient client, int filler, string version) =>
        client.LookupAsync(string.Create(CultureInfo.InvariantCulture, $"filler.test/m{filler}"), version, CancellationToken.None);
}
