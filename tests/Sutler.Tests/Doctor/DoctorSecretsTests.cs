using System.Text;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>What must not be told is not told: secrets to readers, private names to servers.</summary>
public sealed class DoctorSecretsTests
{
    private static readonly string[] Secrets = ["netrc-Pa55word", "proxy-Pa55word", "t0ken-as-user", "query-s1gnature", "http-proxy-Pa55", "helper-t0ken", "s3cret%2Fescaped", "s3cret/escaped", "comma,Pa55word"];

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Shows_no_secret_whatever_servers_repeat(string form)
    {
        await using var stage = await FaultStage.OpenAsync();
        var proxy = await stage.SecureAsync("goproxy.corp.example");
        var world = stage.World;
        var all = string.Join(' ', Secrets.Except(["helper-t0ken"]));
        // A server that says all it was told, and what it should not know.
        proxy.Otherwise = request => Reply.Failure(
            403, $"{all}\nBasic {Convert.ToBase64String(Encoding.UTF8.GetBytes("me:netrc-Pa55word"))}\n{request["Authorization"]}\nhttps://me:proxy-Pa55word@elsewhere.example/x?sig=query-s1gnature");
        world.Files.Write("home/.netrc", $"machine goproxy.corp.example:{proxy.Port} login me password netrc-Pa55word\n");
        world.Variables["GOPROXY"] = $"https://goproxy.corp.example:{proxy.Port}|https://me:proxy-Pa55word@goproxy.corp.example:{proxy.Port}/a|https://t0ken-as-user@goproxy.corp.example:{proxy.Port}/b|https://u:s3cret%2Fescaped@goproxy.corp.example:{proxy.Port}/c|https://goproxy.corp.example:{proxy.Port}/d?sig=query-s1gnature";
        world.Variables["HTTP_PROXY"] = "http://me:http-proxy-Pa55@127.0.0.1:9";
        world.Variables["https_proxy"] = "";
        world.Variables["NO_PROXY"] = "goproxy.corp.example";
        world.Variables["ALL_PROXY"] = "me:comma,Pa55word@127.0.0.1:9";
        world.Variables["GOAUTH"] = "netrc";
        foreach (var arguments in new[] { new[] { "ex.com/mod@v1.0.0" }, [] })
        {
            var run = await stage.DoctorAsync(form == "json" ? [.. arguments, "--json"] : arguments);
            Assert.Equal(1, run.ExitCode);
            Assert.All(Secrets, secret => Assert.DoesNotContain(secret, run.Everything, StringComparison.Ordinal));
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("me:netrc-Pa55word")), run.Everything, StringComparison.Ordinal);
            Assert.DoesNotContain("Basic bWU6", run.Everything, StringComparison.Ordinal);
            Assert.Contains("goproxy.corp.example", run.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GOAUTH", "netrc; /usr/bin/helper --token helper-t0ken")]
    [InlineData("GOPROXY", "ftp://me:proxy-Pa55word@goproxy.corp.example")]
    [InlineData("GOPROXY", "https://me:proxy-Pa55word@goproxy.corp.example:port")]
    [InlineData("GOSUMDB", "sum.golang.org https://me:proxy-Pa55word@sum.corp.example:port")]
    [InlineData("SUTLER_PROXY", "http://me:proxy-Pa55word@:x")]
    public async Task Shows_no_secret_of_a_setting_that_cannot_be_used(string name, string value)
    {
        await using var stage = await FaultStage.OpenAsync();
        stage.World.Variables[name] = value;
        var run = await stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.NotEqual(0, run.ExitCode);
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, run.Everything, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_a_private_module_to_nobody()
    {
        await using var stage = await FaultStage.OpenAsync();
        var world = stage.World;
        world.Variables["GOPRIVATE"] = "*.corp.example";
        world.Variables["GOPROXY"] = $"{world.Proxy.Url},direct";
        world.Proxy.Otherwise = request => world.Otherwise(request);
        var run = await stage.DoctorAsync("git.corp.example/team/secret@v1.0.0");
        Assert.Contains("private         yes: named to no proxy and to no checksum database\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\ndiagnosis: name-resolution: ", run.Output, StringComparison.Ordinal);
        Assert.Empty(world.Proxy.Requests);
        Assert.Empty(world.Database.Requests);
        world.Require(null, TestModule.Create("git.corp.example/team/secret", "v1.0.0"));
        await stage.DoctorAsync();
        Assert.DoesNotContain(world.Proxy.Targets, target => target.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_a_module_to_the_checksum_database_only_when_a_download_would()
    {
        await using var stage = await FaultStage.OpenAsync();
        var world = stage.World;
        world.Proxy.Otherwise = request => request.Target.StartsWith("/sumdb/", StringComparison.Ordinal) ? world.Otherwise(request) : Reply.Failure(404, "no");
        await stage.DoctorAsync("git.corp.example/team/secret@v1.0.0");
        Assert.Empty(world.Database.Requests);
        world.Variables["GONOSUMDB"] = "ex.com/hidden";
        var hidden = TestModule.Create("ex.com/hidden", "v1.0.0");
        TrustWorld.Serve(world.Proxy, hidden);
        var run = await stage.DoctorAsync("ex.com/hidden@v1.0.0");
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Empty(world.Database.Requests);
    }
}
