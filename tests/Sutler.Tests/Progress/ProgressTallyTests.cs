using Microsoft.Extensions.Time.Testing;
using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Progress;
using Sutler.Transfer;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Progress;

public sealed class ProgressTallyTests
{
    private static readonly ModuleId Module = new("m.test/Upper", "v1.0.0-RC");

    private readonly FakeTimeProvider _time = new();
    private readonly ProgressTally _tally;

    public ProgressTallyTests() => _tally = new ProgressTally(_time);

    [Fact]
    public void Counts_from_many_threads()
    {
        Parallel.For(0, 2000, i =>
        {
            var module = new ModuleId("m.test/x", $"v1.0.{i}");
            _tally.Planned(i + 1);
            _tally.Started(module, ModuleFileKind.Zip, 10);
            _tally.Received(module, ModuleFileKind.Zip, 4);
            _tally.Received(module, ModuleFileKind.Zip, 6);
            if (i % 4 == 0)
            {
                _tally.Failed(module);
                return;
            }

            _tally.Finished(module, ModuleFileKind.Zip);
            _tally.Published(module, cached: i % 4 == 1);
        });
        var end = _tally.Snapshot(5);
        Assert.Equal((2000, 1000, 500, 500, 20_000L, 0), (end.Planned, end.Downloaded, end.Cached, end.Failed, end.Bytes, end.ActiveCount));
        Assert.Equal(3, end.Slowest.Count);
    }

    [Fact]
    public void Shows_what_moves_before_what_is_whole_before_what_waits()
    {
        for (var i = 0; i < 9; i++)
        {
            _tally.Started(Version(i), ModuleFileKind.Info, null);
        }

        _tally.Received(Version(7), ModuleFileKind.Info, 1);
        _tally.Received(Version(3), ModuleFileKind.Info, 1);
        _tally.Received(Version(5), ModuleFileKind.Info, 1);
        _tally.Finished(Version(7), ModuleFileKind.Info);
        _tally.Dropped(Version(0), ModuleFileKind.Info);
        var snapshot = _tally.Snapshot(5);
        Assert.Equal((8, 5), (snapshot.ActiveCount, snapshot.WaitingCount));
        Assert.Equal(["v3", "v5", "v7", "v1", "v2"], snapshot.Active.Select(transfer => transfer.Module.Version));
    }

    [Fact]
    public void Begins_again_when_a_transfer_is_repeated()
    {
        _tally.Started(Module, ModuleFileKind.Zip, 10);
        _tally.Received(Module, ModuleFileKind.Zip, 7);
        _tally.Started(Module, ModuleFileKind.Zip, 20);
        _tally.Received(Module, ModuleFileKind.Zip, 1);
        var transfer = _tally.Snapshot(1).Active.Single();
        Assert.Equal((1L, 20L), (transfer.Received, transfer.Length!.Value));
    }

    [Fact]
    public void Goes_on_in_the_middle()
    {
        _tally.Started(Module, ModuleFileKind.Zip, null);
        Assert.NotNull(_tally.Resumed(new ResumeNotice(Zip(), 600, 1000)));
        _tally.Received(Module, ModuleFileKind.Zip, 100);
        var now = _tally.Snapshot(1);
        Assert.Equal((1, 100L), (now.Resumes, now.Bytes));
        Assert.Equal((700L, 1000L, 600L), (now.Active[0].Received, now.Active[0].Length!.Value, now.Active[0].ResumedAt!.Value));
    }

    [Fact]
    public void Shows_a_retry_with_its_transfer_until_an_answer_comes()
    {
        _tally.Started(Module, ModuleFileKind.Zip, null);
        Assert.Equal(Module, _tally.Retrying(new RetryNotice(Zip(), 1, TimeSpan.FromSeconds(2), "503 later"))?.Module);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(new PendingRetry(2, TimeSpan.FromSeconds(1.5), "503 later"), _tally.Snapshot(1).Active[0].Retry);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(new PendingRetry(2, TimeSpan.Zero, "503 later"), _tally.Snapshot(1).Active[0].Retry);
        _tally.Started(Module, ModuleFileKind.Zip, 10);
        Assert.Null(_tally.Snapshot(1).Active[0].Retry);
        Assert.Equal(1, _tally.Snapshot(1).Retries);
        Assert.Empty(_tally.Snapshot(1).Requests);
    }

