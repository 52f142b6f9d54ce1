using Microsoft.Extensions.Time.Testing;
using Sutler.Go.Serving.Prefetching;
using Sutler.Go.Serving.Stored;
using Sutler.Serving;
using Sutler.Settings;
using Sutler.Storage.Content;
using Sutler.Storage.Index;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Serving;

/// <summary>What of that which is kept goes, by the settings, and what pins hold. docs/concepts/storage.md.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private TrustWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => _world.Files["data"];

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _world.Time = _time;
        await using var storage = await ServerStorage.OpenAsync(Data, _time, Token);
        await StoreAsync(storage, "ex.com/old/@v/v1.0.0.zip", 100);
        await StoreAsync(storage, "ex.com/pinned/@v/v1.0.0.zip", 200);
        await new StoredPins(storage.Content.Index.Pins).PutAsync("ci", [new WantedModule("ex.com/pinned", "v1.0.0", GoModOnly: false)], Token);
        _time.Advance(TimeSpan.FromDays(2));
        await StoreAsync(storage, "ex.com/new/@v/v1.0.0.zip", 400);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("SUTLER_MAX_UNUSED", "1d", "unused\t100\t2030-01-01\t2030-01-01\tex.com/old/@v/v1.0.0.zip\n", "700 bytes now, 600 then")]
    [InlineData("SUTLER_MAX_AGE", "36h", "age\t100\t2030-01-01\t2030-01-01\tex.com/old/@v/v1.0.0.zip\n", "700 bytes now, 600 then")]
    [InlineData("SUTLER_MAX_BYTES", "650", "size\t100\t2030-01-01\t2030-01-01\tex.com/old/@v/v1.0.0.zip\n", "700 bytes now, 600 then")]
    [InlineData("SUTLER_MAX_BYTES", "700", "", "700 bytes now, 700 then")]
    public async Task Shows_what_would_go_and_removes_nothing(string variable, string limit, string shown, string summary)
    {
        _world.Variables[variable] = limit;
        for (var again = 0; again < 2; again++)
        {
            var run = await _world.RunAsync("serve", "--data", Data, "--retention-dry-run");
            Assert.Equal((0, shown), (run.ExitCode, run.Output));
            Assert.Contains($" files would go: {summary}; nothing was removed\n", run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("nothing limits what is kept", "--retention-dry-run")]
    [InlineData("--from keeps nothing", "--retention-dry-run", "--from", ".")]
    public async Task Refuses_to_show_what_cannot_go(string reason, params string[] arguments)
    {
        var run = await _world.RunAsync(["serve", "--data", Data, .. arguments]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removes_what_nobody_uses_and_nobody_pinned()
    {
        await using var storage = await ServerStorage.OpenAsync(Data, _time, Token);
        var options = ServeOptions.Of(new ServerSettings { MaxUnused = TimeSpan.FromDays(1) });
        await using (new StoreKeeper(storage.Content, storage.Directory.Partials, options.Retention, _time, static _ => { }, static _ => { }))
        {
            while (await IsKeptAsync(storage, "ex.com/old/@v/v1.0.0.zip"))
            {
                Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        Assert.True(await IsKeptAsync(storage, "ex.com/pinned/@v/v1.0.0.zip"));
        Assert.True(await IsKeptAsync(storage, "ex.com/new/@v/v1.0.0.zip"));
    }

    [Fact]
    public void Keeps_everything_unless_it_is_told_otherwise() => Assert.True(ServeOptions.Of(ServerSettings.Default).Retention.IsUnlimited);

    private static async Task<bool> IsKeptAsync(ServerStorage storage, string name) =>
        await storage.Content.Index.Entries.FindAsync(IndexKey.Create("go-file", name), Token) is not null;

    private static async Task StoreAsync(ServerStorage storage, string name, int length)
    {
        await using var writer = await storage.Content.Blobs.BeginAsync(length, Token);
        await writer.WriteAsync(new byte[length], Token);
        await storage.Content.StoreAsync(writer, IndexKey.Create("go-file", name), EntryFacts.None, null, Token);
    }
}
