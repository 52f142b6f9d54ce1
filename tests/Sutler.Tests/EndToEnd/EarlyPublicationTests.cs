using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>No module waits for another one's files to be published. Architecture 2: no barriers; ADR 5.</summary>
public sealed class EarlyPublicationTests : IAsyncLifetime
{
    private readonly Gate _gate = new();
    private readonly TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TrustWorld _world = null!;
    private TestModule _quick = null!;
    private TestModule _slow = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _quick = _world.Publish("ex.com/quick", "v1.0.0");
        _slow = _world.Publish("ex.com/slow", "v1.0.0");
        _world.Require(_quick.GoSumLines + _slow.GoSumLines, _quick, _slow);
        _world.Proxy.Answer(_slow.InfoTarget, Reply.Text(_slow.Info) with { BeforeHeaders = _gate });
        _world.OnErrorLine = line =>
        {
            if (line.Contains("\"published\"", StringComparison.Ordinal) && line.Contains("ex.com/quick", StringComparison.Ordinal))
            {
                _published.TrySetResult();
            }
        };
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("what go.mod lists")]
    [InlineData("everything", "all")]
    public async Task Publishes_a_module_while_the_information_on_another_is_awaited(string name, params string[] arguments)
    {
        var run = _world.RunAsync(["mod", "download", "-progress=json", .. arguments], Token);
        Assert.NotEmpty(name);
        await _published.Task.WaitAsync(Token);
        Assert.True(_world.IsInstalled(_quick));
        Assert.False(run.IsCompleted);
        _gate.Open();
        var ended = await run;
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(2, ended.Error.Split('\n').Count(line => line.Contains("\"event\":\"published\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("what go.mod lists")]
    [InlineData("everything", "all")]
    public async Task Brings_a_zip_while_the_go_mod_of_another_is_awaited(string name, params string[] arguments)
    {
        Assert.NotEmpty(name);
        var brought = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Proxy.Answer(_slow.InfoTarget, Reply.Text(_slow.Info));
        _world.Proxy.Answer(_slow.GoModTarget, Reply.Bytes(_slow.GoMod) with { BeforeHeaders = _gate });
        _world.OnErrorLine = line =>
        {
            if (line.Contains("\"finished\"", StringComparison.Ordinal) && line.Contains("ex.com/quick", StringComparison.Ordinal) && line.Contains("\"zip\"", StringComparison.Ordinal))
            {
                brought.TrySetResult();
            }
        };
        var run = _world.RunAsync(["mod", "download", "-progress=json", .. arguments], Token);
        await brought.Task.WaitAsync(Token);
        Assert.False(_world.IsInstalled(_quick));
        Assert.False(run.IsCompleted);
        _gate.Open();
        Assert.Equal(0, (await run).ExitCode);
        Assert.True(_world.IsInstalled(_quick));
    }

    [Fact]
    public async Task An_interruption_leaves_what_had_arrived()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = _world.RunAsync(["mod", "download", "-progress=json"], stop.Token);
        await _published.Task.WaitAsync(Token);
        await stop.CancelAsync();
        await run;
        Assert.True(_world.IsInstalled(_quick));
        Assert.False(File.Exists(Path.Combine(_world.Cache, "cache/download/ex.com/slow/@v/v1.0.0.info")));
    }

    [Fact]
    public async Task A_module_that_go_sum_does_not_list_waits_until_go_sum_is_settled()
    {
        _gate.Open();
        _world.Require(_quick.GoModLine + _slow.GoSumLines, _quick, _slow);
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal(0, run.ExitCode);
        Assert.True(_world.IsInstalled(_quick));
        // Without arguments nothing is added for a zip. Spec: WRITE-1.
        Assert.Equal(_quick.GoModLine + _slow.GoSumLines, await File.ReadAllTextAsync(_world.Files["project/go.sum"], Token));
    }
}
