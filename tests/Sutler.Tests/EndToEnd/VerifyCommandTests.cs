using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>Spec: VERIFY-3.</summary>
public sealed class VerifyCommandTests
{
    [Fact]
    public async Task Does_not_take_a_cache_it_cannot_read_for_an_empty_one()
    {
        await using var world = await TrustWorld.StartAsync();
        world.Require(null, world.Publish("ex.com/mod", "v1.0.0"));
        world.Files.Write("cache/cache", "not a directory");
        var run = await world.RunAsync("mod", "verify");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("ex.com/mod v1.0.0: missing ziphash: open ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith(": not a directory\n", run.Error, StringComparison.Ordinal);
    }
}
