using Sutler.Go.Serving;
using Xunit;

namespace Sutler.Tests.Server;

/// <summary>Clients that mean no good, byte by byte.</summary>
public sealed class HostileClientTests : IAsyncLifetime
{
    private HostWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _world = await HostWorld.StartAsync(with: options => options with { HeaderPatience = TimeSpan.FromMilliseconds(300), MaxConnections = 8 });

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    public static TheoryData<string, string, int> Requests => new()
    {
        { "a long request line", $"GET /{new string('a', 17 << 10)} HTTP/1.1\r\nHost: x\r\n\r\n", 414 },
        { "large headers", $"GET / HTTP/1.1\r\nHost: x\r\nX: {new string('a', 33 << 10)}\r\n\r\n", 431 },
        { "many headers", $"GET / HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 100).Select(i => $"X{i}: a\r\n"))}\r\n", 431 },
        { "no host", "GET / HTTP/1.1\r\n\r\n", 400 },
        { "two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400 },
        { "two lengths of a body", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400 },
        { "NUL in the target", "GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
        { "no HTTP", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n", 400 },
        { "a tunnel", "CONNECT internal.example:443 HTTP/1.1\r\nHost: internal.example:443\r\nConnection: close\r\n\r\n", 405 },
        { "dots", "GET /go/../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400 },
        { "escaped dots", "GET /go/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400 },
        { "an escaped slash", "GET /go/ex.com%2f..%2fmod/@v/list HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400 },
        { "a module on a private address", "GET /go/127.0.0.1/mod/@v/list?u=http://169.254.169.254/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Are_told_off(string name, string request, int status)
    {
        Assert.NotEmpty(name);
        var answer = await _world.SendRawAsync(request);
        if (name == "a module on a private address")
        {
            // Whether it may be fetched is not the host's to say; 127.0.0.1 is no path of a module: its first element must be a domain name.
            Assert.True(answer.StartsWith("HTTP/1.1 404 ", StringComparison.Ordinal) || Assert.Single(_world.Server.Asked).Request is ModuleRequest.List, answer);
            return;
        }

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Empty(_world.Server.Asked);
        Assert.DoesNotContain("<html", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task That_never_end_their_headers_are_sent_away()
    {
        using var connection = await _world.ConnectAsync();
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: x\r\nX-"u8.ToArray(), Token);
        var answer = await HostWorld.ReadToEndAsync(connection);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cannot_have_all_connections_for_ever()
    {
        var held = new List<System.Net.Sockets.Socket>();
        for (var i = 0; i < 8; i++)
        {
            held.Add(await _world.ConnectAsync());
            await held[i].SendAsync("GET / HTTP/1.1\r\n"u8.ToArray(), Token);
        }

        // Those that only hold on are sent away one after the other; then others get in.
        foreach (var one in held)
        {
            Assert.StartsWith("HTTP/1.1 408 ", await HostWorld.ReadToEndAsync(one), StringComparison.Ordinal);
            one.Dispose();
        }

        Assert.Equal("ok\n", await _world.Client.GetStringAsync("/healthz", Token));
    }

    [Fact]
    public async Task Cannot_forge_lines_of_the_log()
    {
        await _world.SendRawAsync("GET /go/a%0d%0a{\"status\":200}\u001b[2J\u00ff HTTP/1.1\r\nHost: x\r\nUser-Agent: a\"\u001b]0;x\u0007\r\nAuthorization: Bearer secret-secret-secret\r\nConnection: close\r\n\r\n");
        await _world.SendRawAsync("GET /go/ex.com/mod/@v/list HTTP/1.1\r\nHost: x\r\nUser-Agent: a\"{b}\r\nConnection: close\r\n\r\n");
        var lines = await _world.StopAsync();
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            using var parsed = System.Text.Json.JsonDocument.Parse(line);
            Assert.DoesNotContain(line, char.IsControl);
            Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task May_send_a_body_that_nobody_reads()
    {
        var answer = await _world.SendRawAsync("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }
}
