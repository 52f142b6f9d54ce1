using Sutler.Go.Serving.Stored;
using Sutler.GoModules.Modules;
using Sutler.Storage.Index;
using Sutler.Tests.Serving.Stored;
using Xunit;

namespace Sutler.Tests.Server.Operations;

/// <summary>Sets of module versions that are kept whatever the limits say. docs/reference/operations.md.</summary>
public sealed class PinTests
{
    private const string GoSum = """
        ex.com/mod v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        ex.com/mod v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        ex.com/Other v1.2.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pins_what_a_go_sum_names_and_lets_it_go()
    {
        await using var server = await OperatedServer.StartAsync();
        Assert.Equal((200, "{\"pins\":[]}\n"), await server.GetAsync("/api/pins"));
        var (status, answer) = await server.PostAsync("/api/pin/team/app", GoSum);
        Assert.Equal((200, true), (status, answer.StartsWith("{\"name\":\"team/app\",\"files\":4,\"since\":\"2030-", StringComparison.Ordinal)));
        Assert.Equal(
            ["ex.com/!other/@v/v1.2.0.mod", "ex.com/mod/@v/v1.0.0.info", "ex.com/mod/@v/v1.0.0.mod", "ex.com/mod/@v/v1.0.0.zip"],
            (await KeysAsync(server, "team/app")).Order(StringComparer.Ordinal));
        Assert.StartsWith("{\"pins\":[{\"name\":\"team/app\",\"files\":4,", (await server.GetAsync("/api/pins")).Text, StringComparison.Ordinal);

        Assert.Equal(200, (await server.PostAsync("/api/unpin/team/app")).Status);
        Assert.Equal((200, "{\"pins\":[]}\n"), await server.GetAsync("/api/pins"));
        Assert.Equal((404, "{\"error\":\"there is no set of pins team/app\"}\n"), await server.PostAsync("/api/unpin/team/app"));
    }

    [Fact]
    public async Task Holds_only_what_was_sent_last()
    {
        await using var server = await OperatedServer.StartAsync();
        await server.PostAsync("/api/pin/ci", GoSum);
        await server.PostAsync("/api/pin/ci", "module ex.com/main\n\ngo 1.21\n\nrequire ex.com/third v1.0.0\n");
        Assert.Equal(
            ["ex.com/third/@v/v1.0.0.info", "ex.com/third/@v/v1.0.0.mod", "ex.com/third/@v/v1.0.0.zip"],
            (await KeysAsync(server, "ci")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/api/pin/", "x", "the name of a set of pins has 1 to 100 letters")]
    [InlineData("/api/pin/a%20b", "x", "the name of a set of pins has 1 to 100 letters")]
    [InlineData("/api/pin/ci", "", "there is no body")]
    [InlineData("/api/pin/ci", "nonsense", "go.mod:1: unknown directive: nonsense")]
    [InlineData("/api/pin/ci", "ex.com/mod main h1:AAAA=\n", "is no module version of which files are kept")]
    [InlineData("/api/pin/ci", "../../etc v1.0.0 h1:AAAA=\n", "is no module version of which files are kept")]
    public async Task Refuses_what_cannot_be_pinned(string target, string body, string reason)
    {
        await using var server = await OperatedServer.StartAsync();
        var (status, answer) = await server.PostAsync(target, body);
        Assert.Equal(400, status);
        Assert.Contains(reason, answer, StringComparison.Ordinal);
        Assert.Equal("{\"pins\":[]}\n", (await server.GetAsync("/api/pins")).Text);
    }

    [Theory]
    [InlineData("POST", "/api/pins", "takes GET alone")]
    [InlineData("GET", "/api/pin/ci", "takes POST alone")]
    public async Task Takes_one_method(string method, string target, string reason)
    {
        await using var server = await OperatedServer.StartAsync();
        var (status, answer) = method == "GET" ? await server.GetAsync(target) : await server.PostAsync(target);
        Assert.Equal(405, status);
        Assert.Contains(reason, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_where_nothing_can_go()
    {
        await using var world = await HostWorld.StartAsync();
        var (status, answer) = await world.PostAsync("/api/pin/ci", GoSum);
        Assert.Equal((404, "{\"error\":\"this server serves a directory as it is: there is nothing that could go\"}\n"), (status, answer));
    }

    private static async Task<IEnumerable<string>> KeysAsync(OperatedServer server, string name) =>
        (await server.World.Store.Index.Pins.ListKeysAsync(name, after: null, 100, Token)).Select(static key => key.Name);
}
