using Sutler.Go.Download;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Download;

/// <summary>What was asked for early is not asked for again.</summary>
public sealed class PredictedInfoTests
{
    [Fact]
    public async Task Asks_a_source_once_for_each_info()
    {
        var source = new MemoryModuleRepository("example.com/m").Add("v1.0.0", "v1.1.0");
        var once = new AskOnceRepository(source);
        var predicted = once.StatAsync("v1.0.0", CancellationToken.None);
        var wanted = await once.StatAsync("v1.0.0", CancellationToken.None);
        Assert.Same(await predicted, wanted);
        await once.StatAsync("v1.1.0", CancellationToken.None);
        Assert.Equal(["info v1.0.0", "info v1.1.0"], source.Requests);
    }

    [Fact]
    public async Task Remembers_a_failure_too()
    {
        var source = new MemoryModuleRepository("example.com/m") { Failure = new Sutler.Errors.SutlerException("no answer") };
        var once = new AskOnceRepository(source);
        await Assert.ThrowsAsync<Sutler.Errors.SutlerException>(() => once.StatAsync("v1.0.0", CancellationToken.None));
        await Assert.ThrowsAsync<Sutler.Errors.SutlerException>(() => once.StatAsync("v1.0.0", CancellationToken.None));
        Assert.Single(source.Requests);
    }
}
