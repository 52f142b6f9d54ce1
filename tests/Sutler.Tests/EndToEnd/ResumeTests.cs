using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>Partial zips outlive the run that was fetching them; nobody is told of a mismatch that only the pieces are to blame for. Decisions 4 and 6.</summary>
public sealed class ResumeTests : IAsyncLifetime
{
    private const int Cut = 150_000;

    private TrustWorld _world = null!;
    private TestModule _module = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string PartialPath => Path.Combine(_world.Cache, "cache/sutler/v1/partial/ex.com/big/@v/v1.0.0.zip.part");

    private IReadOnlyList<string?> ZipRanges => [.. _world.Proxy.Requests.Where(request => request.Target == _module.ZipTarget).Select(request => request["Range"])];

    private string Rest => $"bytes={Cut}-{_module.Zip.Length - 1}";

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _module = _world.Publish("ex.com/big", "v1.0.0", null, ("data.go", "package big // " + Convert.ToHexString(FileContent(200_000))));
        _world.Require(_module.GoSumLines, _module);
        Assert.True(_module.Zip.Length > Cut + 10_000);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Goes_on_after_an_interruption()
    {
        await InterruptAsync();
        Assert.Equal(Cut, new FileInfo(PartialPath).Length);
        Assert.True(File.Exists(PartialPath + ".state"));
        _world.AssertUnpublished(_module.Id);

        await FinishAsync(Reply.File(_module.Zip), "");

        Assert.Equal([null, Rest], ZipRanges);
    }

    [Fact]
    public async Task Goes_on_after_a_run_that_failed()
    {
        _world.Proxy.Answer(_module.ZipTarget, Reply.File(_module.Zip[..Cut]) with { ClaimedLength = _module.Zip.Length });
        var failed = await _world.RunAsync("mod", "download");
        Assert.Equal(1, failed.ExitCode);
        Assert.Equal($"go: ex.com/big@v1.0.0: read \"{_world.Proxy.Url}{_module.ZipTarget}\": unexpected EOF\n", failed.Error);
        Assert.Equal(Cut, new FileInfo(PartialPath).Length);

        await FinishAsync(Reply.File(_module.Zip), "");

        Assert.Equal([null, Rest], ZipRanges);
    }

    [Fact]
    public async Task Goes_on_within_a_run()
    {
        _world.Variables["SUTLER_RETRIES"] = "2";
        _world.Proxy.Answer(_module.ZipTarget, Reply.File(_module.Zip[..Cut]) with { ClaimedLength = _module.Zip.Length }, Reply.File(_module.Zip));
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal([null, Rest], ZipRanges);
        _world.AssertTidy();
    }

    [Fact]
    public async Task Starts_over_when_the_file_is_another_by_now()
    {
        await InterruptAsync();
        await FinishAsync(Reply.File(_module.Zip, "\"2\""), "");
        Assert.Equal([null, Rest], ZipRanges);
    }

    [Theory]
    [InlineData("wrong bytes in the partial file")]
    [InlineData("wrong bytes in the rest")]
    public async Task Heals_pieces_that_do_not_belong_together(string name)
    {
        await InterruptAsync();
        var rest = Reply.File(_module.Zip);
        if (name == "wrong bytes in the partial file")
        {
            var bytes = await File.ReadAllBytesAsync(PartialPath, Token);
            bytes[5000] ^= 1;
            await File.WriteAllBytesAsync(PartialPath, bytes, Token);
        }
        else
        {
            var other = (byte[])_module.Zip.Clone();
            other[Cut + 5000] ^= 1;
            _world.Proxy.Otherwise = request => request.Target != _module.ZipTarget ? _world.Otherwise(request)
                : Reply.File(request["Range"] is null ? _module.Zip : other);
            rest = null;
        }

        await FinishAsync(rest, "sutler: ex.com/big@v1.0.0: the zip put together from pieces does not verify; fetching it as a whole\n");

        Assert.Equal([null, Rest, null], ZipRanges);
    }

