using System.Text;
using Sutler.Errors;
using Sutler.Server.Identity;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Server;

/// <summary>Who gets in. Spec: AUTH-1, SRV-13.</summary>
public sealed class GateTests
{
    private const string Secret = "correct-horse-battery";
    private const string Zip = "/go/ex.com/mod/@v/v1.0.0.zip";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nothing", "", 401)]
    [InlineData("as password", "Basic dTpjb3JyZWN0LWhvcnNlLWJhdHRlcnk=", 200)]
    [InlineData("as password, in small letters", "basic dTpjb3JyZWN0LWhvcnNlLWJhdHRlcnk=", 200)]
    [InlineData("bearer", "Bearer correct-horse-battery", 200)]
    [InlineData("wrong", "Bearer correct-horse-batterx", 401)]
    [InlineData("the beginning", "Bearer correct-horse", 401)]
    [InlineData("as user", "Basic Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5Og==", 401)]
    [InlineData("no base64", "Basic ***", 401)]
    [InlineData("another scheme", "Digest correct-horse-battery", 401)]
    [InlineData("no scheme", "correct-horse-battery", 401)]
    public async Task Wants_the_token(string name, string authorization, int status)
    {
        Assert.NotEmpty(name);
        await using var world = await HostWorld.StartAsync(Secret);
        var response = authorization.Length == 0 ? await world.GetAsync(Zip) : await world.GetAsync(Zip, ("Authorization", authorization));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 401, response.Headers.WwwAuthenticate.Any(way => way.Scheme == "Basic"));
        Assert.Equal(status == 200 ? 1 : 0, world.Server.Asked.Count);
        var log = Assert.Single(await world.StopAsync());
        Assert.DoesNotContain("horse", log, StringComparison.Ordinal);
        Assert.DoesNotContain("dTpj", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/go/sumdb/sum.example.org/supported", 200)]
    [InlineData("/healthz", 200)]
    [InlineData("/go/sumdb/sum.example.org/latest", 401)]
    [InlineData("/readyz", 401)]
    [InlineData("/", 401)]
    [InlineData("/go/nothing", 401)]
    [InlineData("/healthz/../go/ex.com/mod/@v/list", 401)]
    public async Task Lets_in_without_only_what_tells_nothing(string target, int status)
    {
        await using var world = await HostWorld.StartAsync(Secret);
        var raw = await world.SendRawAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_nobody_guess_for_long()
    {
        await using var world = await HostWorld.StartAsync(Secret);
        for (var guess = 0; guess < 20; guess++)
        {
            Assert.Equal(401, (int)(await world.GetAsync(Zip, ("Authorization", $"Bearer guess-number-{guess}"))).StatusCode);
        }

        var refused = await world.GetAsync(Zip, ("Authorization", $"Bearer {Secret}"));
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(401, (int)(await world.GetAsync(Zip)).StatusCode);

        world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (int)(await world.GetAsync(Zip, ("Authorization", $"Bearer {Secret}"))).StatusCode);
        Assert.Equal(401, (int)(await world.GetAsync(Zip, ("Authorization", "Bearer one-guess-more-now"))).StatusCode);
        Assert.Equal(429, (int)(await world.GetAsync(Zip, ("Authorization", $"Bearer {Secret}"))).StatusCode);
    }

    [Theory]
    [InlineData("good", "correct-horse-battery\n", "")]
    [InlineData("short", "too-short", "must be 16 or more visible ASCII characters")]
    [InlineData("two words", "correct horse battery", "must be 16 or more visible ASCII characters")]
    [InlineData("empty", "", "must be 16 or more visible ASCII characters")]
    public void Reads_a_token_file(string name, string content, string error)
    {
        Assert.NotEmpty(name);
        using var files = new ScratchDirectory();
        files.Write("token", content);
        File.SetUnixFileMode(files["token"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        if (error.Length == 0)
        {
            Assert.True(AccessToken.Read(files["token"]).IsShownBy("Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("any:" + Secret))));
            return;
        }

        var failure = Assert.Throws<SutlerException>(() => AccessToken.Read(files["token"]));
        Assert.StartsWith(files["token"], failure.Message, StringComparison.Ordinal);
        Assert.Contains(error, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_token_that_others_can_read()
    {
        using var files = new ScratchDirectory();
        files.Write("token", Secret);
        File.SetUnixFileMode(files["token"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var failure = Assert.Throws<SutlerException>(() => AccessToken.Read(files["token"]));
        Assert.Contains("others can read or change the token", failure.Message, StringComparison.Ordinal);
        Assert.Equal($"chmod 600 {files["token"]}", failure.Hint);
        Assert.Contains("reading the token: ", Assert.Throws<SutlerException>(() => AccessToken.Read(files["none"])).Message, StringComparison.Ordinal);
    }
}
