using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>Ctrl-C at any moment: nothing half done is visible, no lock is held, the next run finishes the job.</summary>
public sealed class CancellationTests : IAsyncLifetime
{
    private TrustWorld _world = null!;
    private TestModule _module = null!;
    private TestModule _second = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _module = _world.Publish("ex.com/mod", "v1.0.0");
        _second = _world.Publish("ex.com/second", "v1.0.0");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("/ex.com/mod/@v/v1.0.0.info", "")]
    [InlineData("/ex.com/mod/@v/v1.0.0.mod", "")]
    [InlineData("/ex.com/mod/@v/v1.0.0.zip", "")]
    [InlineData("/ex.com/mod/@v/v1.0.0.zip", "all")]
    [InlineData("/ex.com/mod/@v/v1.0.0.zip", "ex.com/mod@v1.0.0")]
    [InlineData("/ex.com/mod/@v/list", "ex.com/mod@latest")]
    [InlineData("/sumdb/", "")]
    [InlineData("/sumdb/", "ex.com/mod@v1.0.0")]
    public async Task Leaves_nothing_behind_while_a_request_is_under_way(string target, string arguments)
    {
        var gate = new Gate();
        Hold(target, gate);
        _world.Require(_module.GoModLine + _second.GoModLine, _module, _second);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = _world.RunAsync(Words(arguments), interrupt.Token);
        await gate.WaitForArrivalsAsync(1, Token);
        await interrupt.CancelAsync();
        var run = await running.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(130, run.ExitCode);
        Assert.StartsWith("sutler: interrupted", run.Error, StringComparison.Ordinal);
        _world.AssertUnpublished(_module.Id);
        _world.AssertTidy();

        gate.Open();
        var again = await _world.RunAsync(Words(arguments), Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.True(_world.IsInstalled(_module));
    }

    [Fact]
    public async Task Leaves_nothing_behind_at_any_moment()
    {
        var big = _world.Publish("ex.com/big", "v1.0.0", null, [.. Enumerable.Range(0, 200).Select(i => ($"d{i % 7}/f{i}.go", new string('x', 20_000)))]);
        _world.Require(_module.GoSumLines + _second.GoSumLines + big.GoSumLines, _module, _second, big);
        var interrupted = 0;
        for (var moment = 0; moment < 60; moment++)
        {
            TestFiles.DeleteTree(_world.Cache);
            using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
            interrupt.CancelAfter(TimeSpan.FromMilliseconds(moment));
            var run = await _world.RunAsync(Words(""), interrupt.Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
            Assert.True(run.ExitCode is 0 or 130, run.Error);
            interrupted += run.ExitCode == 130 ? 1 : 0;
            _world.AssertTidy();
            var again = await _world.RunAsync(Words(""), Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
            Assert.Equal((0, ""), (again.ExitCode, again.Error));
            Assert.Equal(0, (await _world.RunAsync("mod", "verify")).ExitCode);
            Assert.True(_world.IsInstalled(big) && _world.IsInstalled(_module) && _world.IsInstalled(_second));
        }

        Assert.True(interrupted > 0, "no run was interrupted");
    }

    private static string[] Words(string arguments) => ["mod", "download", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private void Hold(string target, Gate gate)
    {
        if (target == "/sumdb/")
        {
            _world.Proxy.Otherwise = request => _world.Otherwise(request) with { BeforeHeaders = gate };
            return;
        }

        var honest = target[^4..] switch
        {
            "info" => Reply.Text(_module.Info),
            ".mod" => Reply.Bytes(_module.GoMod),
            ".zip" => Reply.Bytes(_module.Zip),
            _ => Reply.Text(_module.Id.Version),
        };
        _world.Proxy.Answer(target, honest with { InBody = gate, StallAfter = 5 });
    }
}
