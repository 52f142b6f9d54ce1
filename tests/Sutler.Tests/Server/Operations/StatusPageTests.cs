using System.Text.Json;
using Sutler.Errors;
using Sutler.Go.Serving;
using Sutler.Server.Operations;
using Xunit;

namespace Sutler.Tests.Server.Operations;

/// <summary>What <c>/api/status</c> says.</summary>
public sealed class StatusPageTests
{
    private static readonly StoreStatus Store = new()
    {
        Files = 3,
        Answers = 2,
        Bytes = 1000,
        Fetching = 1,
        Waiting = 0,
        Resting = [],
        Upstream = "https://p.test,direct",
        Offline = false,
        LastScrub = new ScrubStatus(DateTimeOffset.UnixEpoch, 3, 1000, 1, 0),
    };

    [Fact]
    public async Task Tells_what_was_answered_and_what_is_kept()
    {
        await using var world = await HostWorld.StartAsync(with: options => options with { StoreAsync = _ => ValueTask.FromResult(Store), Version = "1.2.3" });
        var causes = new Queue<AnswerCause>([AnswerCause.Hit, AnswerCause.Miss, AnswerCause.Stale, AnswerCause.Hit]);
        world.Server.Answer = _ => causes.TryDequeue(out var cause) ? ScriptedServer.Text("12345") with { Cause = cause } : new ServedAnswer.Absent(404, "no");
        world.Time.Advance(TimeSpan.FromSeconds(90));
        // On one connection: each is counted before the next begins.
        var raw = await world.SendRawAsync(
            string.Concat(Enumerable.Repeat("GET /ex.com/mod/@v/list HTTP/1.1\r\nHost: localhost\r\n\r\n", 5))
            + "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /api/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var expected = """
            {"version":"1.2.3","startedAt":"1970-01-01T00:00:00+00:00","uptimeSeconds":90,
            "requests":{"total":6,"active":0,"broken":0,"sentBytes":37,"hitRate":0.75,"causes":{"hit":2,"miss":1,"stale":1,"absent":1}},
            "store":{"files":3,"answers":2,"bytes":1000,"fetching":1,"waiting":0,"upstream":"https://p.test,direct","resting":[],"offline":false,
            "lastScrub":{"at":"1970-01-01T00:00:00+00:00","files":3,"bytes":1000,"damaged":1,"unreadable":0}}}
            """;
        Assert.Equal(expected.ReplaceLineEndings("") + "\n", raw[raw.LastIndexOf("{\"version\"", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task Tells_of_a_server_that_keeps_nothing()
    {
        await using var world = await HostWorld.StartAsync();
        var status = await ReadAsync(world);
        Assert.Null(status.Store);
        Assert.Null(status.NotReady);
        Assert.Equal((0, 0, null), (status.Requests.Total, status.Requests.Active, status.Requests.HitRate));
    }

    [Fact]
    public async Task Is_not_ready_when_the_store_cannot_be_counted()
    {
        await using var world = await HostWorld.StartAsync(with: options => options with { StoreAsync = _ => throw new SutlerException("the disk is gone") });
        Assert.Equal("counting what is stored: the disk is gone", (await ReadAsync(world)).NotReady);
    }

    [Fact]
    public async Task Is_only_read()
    {
        await using var world = await HostWorld.StartAsync();
        Assert.Equal(405, (await world.PostAsync("/api/status", "")).Status);
        var head = await world.SendRawAsync("HEAD /api/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", head, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", head, StringComparison.Ordinal);
    }

    private static async Task<ServerStatus> ReadAsync(HostWorld world) =>
        JsonSerializer.Deserialize(await world.Client.GetStringAsync("/api/status", TestContext.Current.CancellationToken), StatusJson.Default.ServerStatus)!;
}
