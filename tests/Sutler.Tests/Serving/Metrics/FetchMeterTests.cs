using System.Diagnostics.Metrics;
using Sutler.Serving.Metrics;
using Sutler.TestKit;
using Sutler.Tests.Serving.Stored;
using Xunit;

namespace Sutler.Tests.Serving.Metrics;

/// <summary>What is told of fetches on their way.</summary>
public sealed class FetchMeterTests
{
    [Fact]
    public async Task Tells_what_is_fetched_and_what_waits()
    {
        await using var world = await StoredWorld.StartAsync(options => options with { Fetches = 1, Zips = 1 });
        await using var other = await StoredWorld.StartAsync();
        using var meter = new Meter("sutler.server");
        FetchMeter.Watch(meter, [world.Server, other.Server]);
        using var reader = new MeterReader(meter);
        var (first, second) = (world.Publish(), world.Publish(version: "v1.1.0"));
        var gate = new Gate();
        world.Proxy.Answer(first.GoModTarget, Reply.Bytes(first.GoMod) with { BeforeHeaders = gate });
        world.Proxy.Answer(second.GoModTarget, Reply.Bytes(second.GoMod) with { BeforeHeaders = gate });
        var third = other.Publish();
        other.Proxy.Answer(third.GoModTarget, Reply.Bytes(third.GoMod) with { BeforeHeaders = gate });
        Task<Go.Serving.ServedAnswer>[] asking = [world.GoModAsync(first), world.GoModAsync(second), other.GoModAsync(third)];
        await gate.WaitForArrivalsAsync(2, StoredWorld.Token);
        await StoredWorld.UntilAsync(() => Task.FromResult(world.Server.Loads.Small.Waiting == 1));
        Assert.Equal(
            [
                "sutler.fetches.active{queue=direct} 0",
                "sutler.fetches.active{queue=small} 2",
                "sutler.fetches.active{queue=zip} 0",
                "sutler.fetches.waiting{queue=direct} 0",
                "sutler.fetches.waiting{queue=small} 1",
                "sutler.fetches.waiting{queue=zip} 0",
            ],
            reader.Read());

        gate.Open();
        await Task.WhenAll(asking);
        await StoredWorld.UntilAsync(() => Task.FromResult(world.Server.Loads == default && other.Server.Loads == default));
        Assert.Equal(
            [
                "sutler.fetches.active{queue=direct} 0",
                "sutler.fetches.active{queue=small} 0",
                "sutler.fetches.active{queue=zip} 0",
                "sutler.fetches.waiting{queue=direct} 0",
                "sutler.fetches.waiting{queue=small} 0",
                "sutler.fetches.waiting{queue=zip} 0",
            ],
            reader.Read());
    }
}
