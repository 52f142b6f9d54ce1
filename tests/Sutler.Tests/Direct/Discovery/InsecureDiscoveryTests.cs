using Microsoft.Extensions.Time.Testing;
using Sutler.Go.Direct.Discovery;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Direct.Discovery;

// HTTP-6, DISC-4
public sealed class InsecureDiscoveryTests
{
    private const string Tag = "ex.test/r git https://git.test/r";

    private static readonly RepositoryRoot Found = new("ex.test/r", "git", "https://git.test/r");

    [Fact]
    public async Task Wants_a_certificate_where_GOINSECURE_does_not_match()
    {
        await using var world = await DiscoveryWorld.StartAsync(isTrusted: false);
        world.Variables["GOINSECURE"] = "other.test";
        var failure = await world.Say("ex.test/r", Tag).FailAsync("ex.test/r");
        Assert.Equal(
            "unrecognized import path \"ex.test/r\": https fetch: Get \"https://ex.test/r?go-get=1\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
            failure);
        Assert.Empty(world.Plain.Requests);
    }

    [Fact]
    public async Task Believes_any_certificate_where_it_does_and_sends_no_credentials()
    {
        await using var world = await DiscoveryWorld.StartAsync(isTrusted: false);
        world.Files.Write("home/.netrc", "machine ex.test login u password p\n");
        world.Variables["GOAUTH"] = "netrc";
        world.Variables["GOINSECURE"] = "ex.test";
        Assert.Equal(Found, await world.Say("ex.test/r", Tag).FindAsync("ex.test/r"));
        Assert.Null(Assert.Single(world.Secure.Requests)["Authorization"]);
        Assert.Empty(world.Plain.Requests);
    }

    [Fact]
    public async Task Believes_any_certificate_of_the_root_too()
    {
        await using var world = await DiscoveryWorld.StartAsync(isTrusted: false);
        world.Variables["GOINSECURE"] = "ex.test/r/a";
        Assert.Equal(Found, await world.Say("ex.test/r/a", Tag).Say("ex.test/r", Tag).FindAsync("ex.test/r/a"));
    }

    [Fact]
    public async Task Goes_to_http_where_nobody_answers_by_https()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Variables["GOINSECURE"] = "ex.test";
        world.Answer("ex.test/r", new Reply { HangUp = true });
        world.Plain.Otherwise = request => request.Target == "http://ex.test/r?go-get=1" ? Reply.Text(DiscoveryWorld.Page(Tag)) : Reply.Failure(404);
        Assert.Equal(Found, await world.FindAsync("ex.test/r"));
    }

    [Fact]
    public async Task Follows_an_insecure_redirect()
    {
        await using var world = await DiscoveryWorld.StartAsync(isTrusted: false);
        world.Variables["GOINSECURE"] = "ex.test";
        world.Answer("ex.test/r", Reply.Redirect("http://ex.test/page"));
        world.Plain.Otherwise = request => request.Target == "http://ex.test/page" ? Reply.Text(DiscoveryWorld.Page(Tag)) : Reply.Failure(404);
        Assert.Equal(Found, await world.FindAsync("ex.test/r"));
    }

    [Fact]
    public async Task Does_not_go_to_http_after_an_answer()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Variables["GOINSECURE"] = "ex.test";
        Assert.Equal("unrecognized import path \"ex.test/r\": reading https://ex.test/r?go-get=1: 404 Not Found", await world.FailAsync("ex.test/r"));
        Assert.Empty(world.Plain.Requests);
    }

    [Fact]
    public async Task Reports_the_failure_of_http()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Variables["GOINSECURE"] = "ex.test";
        world.Answer("ex.test/r", new Reply { HangUp = true });
        world.Plain.Otherwise = _ => new Reply { HangUp = true };
        Assert.StartsWith(
            "unrecognized import path \"ex.test/r\": http/https fetch: Get \"http://ex.test/r?go-get=1\": ", await world.FailAsync("ex.test/r"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waits_five_seconds_for_https()
    {
        var time = new FakeTimeProvider();
        var gate = new Gate();
        await using var world = await DiscoveryWorld.StartAsync(time);
        world.Variables["GOINSECURE"] = "ex.test";
        world.Answer("ex.test/r", Reply.Text("") with { BeforeHeaders = gate });
        world.Plain.Otherwise = _ => Reply.Text(DiscoveryWorld.Page(Tag));

        var finding = world.FindAsync("ex.test/r");
        await gate.WaitForArrivalsAsync(1, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Empty(world.Plain.Requests);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(Found, await finding);
        gate.Open();
    }
}
