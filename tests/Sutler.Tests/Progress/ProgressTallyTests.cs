using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Progress;
using Xunit;

namespace Sutler.Tests.Progress;

public sealed class ProgressTallyTests
{
    [Fact]
    public void Counts_from_many_threads()
    {
        var tally = new ProgressTally();
        Parallel.For(0, 2000, i =>
        {
            var module = new ModuleId("m.test/x", $"v1.0.{i}");
            tally.Planned(i + 1);
            tally.Started(module, ModuleFileKind.Zip, 10);
            tally.Received(module, ModuleFileKind.Zip, 4);
            tally.Received(module, ModuleFileKind.Zip, 6);
            if (i % 4 == 0)
            {
                tally.Failed(module);
                return;
            }

            tally.Finished(module, ModuleFileKind.Zip);
            tally.Published(module, cached: i % 4 == 1);
        });
        var end = tally.Snapshot(5);
        Assert.Equal((2000, 1000, 500, 500, 20_000L, 0), (end.Planned, end.Downloaded, end.Cached, end.Failed, end.Bytes, end.ActiveCount));
    }

    [Fact]
    public void Shows_the_oldest_transfers()
    {
        var tally = new ProgressTally();
        for (var i = 0; i < 9; i++)
        {
            tally.Started(new ModuleId("m.test/x", $"v{i}"), ModuleFileKind.Info, null);
        }

        tally.Finished(new ModuleId("m.test/x", "v0"), ModuleFileKind.Info);
        var snapshot = tally.Snapshot(3);
        Assert.Equal(8, snapshot.ActiveCount);
        Assert.Equal(["v1", "v2", "v3"], snapshot.Active.Select(transfer => transfer.Module.Version));
    }

    [Fact]
    public void Begins_again_when_a_transfer_is_repeated()
    {
        var tally = new ProgressTally();
        var module = new ModuleId("m.test/x", "v1");
        tally.Started(module, ModuleFileKind.Zip, 10);
        tally.Received(module, ModuleFileKind.Zip, 7);
        tally.Started(module, ModuleFileKind.Zip, 20);
        tally.Received(module, ModuleFileKind.Zip, 1);
        var transfer = tally.Snapshot(1).Active.Single();
        Assert.Equal((1L, 20L), (transfer.Received, transfer.Length!.Value));
    }
}
