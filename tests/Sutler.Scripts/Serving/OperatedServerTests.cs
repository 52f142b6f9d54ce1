using System.Text;
using System.Text.Json;
using Sutler.TestKit;
using Sutler.TestKit.Serving;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>The published binary as operators meet it: prefetch, purge, refresh, webhook, and <c>sutler status</c> from another process.</summary>
public sealed class OperatedServerTests(ScriptWorld world) : IAsyncLifetime
{
    private const string Module = "example.com/nested";
    private const string GoMod = "module ex.com/main\n\nrequire example.com/nested v1.0.0\n";
    private const string Secret = "operators-alone-know-it";
    private const string Hush = "hush-hush-hush-hush";

    private readonly ScratchDirectory _files = new();
    private TestUpstream _upstream = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await TestUpstream.StartAsync(world.Catalog, world.Settings.Certificates, "sum.example.com", Token);
        foreach (var (name, text) in new[] { ("token", Secret), ("hush", Hush) })
        {
            _files.Write(name, text);
            File.SetUnixFileMode(_files[name], UnixFileMode.UserRead);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task On_a_laptop_is_operated_without_configuration()
    {
        await using var server = await RunningServe.StartAsync(world.Settings.SutlerPath, _files["home"], "--data", _files["data"], "--upstream", _upstream.Url);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };

        var lines = await PostAsync(client, "/api/prefetch", GoMod);
        Assert.Equal(
            (200, "{\"module\":\"example.com/nested\",\"version\":\"v1.0.0\",\"files\":[\"info\",\"mod\",\"zip\"],\"status\":\"fetched\"}\n{\"done\":true,\"here\":0,\"fetched\":1,\"failed\":0,\"skipped\":0}\n"),
            lines);
        Assert.Contains("\"here\":1", (await PostAsync(client, "/api/prefetch", GoMod)).Text, StringComparison.Ordinal);
        Assert.Equal((200, "{\"module\":\"example.com/nested\",\"version\":\"v1.0.0\",\"removed\":3}\n"), await PostAsync(client, $"/api/purge/{Module}@v1.0.0"));
        Assert.Contains("\"fetched\":1", (await PostAsync(client, "/api/prefetch", GoMod)).Text, StringComparison.Ordinal);
        Assert.Equal(2, _upstream.Requests.Count(request => request.Contains("example.com/nested/@v/v1.0.0.zip", StringComparison.Ordinal)));

        var list = await client.GetStringAsync(new Uri("/go/example.com/nested/@v/list", UriKind.Relative), Token);
        Assert.Contains("v1.0.0", list, StringComparison.Ordinal);
        Assert.Equal((200, "{\"modules\":[\"example.com/nested\"],\"expired\":1}\n"), await PostAsync(client, $"/api/refresh/{Module}"));
        await client.GetStringAsync(new Uri("/go/example.com/nested/@v/list", UriKind.Relative), Token);
        Assert.Equal(2, _upstream.Requests.Count(request => request.Contains("example.com/nested/@v/list", StringComparison.Ordinal)));

        client.DefaultRequestHeaders.Add("Origin", "https://evil.example.com");
        Assert.Equal(403, (await PostAsync(client, $"/api/purge/{Module}")).Status);

        var status = await StatusAsync("--server", server.Url);
        Assert.Equal((0, ""), (status.ExitCode, status.Error));
        Assert.StartsWith($"server    http://127.0.0.1:{server.Port}, sutler ", status.Output, StringComparison.Ordinal);
        Assert.Contains("\nstore     3 files, 1 lists and other answers, ", status.Output, StringComparison.Ordinal);
        Assert.Contains($"\nsources   {_upstream.Url}\n", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_token_is_operated_by_who_has_it()
    {
        var variables = new Dictionary<string, string> { ["GOPROXY"] = "off", ["GOSUMDB"] = "off", ["SUTLER_WEBHOOK_SECRET_FILE"] = _files["hush"] };
        await using var server = await RunningServe.StartAsync(
            world.Settings.SutlerPath, _files["home"], variables, "--data", _files["data"], "--upstream", _upstream.Url, "--admin-token-file", _files["token"]);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
        Assert.Equal(401, (await PostAsync(client, $"/api/purge/{Module}")).Status);
        Assert.Equal(1, (await StatusAsync("--server", server.Url)).ExitCode);

        var status = await StatusAsync("--server", server.Url, "--json", "--admin-token-file", _files["token"]);
        Assert.Equal((0, ""), (status.ExitCode, status.Error));
        using (var json = JsonDocument.Parse(status.Output))
        {
            Assert.Equal(_upstream.Url, json.RootElement.GetProperty("store").GetProperty("upstream").GetString());
        }

        client.DefaultRequestHeaders.Add("X-Gitlab-Token", Hush);
        const string Event = """{"object_kind":"push","project":{"web_url":"https://example.com/nested"}}""";
        Assert.Equal((200, "{\"modules\":[\"example.com/nested/...\"],\"expired\":0}\n"), await PostAsync(client, "/api/webhook", Event));
        Assert.DoesNotContain(Secret, server.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(Hush, server.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_no_server_answers()
    {
        var status = await StatusAsync("--server", "http://127.0.0.1:1");
        Assert.Equal((1, ""), (status.ExitCode, status.Output));
        Assert.StartsWith("sutler: status: no server answers: Get \"http://127.0.0.1:1/api/status\": ", status.Error, StringComparison.Ordinal);
        Assert.EndsWith("hint: start one with 'sutler serve', or name another with --server\n", status.Error, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Text)> PostAsync(HttpClient client, string target, string body = "")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var response = await client.PostAsync(new Uri(target, UriKind.Relative), content, Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private Task<(int ExitCode, string Output, string Error)> StatusAsync(params string[] arguments)
    {
        var home = _files["operator"];
        Directory.CreateDirectory(home);
        var variables = new Dictionary<string, string> { ["HOME"] = home, ["GOENV"] = "off", ["GOFLAGS"] = "", ["GOPROXY"] = "off", ["GOSUMDB"] = "off" };
        return ExternalProgram.RunAsync(world.Settings.SutlerPath, ["status", .. arguments], Token, home, variables);
    }
}