    [Fact]
    public async Task Tells_of_a_mismatch_that_the_whole_file_has_too()
    {
        await InterruptAsync();
        var evil = TestModule.Create("ex.com/big", "v1.0.0", null, ("data.go", "package evil // " + Convert.ToHexString(FileContent(200_000))));
        _world.Proxy.Answer(_module.ZipTarget, Reply.File(evil.Zip));

        var run = await _world.RunAsync("mod", "download");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"verifying ex.com/big@v1.0.0: checksum mismatch\n\tdownloaded: {evil.ZipHash}", run.Error, StringComparison.Ordinal);
        Assert.Contains("SECURITY ERROR", run.Error, StringComparison.Ordinal);
        _world.AssertUnpublished(_module.Id);
        _world.AssertTidy();
    }

    [Theory]
    [InlineData("the same bytes", "\"1\"")]
    [InlineData("perhaps other bytes", "\"2\"")]
    public async Task Lets_another_source_take_over(string name, string tag)
    {
        Assert.NotEmpty(name);
        await using var second = await ScriptedUpstream.StartAsync();
        TrustWorld.Serve(second, _module);
        second.Answer(_module.ZipTarget, Reply.File(_module.Zip, tag));
        _world.Proxy.Answer(_module.ZipTarget, Reply.File(_module.Zip[..Cut]) with { ClaimedLength = _module.Zip.Length });
        _world.Variables["GOPROXY"] = $"{_world.Proxy.Url}|{second.Url}";

        var run = await _world.RunAsync("mod", "download");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.True(_world.IsInstalled(_module));
        var request = Assert.Single(second.Requests, request => request.Target == _module.ZipTarget);
        Assert.Equal((Rest, "\"1\""), (request["Range"], request["If-Range"]));
        _world.AssertTidy();
    }

    [Fact]
    public async Task Asks_no_source_that_is_off_for_the_rest()
    {
        await InterruptAsync();
        _world.Variables["GOPROXY"] = "off";
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("module lookup disabled by GOPROXY=off", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletes_what_was_predicted_and_is_not_wanted()
    {
        // The newer version, which another module requires, takes the place of the one that is listed.
        var newer = _world.Publish("ex.com/big", "v1.1.0");
        var other = _world.Publish("ex.com/other", "v1.0.0", "module ex.com/other\n\ngo 1.21\n\nrequire ex.com/big v1.1.0\n");
        _world.Require(null, _module, other);
        var (zip, goMod) = (new Gate(), new Gate());
        _world.Proxy.Answer(_module.ZipTarget, Reply.File(_module.Zip) with { InBody = zip, StallAfter = Cut });
        _world.Proxy.Answer(other.GoModTarget, Reply.Bytes(other.GoMod) with { BeforeHeaders = goMod });
        var running = _world.RunAsync(["mod", "download"], Token);
        await zip.WaitForArrivalsAsync(1, Token);
        while (!File.Exists(PartialPath) || new FileInfo(PartialPath).Length < Cut)
        {
            Assert.False(running.IsCompleted);
            await Task.Yield();
        }

        goMod.Open();
        var run = await running;

        Assert.Equal(0, run.ExitCode);
        Assert.True(_world.IsInstalled(newer));
        _world.AssertNothingTemporary();
        zip.Open();
    }

    private static byte[] FileContent(int length)
    {
        var content = new byte[length];
        new Random(7).NextBytes(content);
        return content;
    }

    private async Task InterruptAsync()
    {
        var gate = new Gate();
        _world.Proxy.Answer(_module.ZipTarget, Reply.File(_module.Zip) with { InBody = gate, StallAfter = Cut });
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = _world.RunAsync(["mod", "download"], interrupt.Token);
        await gate.WaitForArrivalsAsync(1, Token);
        while (!File.Exists(PartialPath) || new FileInfo(PartialPath).Length < Cut)
        {
            Assert.False(running.IsCompleted, running.IsCompletedSuccessfully ? (await running).Error : "failed");
            await Task.Yield();
        }

        await interrupt.CancelAsync();
        var run = await running.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(130, run.ExitCode);
        gate.Open();
    }

    private async Task FinishAsync(Reply? zip, string error)
    {
        if (zip is not null)
        {
            _world.Proxy.Answer(_module.ZipTarget, zip);
        }
        else
        {
            _world.Proxy.Forget(_module.ZipTarget);
        }

        var run = await _world.RunAsync("mod", "download");
        Assert.Equal((0, error), (run.ExitCode, run.Error));
        Assert.True(_world.IsInstalled(_module));
        _world.AssertTidy();
    }
}
