using Sutler.Errors;
using Sutler.Go.Serving;
using Xunit;

namespace Sutler.Tests.Server.Operations;

/// <summary>Which page a target names, and what it answers.</summary>
public sealed class OperationPageTests
{
    [Theory]
    [InlineData("/api/refresh/github.com/Azure/sdk", "refresh github.com/Azure/sdk")]
    [InlineData("/api/refresh/github.com/!azure/sdk?x=1", "refresh github.com/Azure/sdk")]
    [InlineData("/api/refresh/github.com/%21azure/sdk", "refresh github.com/Azure/sdk")]
    [InlineData("/api/refresh/ex.com/mod/...", "refresh ex.com/mod/...")]
    [InlineData("/api/purge/ex.com/mod", "purge ex.com/mod all")]
    [InlineData("/api/purge/ex.com/mod/v2@v2.0.0-RC1", "purge ex.com/mod/v2 v2.0.0-RC1")]
    [InlineData("/api/purge/ex.com/mod@v2.0.0+incompatible", "purge ex.com/mod v2.0.0+incompatible")]
    [InlineData("/api/purge/ex.com/mod@v1.0.0-!r!c1", "purge ex.com/mod v1.0.0-RC1")]
    public async Task Does_what_is_meant(string target, string done)
    {
        var operations = new RecordedOperations();
        await using var world = await HostWorld.StartAsync(with: options => options with { Operations = operations });
        Assert.Equal(200, (await world.PostAsync(target, "")).Status);
        Assert.Equal([done], operations.Done);
    }

    [Theory]
    [InlineData("POST", "/api/purge/ex.com/mod@main", 400, "\\u0022main\\u0022 is no canonical version of ex.com/mod")]
    [InlineData("POST", "/api/purge/ex.com/mod@v2.0.0", 400, "no canonical version")]
    [InlineData("POST", "/api/purge/ex.com/mod@../../x", 400, "an element of dots")]
    [InlineData("POST", "/api/purge/ex.com/mod@", 400, "no canonical version")]
    [InlineData("POST", "/api/purge/ex.com/../mod", 400, "an element of dots")]
    [InlineData("POST", "/api/purge/ex.com%2fmod", 400, "an escaped slash")]
    [InlineData("POST", "/api/refresh/", 400, "malformed module path")]
    [InlineData("POST", "/api/refresh/..", 400, "an element of dots")]
    [InlineData("POST", "/api/refresh/%2e%2e/etc/passwd", 400, "an element of dots")]
    [InlineData("POST", "/api/refresh/...", 400, "malformed module path")]
    [InlineData("POST", "/api/refresh/mod", 400, "missing dot in first path element")]
    [InlineData("POST", "/api/refresh", 404, "no such page")]
    [InlineData("POST", "/api/", 404, "no such page")]
    [InlineData("GET", "/api/refresh/ex.com/mod", 405, "takes POST alone")]
    [InlineData("DELETE", "/api/purge/ex.com/mod", 405, "takes POST alone")]
    public async Task Refuses_what_makes_no_sense(string method, string target, int status, string reason)
    {
        var operations = new RecordedOperations();
        await using var world = await HostWorld.StartAsync(with: options => options with { Operations = operations });
        var raw = await world.SendRawAsync($"{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", raw, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", raw, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-store\r\n", raw, StringComparison.Ordinal);
        Assert.Contains(reason, raw[raw.IndexOf("{\"error\":\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Empty(operations.Done);
    }

    [Fact]
    public async Task Says_where_there_is_nothing_to_operate()
    {
        await using var world = await HostWorld.StartAsync();
        var (status, answer) = await world.PostAsync("/api/purge/ex.com/mod", "");
        Assert.Equal((404, "{\"error\":\"this server serves a directory as it is: there is nothing to refresh, to purge or to fetch\"}\n"), (status, answer));
    }

    [Fact]
    public async Task Says_what_went_wrong()
    {
        var operations = new RecordedOperations { Trouble = new SutlerException("the index cannot be written") };
        await using var world = await HostWorld.StartAsync(with: options => options with { Operations = operations });
        Assert.Equal((500, "{\"error\":\"the index cannot be written\"}\n"), await world.PostAsync("/api/refresh/ex.com/mod", ""));
    }

    [Theory]
    [InlineData("/api", true)]
    [InlineData("/api/", true)]
    [InlineData("/api?x", true)]
    [InlineData("/api.example.com/mod/@v/list", false)]
    [InlineData("/go/api/status", false)]
    [InlineData("/", false)]
    public void Leaves_modules_alone_that_begin_alike(string target, bool isOne) => Assert.Equal(isOne, OperationTarget.IsOne(target));
}
