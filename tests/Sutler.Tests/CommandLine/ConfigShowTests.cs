using System.Text.Json;
using Sutler.Settings;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.CommandLine;

public sealed class ConfigShowTests : IAsyncLifetime
{
    private TrustWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _world.Variables["SUTLER_CONFIG"] = _world.Files["home/sutler.json"];
        _world.Files.Write(
            "home/sutler.json",
            """
            {
              "client": {
                "proxy": "http://me:s3cret@proxy.corp:3128",
                "timeout": "90s",
                "insecureHosts": ["a.corp", "b.corp:8443"]
              }
            }
            """);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Prints_each_value_and_where_it_came_from()
    {
        var file = _world.Files["home/sutler.json"];
        _world.Variables["HTTPS_PROXY"] = "http://other.corp";
        var run = await _world.RunAsync("config", "show");
        Assert.Equal(
            $"""
            file: {file}

            client.proxy                http://me:xxxxx@proxy.corp:3128  {file}:3 (not used: HTTPS_PROXY is set)
            client.noProxy              (none)                          default
            client.timeout              90000 ms                        {file}:4
            client.connectTimeout       30000 ms                        default
            client.headerTimeout        300000 ms                       default
            client.retries              0                               environment SUTLER_RETRIES
            client.retryBudget          900000 ms                       default
            client.connections          6                               default
            client.streams              100                             default
            client.connectionsTotal     128                             default
            client.chunkSize            8388608 bytes                   default
            client.ranges               4                               default
            client.bandwidth            0 bytes/s                       default
            client.caFile               (none)                          default
            client.strictSSL            true                            default
            client.insecureHosts        a.corp,b.corp:8443              {file}:5 (not used: client.strictSSL is true)
            client.progress             auto                            default
            server.listen               127.0.0.1:7878                  default
            server.data                 (none)                          default
            server.upstream             (none)                          default
            server.upstreamRoutes       (none)                          default
            server.offline              false                           default
            server.tlsCert              (none)                          default
            server.tlsKey               (none)                          default
            server.tokenFile            (none)                          default
            server.adminTokenFile       (none)                          default
            server.webhookSecretFile    (none)                          default
            server.accessLog            (none)                          default
            server.sumdb                (none)                          default
            server.maxUnused            0 ms                            default
            server.maxAge               0 ms                            default
            server.maxBytes             0 bytes                         default
            server.upstreamConnections  32                              default
            server.fetches              64                              default
            server.zipFetches           24                              default
            server.directFetches        8                               default
            server.waitingFetches       2000                            default

            """,
            run.Output);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
    }

    [Fact]
    public async Task Prints_the_same_as_json()
    {
        var run = await _world.RunAsync("config", "show", "--json");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.DoesNotContain("s3cret", run.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal(_world.Files["home/sutler.json"], document.RootElement.GetProperty("file").GetString());
        var settings = document.RootElement.GetProperty("settings").EnumerateArray().ToDictionary(setting => setting.GetProperty("key").GetString()!);
        Assert.Equal(SettingSections.All.Select(setting => setting.Path), settings.Keys);
        Assert.Equal("""{"key":"client.timeout","value":90000,"unit":"ms","source":"file","file":"FILE","line":4}""", Line("client.timeout"));
        Assert.Equal("""{"key":"client.retries","value":0,"source":"environment","variable":"SUTLER_RETRIES"}""", Line("client.retries"));
        Assert.Equal("""{"key":"client.caFile","value":null,"source":"default"}""", Line("client.caFile"));
        Assert.Equal(
            """{"key":"client.insecureHosts","value":["a.corp","b.corp:8443"],"source":"file","file":"FILE","line":5,"notUsed":"client.strictSSL is true"}""",
            Line("client.insecureHosts"));

        string Line(string key)
        {
            var line = settings[key].GetRawText().ReplaceLineEndings("").Replace("\t", "", StringComparison.Ordinal).Replace("\": ", "\":", StringComparison.Ordinal);
            return line.Replace(_world.Files["home/sutler.json"], "FILE", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a letter too few", "SUTLER_RETRYS", "; did you mean SUTLER_RETRIES?")]
    [InlineData("no underscore", "SUTLER_CAFILE", "; did you mean SUTLER_CA_FILE?")]
    [InlineData("small letters", "sutler_config", "; did you mean SUTLER_CONFIG?")]
    [InlineData("like none", "SUTLER_ZZZZZZZZZ", "")]
    public async Task Warns_of_a_variable_that_nothing_heeds(string name, string variable, string advice)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "variables have no case there");
        _world.Variables[variable] = "s3cret";
        foreach (var flag in new[] { "--json", "--json=false" })
        {
            var run = await _world.RunAsync("config", "show", flag);
            Assert.Equal((name, 0, $"sutler: warning: {variable} is no variable of sutler and has no effect{advice}\n"), (name, run.ExitCode, run.Error));
            Assert.DoesNotContain("s3cret", run.Output, StringComparison.Ordinal);
            Assert.Equal(flag is "--json", run.Output.Contains($"\"unknownVariables\": [\n\t\t\"{variable}\"\n\t]", StringComparison.Ordinal));
        }

        // Scripts compare what these print with the go command's.
        _world.Require(null, _world.Publish("ex.com/m", "v1.0.0"));
        Assert.Equal("", (await _world.RunAsync("mod", "download")).Error);
    }

    [Theory]
    [InlineData("config show")]
    [InlineData("mod download")]
    [InlineData("mod download ex.com/m@v1.0.0")]
    [InlineData("mod verify")]
    public async Task A_wrong_setting_ends_every_command_that_uses_it_before_anything_is_done(string line)
    {
        _world.Require(null, _world.Publish("ex.com/m", "v1.0.0"));
        _world.Variables["SUTLER_STREAMS"] = "none";
        var run = await _world.RunAsync(line.Split(' '));
        Assert.Equal(("", "sutler: SUTLER_STREAMS: must be a whole number from 1 to 1000, not \"none\"\n", 2), (run.Output, run.Error, run.ExitCode));
        Assert.Empty(_world.Proxy.Requests);
        Assert.False(Directory.Exists(_world.Cache));
    }

    [Theory]
    [InlineData("mod download -h")]
    [InlineData("help")]
    [InlineData("version")]
    public async Task Help_and_version_work_whatever_the_settings_are(string line)
    {
        var right = await _world.RunAsync(line.Split(' '));
        _world.Variables["SUTLER_STREAMS"] = "none";
        Assert.Equal(right, await _world.RunAsync(line.Split(' ')));
    }
}
