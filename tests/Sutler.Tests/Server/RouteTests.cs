using Sutler.Server;
using Xunit;

namespace Sutler.Tests.Server;

/// <summary>Requests that name a source by a header. ADR 24.</summary>
public sealed class RouteTests
{
    private const string List = "/go/ex.com/mod/@v/list";

    [Theory]
    [InlineData("no header", "", "", null)]
    [InlineData("the header", "X-Sutler-Upstream", "canary", "https://c.d")]
    [InlineData("other capitals in its name", "x-sutler-upstream", "canary", "https://c.d")]
    [InlineData("other capitals in its value", "X-Sutler-Upstream", "Canary", null)]
    [InlineData("another value", "X-Sutler-Upstream", "next", "https://e.f")]
    [InlineData("a value that is no route", "X-Sutler-Upstream", "https://e.f", null)]
    public async Task Go_where_the_settings_say(string name, string header, string value, string? source)
    {
        Assert.NotEmpty(name);
        await using var world = await HostWorld.StartAsync(with: options => options with
        {
            Routes = [new HeaderRoute("X-Sutler-Upstream", "canary", "https://c.d"), new HeaderRoute("X-Sutler-Upstream", "next", "https://e.f")],
        });
        using var response = header.Length == 0 ? await world.GetAsync(List) : await world.GetAsync(List, (header, value));
        Assert.Equal(source, Assert.Single(world.Server.Asked).Terms.Route);
        // Caches on the way tell the answers apart.
        Assert.Equal(["X-Sutler-Upstream"], response.Headers.Vary);
    }

    [Fact]
    public async Task Mean_nothing_without_a_setting()
    {
        await using var world = await HostWorld.StartAsync();
        using var response = await world.GetAsync(List, ("X-Sutler-Upstream", "canary"));
        Assert.Null(Assert.Single(world.Server.Asked).Terms.Route);
        Assert.Empty(response.Headers.Vary);
    }
}
