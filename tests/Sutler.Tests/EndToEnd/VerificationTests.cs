using Sutler.Go.Cache;
using Sutler.TestKit;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>go.sum and the checksum database decide before anything gets its final name. Spec: WHEN, GOSUM-7, TLOG-10.</summary>
public sealed class VerificationTests : IAsyncLifetime
{
    private const string SecurityError = """


        SECURITY ERROR
        This download does NOT match an earlier download recorded in go.sum.
        The bits may have been replaced on the origin server, or an attacker may
        have intercepted the download attempt.

        For more information, see 'go help module-auth'.

        """;

    private TrustWorld _world = null!;
    private TestModule _module = null!;
    private TestModule _evil = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _module = _world.Publish("ex.com/mod", "v1.0.0");
        _evil = TestModule.Create("ex.com/mod", "v1.0.0", null, ("evil.go", "package m\n"));
        _world.Require(_module.GoModLine, _module);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("no arguments", "")]
    [InlineData("named", "ex.com/mod@v1.0.0")]
    [InlineData("queried", "ex.com/mod@latest")]
    [InlineData("json", "-json")]
    [InlineData("twice", "ex.com/mod@v1.0.0 ex.com/mod@v1.0.0 ex.com/mod@latest")]
    public async Task A_zip_that_contradicts_go_sum_ends_the_run(string name, string arguments)
    {
        _world.Require(_module.GoSumLines, _module);
        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_evil.Zip));
        var run = await RunAsync(arguments);
        Assert.Equal((name, 1, ""), (name, run.ExitCode, run.Output));
        Assert.StartsWith(
            $"verifying ex.com/mod@v1.0.0: checksum mismatch\n\tdownloaded: {_evil.ZipHash}\n\tgo.sum:     {_module.ZipHash}{SecurityError}sutler: ",
            run.Error,
            StringComparison.Ordinal);
        AssertNothing();
    }

    [Theory]
    [InlineData("no arguments", "")]
    [InlineData("named", "ex.com/mod@v1.0.0")]
    public async Task A_go_mod_that_contradicts_go_sum_ends_the_run(string name, string arguments)
    {
        var other = TestModule.Create("ex.com/mod", "v1.0.0", "module ex.com/mod\n\n// evil\n");
        _world.Require(_module.GoSumLines, _module);
        _world.Proxy.Answer(_module.GoModTarget, Reply.Bytes(other.GoMod));
        var run = await RunAsync(arguments);
        Assert.Equal((name, 1), (name, run.ExitCode));
        Assert.StartsWith(
            $"verifying ex.com/mod@v1.0.0/go.mod: checksum mismatch\n\tdownloaded: {other.GoModHash}\n\tgo.sum:     {_module.GoModHash}{SecurityError}sutler: ",
            run.Error,
            StringComparison.Ordinal);
        AssertNothing();
        Assert.False(File.Exists(Path.Combine(_world.Cache, "cache/download/ex.com/mod/@v/v1.0.0.mod")));
    }

    [Theory]
    [InlineData("no arguments", "")]
    [InlineData("named", "ex.com/mod@v1.0.0")]
    [InlineData("twice", "ex.com/mod@v1.0.0 ex.com/mod@v1.0.0")]
    public async Task A_zip_that_contradicts_the_database_is_refused(string name, string arguments)
    {
        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_evil.Zip));
        var run = await RunAsync(arguments);
        Assert.Equal((name, 1), (name, run.ExitCode));
        Assert.StartsWith(
            $"go: ex.com/mod@v1.0.0: verifying module: checksum mismatch\n\tdownloaded: {_evil.ZipHash}\n\t{_world.Database.Name}: {_module.ZipHash}\n\nSECURITY ERROR\nThis download does NOT match the one reported by the checksum server.\n",
            run.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("no such file", run.Error, StringComparison.Ordinal);
        AssertNothing();
        await AssertRepairableAsync();
    }

    public static TheoryData<string, Func<TestAnswer, TestAnswer>, string> Databases => new()
    {
        { "/lookup/", _ => TestAnswer.Failure(500, "broken"), "500 Internal Server Error" },
        { "/lookup/", _ => TestAnswer.Failure(404, "not found"), "404 Not Found" },
        { "/lookup/", _ => TestAnswer.Text([]), "" },
        { "/lookup/", _ => TestAnswer.Text("<html>"u8.ToArray()), "" },
        { "/lookup/", answer => answer with { Body = answer.Body[..^20] }, "" },
        { "/lookup/", answer => answer with { Body = Flip(answer.Body, 20) }, "" },
        { "/lookup/", answer => answer with { Body = Flip(answer.Body, answer.Body.Length - 20) }, "" },
        { "/lookup/", answer => answer with { Body = [.. answer.Body, .. new byte[17 << 20]] }, "response is larger than" },
        { "/lookup/", answer => answer with { Body = [.. "99999999\n"u8, .. answer.Body.AsSpan(answer.Body.AsSpan().IndexOf((byte)'\n') + 1)] }, "" },
        { "/tile/", _ => TestAnswer.Failure(500, "broken"), "500 Internal Server Error" },
        { "/tile/", answer => answer with { Body = Flip(answer.Body, 0) }, "" },
        { "/tile/", _ => TestAnswer.Bytes([]), "" },
        { "/tile/", answer => answer with { Body = [.. answer.Body, .. answer.Body] }, "" },
        { "/supported", _ => TestAnswer.Failure(500, "broken"), "500 Internal Server Error" },
    };

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_database_that_fails_or_lies_verifies_nothing(string prefix, Func<TestAnswer, TestAnswer> change, string reason)
    {
        _world.Database.Change(prefix, change);
        foreach (var arguments in new[] { "", "ex.com/mod@v1.0.0" })
        {
            var run = await RunAsync(arguments);
            TestContext.Current.TestOutputHelper?.WriteLine(run.Everything);
            Assert.Equal(1, run.ExitCode);
            Assert.StartsWith("go: ex.com/mod@v1.0.0: verifying module: ", run.Error, StringComparison.Ordinal);
            Assert.Contains(reason, run.Error, StringComparison.Ordinal);
            Assert.Equal(1, run.Error.Split('\n').Count(line => line.StartsWith("go: ", StringComparison.Ordinal)));
            AssertNothing();
        }

        _world.Database.Repair();
        await AssertRepairableAsync();
    }

    [Fact]
    public async Task A_database_that_forks_is_exposed_with_both_heads()
    {
        var first = _world.Publish("ex.com/first", "v1.0.0");
        Assert.Equal(0, (await RunAsync("ex.com/first@v1.0.0")).ExitCode);
        var fork = new TestChecksumDatabase();
        fork.Add("ex.com/evil", "v1.0.0", "h1:x=", "h1:y=");
        fork.Grow(9);
        fork.Add("ex.com/mod", "v1.0.0", _evil.ZipHash, _module.GoModHash);
        var old = await File.ReadAllBytesAsync(_world.Files["gopath/pkg/sumdb/" + fork.Name + "/latest"], Token);
        _world.Proxy.Otherwise = request => Reply.Bytes(fork.Handle(Uri.UnescapeDataString(request.Target)) is { Status: 200 } answer ? answer.Body : []);
        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_evil.Zip));
        var run = await RunAsync("ex.com/mod@v1.0.0");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("SECURITY ERROR\ngo.sum database server misbehavior detected!\n\nold database:\n\tgo.sum database tree\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("\nnew database:\n\tgo.sum database tree\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("\nproof of misbehavior:\n\t", run.Error, StringComparison.Ordinal);
        Assert.Equal(old, await File.ReadAllBytesAsync(_world.Files["gopath/pkg/sumdb/" + fork.Name + "/latest"], Token));
        Assert.True(_world.IsInstalled(first));
        _world.AssertUnpublished(_module.Id);
        _world.AssertTidy();
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_verifies_nothing()
    {
        await using (var gone = await ScriptedUpstream.StartAsync())
        {
            _world.Variables["GOSUMDB"] += " " + gone.Url;
        }

        var run = await RunAsync("ex.com/mod@v1.0.0");
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("^go: ex.com/mod@v1.0.0: verifying module: ex.com/mod@v1.0.0: Get \"http://127.0.0.1:[0-9]+/lookup/ex.com/mod@v1.0.0\": dial tcp 127.0.0.1:[0-9]+: connect: connection refused\n$", run.Error);
        AssertNothing();
    }

    [Fact]
    public async Task A_fatal_mismatch_does_not_wait_for_other_transfers_and_leaves_nothing_of_them()
    {
        var slow = _world.Publish("ex.com/slow", "v1.0.0");
        var gate = new Gate();
        _world.Require(_module.GoSumLines + slow.GoSumLines, _module, slow);
        _world.Proxy.Answer(slow.ZipTarget, Reply.Bytes(slow.Zip) with { InBody = gate, StallAfter = 50 });
        var hold = new Gate();
        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_evil.Zip) with { BeforeHeaders = hold });
        var running = RunAsync("");
        await gate.WaitForArrivalsAsync(1, Token);
        hold.Open();
        var run = await running.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("verifying ex.com/mod@v1.0.0: checksum mismatch\n", run.Error, StringComparison.Ordinal);
        _world.AssertUnpublished(slow.Id);
        AssertNothing();
        gate.Open();
    }

    [Fact]
    public async Task What_was_only_predicted_is_given_up_once_the_graph_is_known()
    {
        var old = _world.Publish("ex.com/dep", "v1.0.0");
        var newer = _world.Publish("ex.com/dep", "v1.1.0");
        var wants = _world.Publish("ex.com/wants", "v1.0.0", "module ex.com/wants\n\ngo 1.21\n\nrequire ex.com/dep v1.1.0\n");
        var (gate, last) = (new Gate(), new Gate());
        _world.Proxy.Answer(old.ZipTarget, Reply.Bytes(old.Zip) with { InBody = gate, StallAfter = 10 });
        _world.Proxy.Answer(newer.ZipTarget, Reply.Bytes(newer.Zip) with { InBody = last, StallAfter = 10 });
        _world.Require("", wants, old);
        var running = RunAsync("");
        await last.WaitForArrivalsAsync(1, Token);

        // Another process that wants the old zip must not wait for the end of this run.
        var locks = new FileLocks(TimeProvider.System);
        var transferLock = Path.Combine(_world.Cache, "cache/sutler/v1/partial/ex.com/dep/@v/v1.0.0.lock");
        (await locks.ExclusiveAsync(transferLock, Token).WaitAsync(TimeSpan.FromSeconds(20), Token)).Dispose();
        last.Open();
        var run = await running.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.True(_world.IsInstalled(newer));
        _world.AssertUnpublished(old.Id);
        gate.Open();
    }

    private static byte[] Flip(byte[] data, int at)
    {
        var flipped = (byte[])data.Clone();
        if (flipped.Length > at)
        {
            flipped[at] ^= 1;
        }

        return flipped;
    }

    private Task<ProgramRun> RunAsync(string arguments) =>
        _world.RunAsync(["mod", "download", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)], Token);

    private void AssertNothing()
    {
        _world.AssertUnpublished(_module.Id);
        _world.AssertTidy();
    }

    private async Task AssertRepairableAsync()
    {
        TrustWorld.Serve(_world.Proxy, _module);
        var run = await RunAsync("ex.com/mod@v1.0.0");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.True(_world.IsInstalled(_module));
    }
}
