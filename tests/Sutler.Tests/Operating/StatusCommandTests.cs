using System.Text.Json;
using Sutler.Server.Identity;
using Sutler.Server.Operations;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Sutler.Tests.Progress;
using Sutler.Tests.Server;
using Xunit;

namespace Sutler.Tests.Operating;

/// <summary><c>sutler status</c> against a server on loopback.</summary>
public sealed class StatusCommandTests : IAsyncLifetime
{
    private const string Secret = "operators-alone-know-it";
    private TrustWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _world.Files.Write("project/token", Secret);
        _world.Files.Write("project/other", "not-the-right-token");
        foreach (var file in new[] { "token", "other" })
        {
            File.SetUnixFileMode(_world.Files["project/" + file], UnixFileMode.UserRead);
        }
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Prints_the_status_once()
    {
        await using var server = await HostWorld.StartAsync(with: options => options with { Version = "1.2.3" });
        var run = await _world.RunAsync("status", "--server", server.Address + "/go");
        Assert.Equal($"server    {server.Address}, sutler 1.2.3, up 0 s, ready\nrequests  0 answered, 0 active, 0 broken off, 0 B sent\nanswers   none yet\n", run.Output);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Prints_json_with_the_token()
    {
        await using var server = await HostWorld.StartAsync(with: options => options with { Version = "1.2.3", AdminToken = AccessToken.Of(Secret) });
        var run = await _world.RunAsync("status", "--server", server.Address, "--json", "--admin-token-file", "token");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("1.2.3", JsonSerializer.Deserialize(run.Output, StatusJson.Default.ServerStatus)!.Version);
    }

    [Theory]
    [InlineData("", 1, "401 Unauthorized: operations want the token", "--admin-token-file")]
    [InlineData("--admin-token-file other", 1, "401 Unauthorized: the token is wrong", "")]
    [InlineData("--admin-token-file none", 1, "sutler: status: reading the token: ", "")]
    public async Task Says_why_it_is_refused(string flags, int exitCode, string error, string hint)
    {
        await using var server = await HostWorld.StartAsync(with: options => options with { AdminToken = AccessToken.Of(Secret) });
        var run = await _world.RunAsync(["status", "--server", server.Address, .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-right-token", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "no server answers: Get \"http://127.0.0.1:1/api/status\"", "--server http://127.0.0.1:1")]
    [InlineData(1, "the token could be read on the way there", "--server http://proxy.ex.com --admin-token-file token")]
    [InlineData(2, "must be the address of a server", "--server proxy.ex.com")]
    [InlineData(2, "must be the address of a server", "--server http://u:secret@proxy.ex.com")]
    [InlineData(2, "must be the address of a server", "--server http://127.0.0.1:1/go/cached-only")]
    public async Task Says_what_is_wrong(int exitCode, string error, string flags)
    {
        var run = await _world.RunAsync(["status", .. flags.Split(' ')]);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("sutler", run.Error, StringComparison.Ordinal);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not found", 404)]
    [InlineData("<html>", 200)]
    [InlineData("{\"version\":7}", 200)]
    [InlineData("{}", 200)]
    public async Task Says_of_another_server_that_it_is_one(string body, int status)
    {
        await using var other = await ScriptedUpstream.StartAsync();
        other.Answer("/api/status", Reply.Text(body) with { Status = status });
        var run = await _world.RunAsync("status", "--server", other.Url);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("what answers there is no server of sutler's", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goes_on_line_by_line_until_it_is_stopped()
    {
        var run = await WatchAsync("--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal([2, 4], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize(line, StatusJson.Default.ServerStatus)!.UptimeSeconds));
    }

    [Fact]
    public async Task Draws_on_a_terminal_and_leaves_nothing_there()
    {
        _world.ErrorIsTerminal = true;
        var run = await WatchAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Contains(", up 2 s, ready", run.Error, StringComparison.Ordinal);
        Assert.Contains(", up 4 s, ready", run.Error, StringComparison.Ordinal);
        var screen = new TerminalScreen(80, 24).Write(run.Error);
        Assert.Empty(screen.Rows);
        Assert.True(screen.Wraps);
    }

    // Two are shown; the third is being asked for when it is stopped.
    private async Task<ProgramRun> WatchAsync(params string[] flags)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var asked = 0;
        HostWorld? server = null;
        async ValueTask<StoreStatus> CountAsync(CancellationToken cancellationToken)
        {
            server!.Time.Advance(TimeSpan.FromSeconds(2));
            if (Interlocked.Increment(ref asked) == 3)
            {
                await stop.CancelAsync();
            }

            return new StoreStatus { Files = 1, Answers = 1, Bytes = 1, Fetching = 0, Waiting = 0, Resting = [], Upstream = "off", Offline = true };
        }

        server = await HostWorld.StartAsync(with: options => options with { StoreAsync = CountAsync });
        await using (server)
        {
            // Nobody waits for the next one.
            _world.Time = new HastyClock(TimeSpan.FromSeconds(11));
            return await _world.RunAsync(["status", "--server", server.Address, "--watch", .. flags], stop.Token);
        }
    }
}
