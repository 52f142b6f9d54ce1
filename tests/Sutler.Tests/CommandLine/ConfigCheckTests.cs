using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.CommandLine;

public sealed class ConfigCheckTests : IAsyncLifetime
{
    private TrustWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _world.Variables["SUTLER_CONFIG"] = _world.Files["home/sutler.json"];
        _world.Files.Write("home/token", "correct-horse-battery");
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(_world.Files["home/token"], UnixFileMode.UserRead);
        }
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(0, "sutler.json: in order", """{ "client": { "retries": 3 }, "server": { "listen": "localhost:0", "tokenFile": "token" } }""")]
    [InlineData(2, "sutler.json:1:29: server.listen: \"here\": must be HOST:PORT", """{"server":{        "listen":"here"}}""")]
    [InlineData(2, "sutler.json:1:12: server.lisen: unknown key; did you mean \"listen\"?", """{"server":{"lisen":":1"}}""")]
    [InlineData(2, "can be reached by other machines", """{"server":{"listen":"*:0"}}""")]
    [InlineData(2, "go together", """{"server":{"tlsKey":"key"}}""")]
    [InlineData(1, "reading the token: ", """{"server":{"tokenFile":"none"}}""")]
    [InlineData(1, "reading the token: ", """{"server":{"adminTokenFile":"none"}}""")]
    [InlineData(1, "reading the secret: ", """{"server":{"webhookSecretFile":"none"}}""")]
    [InlineData(1, "whoever may read could operate the server", """{"server":{"tokenFile":"token","adminTokenFile":"token"}}""")]
    public async Task Says_whether_the_settings_are_in_order(int exitCode, string text, string file)
    {
        _world.Files.Write("home/sutler.json", file);
        var run = await _world.RunAsync("config", "check");
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(text, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_the_file_that_is_named_and_not_the_environment()
    {
        _world.Files.Write("home/sutler.json", "{");
        _world.Files.Write("project/other.json", "{}");
        _world.Variables["SUTLER_RETRIES"] = "many";
        Assert.Equal(2, (await _world.RunAsync("config", "check")).ExitCode);
        var run = await _world.RunAsync("config", "check", "other.json");
        Assert.Equal((0, _world.Files["project/other.json"] + ": in order\n"), (run.ExitCode, run.Output));
        Assert.Equal(2, (await _world.RunAsync("config", "check", "missing.json")).ExitCode);
    }

    [Fact]
    public async Task Downloads_do_not_look_at_variables_of_the_server()
    {
        _world.Files.Write("home/sutler.json", "{}");
        _world.Variables["SUTLER_LISTEN"] = "nonsense";
        Assert.DoesNotContain("SUTLER_LISTEN", (await _world.RunAsync("mod", "download")).Error, StringComparison.Ordinal);
        Assert.Contains("SUTLER_LISTEN: \"nonsense\": must be HOST:PORT", (await _world.RunAsync("serve", "--from", ".")).Error, StringComparison.Ordinal);
    }
}
