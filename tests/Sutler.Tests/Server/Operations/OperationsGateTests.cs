using System.Globalization;
using Sutler.Server;
using Sutler.Server.Identity;
using Sutler.Server.Listening;
using Xunit;

namespace Sutler.Tests.Server.Operations;

/// <summary>Who may operate a server.</summary>
public sealed class OperationsGateTests
{
    private const string Reading = "correct-horse-battery";
    private const string Operating = "operators-alone-know-it";
    private const string Target = "/api/refresh/ex.com/mod";

    private readonly RecordedOperations _operations = new();

    [Theory]
    [InlineData("Bearer operators-alone-know-it", 200, "{\"modules\":[\"ex.com/mod\"],\"expired\":3}\n")]
    [InlineData("Basic dTpvcGVyYXRvcnMtYWxvbmUta25vdy1pdA==", 200, "{\"modules\":[\"ex.com/mod\"],\"expired\":3}\n")]
    [InlineData("Bearer correct-horse-battery", 403, "{\"error\":\"this token lets clients read; operations want that of the server\\u0027s --admin-token-file\"}\n")]
    [InlineData("Bearer operators-alone-know-i", 401, "{\"error\":\"the token is wrong\"}\n")]
    [InlineData("", 401, "{\"error\":\"operations want the token of the server\\u0027s --admin-token-file, as password or as Bearer\"}\n")]
    public async Task Wants_the_token_for_operations(string authorization, int status, string answer)
    {
        await using var world = await StartAsync(options => options with { Token = AccessToken.Of(Reading), AdminToken = AccessToken.Of(Operating) });
        Assert.Equal((status, answer), await world.PostAsync(Target, "", authorization.Length == 0 ? [] : [("Authorization", authorization)]));
        Assert.Equal(status == 200 ? ["refresh ex.com/mod"] : [], _operations.Done);
        var log = Assert.Single(await world.StopAsync());
        Assert.Contains($"\"kind\":\"api\",\"status\":{status},\"cause\":\"{(status == 200 ? "hit" : "refused")}\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain("alone", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/refresh/ex.com/mod")]
    [InlineData("/api/purge/ex.com/mod@v1.0.0")]
    [InlineData("/api/prefetch")]
    [InlineData("/api/status")]
    [InlineData("/api/nothing")]
    [InlineData("/api")]
    [InlineData("/api/refresh/../../etc")]
    public async Task Tells_strangers_nothing_about_any_page(string target)
    {
        await using var world = await StartAsync(options => options with { AdminToken = AccessToken.Of(Operating) });
        var raw = await world.SendRawAsync($"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 401 ", raw, StringComparison.Ordinal);
        Assert.Contains("WWW-Authenticate: Bearer realm=", raw, StringComparison.Ordinal);
        Assert.Empty(_operations.Done);
    }

    [Fact]
    public async Task Lets_an_address_guess_twenty_times_for_both_tokens_together()
    {
        await using var world = await StartAsync(options => options with { Token = AccessToken.Of(Reading), AdminToken = AccessToken.Of(Operating) });
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await world.PostAsync(Target, "", ("Authorization", "Bearer wrong-wrong-wrong-wrong"))).Status);
            Assert.Equal(401, (int)(await world.GetAsync("/go/ex.com/mod/@v/list", ("Authorization", "Bearer wrong-wrong-wrong-wrong"))).StatusCode);
        }

        Assert.Equal(429, (await world.PostAsync(Target, "", ("Authorization", $"Bearer {Operating}"))).Status);
        world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await world.PostAsync(Target, "", ("Authorization", $"Bearer {Operating}"))).Status);
    }

    [Theory]
    [InlineData("127.0.0.1:{0}", 200)]
    [InlineData("localhost:{0}", 200)]
    [InlineData("LOCALHOST", 200)]
    [InlineData("[::1]:{0}", 200)]
    [InlineData("rebound.example.com:{0}", 403)]
    [InlineData("127.0.0.1.example.com", 403)]
    [InlineData("192.0.2.1:{0}", 403)]
    [InlineData("", 403)]
    public async Task On_a_laptop_needs_no_token_under_a_name_of_the_laptop(string host, int status)
    {
        await using var world = await StartAsync();
        var name = string.Format(CultureInfo.InvariantCulture, host, new Uri(world.Address).Port);
        var raw = await world.SendRawAsync($"POST {Target} HTTP/1.1\r\nHost: {name}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", raw, StringComparison.Ordinal);
        Assert.Equal(status == 200 ? 1 : 0, _operations.Done.Count);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example.com", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", false)]
    [InlineData("sec-fetch-mode", "no-cors", false)]
    [InlineData("Origin", "https://evil.example.com", true)]
    public async Task Takes_nothing_from_browsers(string header, string value, bool withToken)
    {
        await using var world = await StartAsync(options => withToken ? options with { AdminToken = AccessToken.Of(Operating) } : options);
        var (status, answer) = await world.PostAsync(Target, "", (header, value), ("Authorization", $"Bearer {Operating}"));
        Assert.Equal((403, "{\"error\":\"operations are not for browsers, and a page in one sent this\"}\n"), (status, answer));
        Assert.Empty(_operations.Done);
    }

    [Theory]
    [InlineData("others can reach it", "0.0.0.0:0", null)]
    [InlineData("not everybody may read", "127.0.0.1:0", Reading)]
    public async Task Without_a_token_says_what_to_configure_where(string name, string listen, string? token)
    {
        Assert.NotEmpty(name);
        await using var world = await StartAsync(options => options with { Listen = Parsed(listen), Token = token is null ? null : AccessToken.Of(token) });
        // With the token for reading: it is never enough.
        var (status, answer) = await world.PostAsync($"http://127.0.0.1:{new Uri(world.Address).Port}{Target}", "", ("Authorization", $"Bearer {Reading}"));
        Assert.Equal((403, "{\"error\":\"operations need a token of their own here: start the server with --admin-token-file (server.adminTokenFile)\"}\n"), (status, answer));
        Assert.Empty(_operations.Done);
    }

    private Task<HostWorld> StartAsync(Func<ProxyHostOptions, ProxyHostOptions>? with = null) =>
        HostWorld.StartAsync(with: options => (with ?? (static same => same))(options with { Operations = _operations }));

    private static ListenAddress Parsed(string text) => ListenAddress.TryParse(text, out var address, out _) ? address : throw new FormatException(text);
}
