using Sutler.Operating;
using Sutler.Server.Operations;
using Sutler.Settings;
using Xunit;

namespace Sutler.Tests.Operating;

/// <summary>How a status looks, and where it is asked for.</summary>
public sealed class StatusTextTests
{
    private static readonly ServerStatus Status = new()
    {
        Version = "1.2.3",
        StartedAt = DateTimeOffset.UnixEpoch,
        UptimeSeconds = 7300,
        Requests = new RequestStatus { Total = 120, Active = 2, Broken = 1, SentBytes = 5_000_000, HitRate = 0.875, Causes = new Dictionary<string, long> { ["miss"] = 10, ["hit"] = 70, ["absent"] = 3 } },
        Store = new StoreStatus { Files = 30, Answers = 4, Bytes = 12_345_678, Fetching = 5, Waiting = 1, Resting = ["p.test"], Upstream = "https://p.test,direct", Offline = false, LastScrub = new ScrubStatus(DateTimeOffset.UnixEpoch, 20, 2000, 1, 2) },
    };

    [Fact]
    public void Has_a_line_for_each_thing()
    {
        Assert.Equal(
            [
                "server    http://h:1, sutler 1.2.3, up 2 h, ready",
                "requests  120 answered, 2 active, 1 broken off, 5.0 MB sent",
                "answers   87.5% were here; 70 hit, 10 miss, 3 absent",
                "store     30 files, 4 lists and other answers, 12.3 MB",
                "checked   20 files (2.0 kB) until 1970-01-01 00:00:00 UTC, 1 damaged, 2 unreadable",
                "fetches   5 under way, 1 waiting",
                "sources   https://p.test,direct; left alone for a while after failures: p.test",
            ],
            StatusText.Lines("http://h:1", Status, before: null));
    }

    [Fact]
    public void Says_how_fast_it_goes()
    {
        var before = Status with { UptimeSeconds = 7296, Requests = Status.Requests with { Total = 110, SentBytes = 1_000_000 } };
        Assert.Contains("now       2.5 requests/s, 1.0 MB/s", StatusText.Lines("http://h:1", Status, before));
        // Another server by now.
        Assert.DoesNotContain(StatusText.Lines("http://h:1", Status, before with { StartedAt = before.StartedAt.AddDays(-1) }), line => line.StartsWith("now", StringComparison.Ordinal));
    }

    [Fact]
    public void Says_what_is_wrong_and_lets_nothing_steer_the_terminal()
    {
        var lines = StatusText.Lines("http://h:1", Status with { NotReady = "a\u001b[2J\u202eb\nc", Store = null, Requests = Status.Requests with { HitRate = null, Causes = new Dictionary<string, long>() } }, before: null);
        Assert.Equal("server    http://h:1, sutler 1.2.3, up 2 h, not ready: a?[2J?b?c", lines[0]);
        Assert.Equal("answers   none yet", lines[^1]);
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:7878/api/status")]
    [InlineData("https://proxy.ex.com", "https://proxy.ex.com/api/status")]
    [InlineData("http://127.0.0.1:1/go", "http://127.0.0.1:1/api/status")]
    [InlineData("http://127.0.0.1:1/go/", "http://127.0.0.1:1/api/status")]
    public void Finds_the_page(string? server, string page) => Assert.Equal(page, StatusAddress.Of(server, ServerSettings.Default).ToString());

    [Theory]
    [InlineData("*:80", "http://localhost:80/api/status")]
    [InlineData("[::1]:80", "http://[::1]:80/api/status")]
    [InlineData("192.0.2.1:80", "http://192.0.2.1:80/api/status")]
    public void Finds_the_server_of_the_settings(string listen, string page)
    {
        var settings = ServerSettings.Default with { Listen = Sutler.Server.Listening.ListenAddress.TryParse(listen, out var address, out _) ? address : null };
        Assert.Equal(page, StatusAddress.Of(null, settings).ToString());
        Assert.Equal(page.Replace("http:", "https:", StringComparison.Ordinal), StatusAddress.Of(null, settings with { TlsCertificate = "cert.pem" }).ToString());
    }
}