    [Fact]
    public void Shows_a_retry_of_no_transfer_for_as_long_as_it_waits()
    {
        _tally.Started(Module, ModuleFileKind.Zip, null);
        var url = Url.Parse("https://user:secret@p.test/sumdb/lookup/m.test");
        Assert.Null(_tally.Retrying(new RetryNotice(url, 2, TimeSpan.FromSeconds(2), "unexpected EOF")));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(
            new RetriedRequest("https://user:xxxxx@p.test/sumdb/lookup/m.test", new PendingRetry(3, TimeSpan.FromSeconds(1.5), "unexpected EOF")),
            _tally.Snapshot(1).Requests.Single());
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty(_tally.Snapshot(1).Requests);
    }

    [Fact]
    public void Knows_the_bytes_to_come_only_when_every_length_is_known()
    {
        _tally.Planned(3);
        _tally.Published(Version(0), cached: true);
        _tally.Started(Version(1), ModuleFileKind.Zip, 100);
        _tally.Received(Version(1), ModuleFileKind.Zip, 30);
        Assert.Null(_tally.Snapshot(0).BytesLeft);
        _tally.Started(Version(2), ModuleFileKind.Zip, null);
        Assert.Null(_tally.Snapshot(0).BytesLeft);
        _tally.Started(Version(2), ModuleFileKind.Zip, 1000);
        Assert.Equal(1070, _tally.Snapshot(0).BytesLeft);
        _tally.Finished(Version(2), ModuleFileKind.Zip);
        Assert.Equal(70, _tally.Snapshot(0).BytesLeft);
        _tally.Published(Version(1), cached: false);
        _tally.Published(Version(2), cached: false);
        Assert.Null(_tally.Snapshot(0).BytesLeft);
    }

    [Fact]
    public void Takes_what_has_no_length_yet_to_be_as_long_as_the_others()
    {
        _tally.Planned(5);
        _tally.Started(Version(1), ModuleFileKind.Zip, 100);
        _tally.Received(Version(1), ModuleFileKind.Zip, 100);
        _tally.Published(Version(1), cached: false);
        _tally.Started(Version(2), ModuleFileKind.Zip, 1000);
        _tally.Received(Version(2), ModuleFileKind.Zip, 400);
        Assert.Null(_tally.Snapshot(0).BytesExpected);
        _tally.Started(Version(3), ModuleFileKind.Zip, 700);
        Assert.Equal((null, 600 + 700 + (2 * 600)), (_tally.Snapshot(0).BytesLeft, _tally.Snapshot(0).BytesExpected));
    }

    [Fact]
    public void Says_whether_more_are_planned()
    {
        Assert.Equal([true, false, true, false], new[] { 3, 3, 4, 2 }.Select(_tally.Planned));
    }

    [Fact]
    public void Remembers_the_slowest_modules_fetched_counted_from_their_first_byte()
    {
        for (var i = 1; i <= 5; i++)
        {
            _tally.Started(Version(i), ModuleFileKind.Zip, null);
        }

        _tally.Published(Version(6), cached: true);
        foreach (var (version, seconds) in new[] { (1, 2), (2, 5), (3, 1), (4, 4), (5, 3) })
        {
            _tally.Received(Version(version), ModuleFileKind.Zip, 1);
            _time.Advance(TimeSpan.FromSeconds(seconds));
            _tally.Finished(Version(version), ModuleFileKind.Zip);
            _tally.Published(Version(version), cached: false);
        }

        Assert.Equal([(Version(2), 5.0), (Version(4), 4.0), (Version(5), 3.0)], _tally.Snapshot(0).Slowest.Select(slow => (slow.Module, slow.Time.TotalSeconds)));
    }

    private static ModuleId Version(int number) => new("m.test/x", $"v{number}");

    private static Url Zip() => Url.Parse("https://user:secret@p.test/base/m.test/!upper/@v/v1.0.0-!r!c.zip");
}
