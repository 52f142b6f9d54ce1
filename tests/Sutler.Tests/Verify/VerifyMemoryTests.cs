using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Verify;

/// <summary>What a verification allocates. Alone, since the runtime counts for the whole process.</summary>
[CollectionDefinition(nameof(VerifyMemoryTests), DisableParallelization = true)]
[Collection(nameof(VerifyMemoryTests))]
public sealed class VerifyMemoryTests
{
    [Fact]
    public async Task Memory_does_not_grow_with_the_zip()
    {
        await using var world = await TrustWorld.StartAsync();
        var bed = new DeepVerifyBed(world);
        var text = string.Concat(Enumerable.Repeat("0123456789abcde\n", 4 << 20));
        var module = world.Publish("ex.com/huge", "v1.0.0", null, ("data.txt", text));
        world.Require(null, module);
        Assert.Equal(0, (await world.RunAsync("mod", "download")).ExitCode);
        await bed.RunAsync(workers: 1);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Empty((await bed.RunAsync(workers: 1)).Findings);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 8 << 20);
    }
}
