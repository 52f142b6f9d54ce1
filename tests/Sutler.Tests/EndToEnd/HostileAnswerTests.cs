using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>Answers of a proxy made to do harm: .info, .mod, lists, redirects, sizes and silence. Spec: INFO, LIST, MOD, ZIP, HTTP rules.</summary>
public sealed class HostileAnswerTests : IAsyncLifetime
{
    private const int Large = (16 << 20) + 1;
    private static readonly string Deep = new('[', 100_000);

    private TrustWorld _world = null!;
    private TestModule _module = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, Reply, string> Infos => new()
    {
        { "no JSON", Reply.Text("<html>\u001b[2J"), "invalid response from proxy" },
        { "empty", Reply.Text(""), "unexpected end of JSON input" },
        { "null", Reply.Text("null"), "proxy returned info for version  instead of requested version" },
        { "another version", Reply.Text("""{"Version":"v1.0.1"}"""), "proxy returned info for version v1.0.1 instead of requested version" },
        { "a version that steers the terminal", Reply.Text("""{"Version":"v1.0.0\u001b[2J\u202e"}"""), "proxy returned info for version v1.0.0\\x1b[2J\\u202e instead" },
        { "a path for a version", Reply.Text("""{"Version":"../../../../evil"}"""), "instead of requested version" },
        { "deep", Reply.Text(Deep), "" },
        { "a deep origin", Reply.Text("{\"Version\":\"v1.0.0\",\"Origin\":" + string.Concat(Enumerable.Repeat("{\"URL\":", 50_000))), "" },
        { "a bad time", Reply.Text("""{"Version":"v1.0.0","Time":"yesterday"}"""), "invalid response from proxy" },
        { "too large", Reply.Bytes(new byte[Large]), "" },
        { "gigabytes announced", Reply.Bytes(new byte[10]) with { ClaimedLength = 4L << 30 }, "" },
        { "a gzip bomb", Reply.Gzip(new byte[100 << 20]), "" },
        { "broken gzip", Reply.Bytes([0x1f, 0x8b, 8, 0, 1, 2, 3]) with { Headers = [("Content-Encoding", "gzip")] }, "" },
        { "cut", Reply.Truncated(new byte[100], 10), "unexpected EOF" },
        { "reset", Reply.Bytes(new byte[100]) with { ResetAfter = 10 }, "" },
        { "hangs up", new Reply { HangUp = true }, "Get \"http://127.0.0.1:" },
        { "a redirect to itself", Reply.Redirect("v1.0.0.info"), "stopped after 10 redirects" },
        { "a redirect to a file", Reply.Redirect("file:///etc/passwd"), "" },
        { "a redirect without a target", Reply.Redirect(""), "" },
        { "an error page that steers the terminal", Reply.Failure(500, "\u001b[2J"), "500 Internal Server Error" },
        { "an endless error page", Reply.Failure(500, new string('x', 1 << 20)), "[Truncated: too long.]" },
        { "206", Reply.Text("{}") with { Status = 206 }, "206 Partial Content" },
        { "204", Reply.Text("") with { Status = 204 }, "204 No Content" },
        { "a reason that steers the terminal", Reply.Text("") with { Status = 500, Reason = "no\u001b[2J" }, "500 no" },
    };

    public static TheoryData<string, Reply, string> GoMods => new()
    {
        { "another text", Reply.Text("module ex.com/evil\n"), "checksum mismatch" },
        { "empty", Reply.Text(""), "checksum mismatch" },
        { "too large", Reply.Bytes(new byte[Large]), "response is larger than 16777216 bytes" },
        { "gigabytes announced", Reply.Bytes(new byte[10]) with { ClaimedLength = 4L << 30 }, "response is larger than 16777216 bytes" },
        { "a gzip bomb", Reply.Gzip(new byte[100 << 20]), "response is larger than 16777216 bytes" },
        { "cut", Reply.Truncated(new byte[100], 10), "unexpected EOF" },
    };

    public static TheoryData<string, string> BadGoMods => new()
    {
        { "invalid UTF-8", "module ex.com/mod\nrequire \xff v1.0.0\n" },
        { "deep brackets", "module ex.com/mod\nrequire " + new string('(', 100_000) },
        { "unclosed block", "module ex.com/mod\nrequire (\n" },
        { "unclosed string", "module \"ex.com/mod\n" },
        { "no module", "go 1.21\n" },
        { "another path", "module ex.com/other\n" },
        { "a path that steers the terminal", "module \"ex.com/\\x1b[2J\"\n" },
        { "NUL", "module ex.com/mod\0\n" },
        { "a go version from the future", "module ex.com/mod\n\ngo 9.99\n" },
        { "no line ends", "module ex.com/mod " + new string('x', 15 << 20) },
        { "deep lists", "module ex.com/mod\nrequire " + Deep },
    };

    public static TheoryData<string, Reply> Lists => new()
    {
        { "garbage", Reply.Text("v1.0.0 \0\u001b[2J\nv\n<html>\n../../evil\nv1.0.0-..\n") },
        { "binary", Reply.Bytes([0xff, 0xfe, 0, 10, 0xff]) },
        { "too large", Reply.Bytes(new byte[Large]) },
        { "a gzip bomb", Reply.Gzip(new byte[100 << 20]) },
        { "one endless line", Reply.Text("v1." + new string('9', 5 << 20)) },
        { "versions that are not there", Reply.Text(string.Concat(Enumerable.Range(0, 200_000).Select(i => $"v1.{i}.0\n"))) },
        { "redirect loop", Reply.Redirect("list") },
        { "cut", Reply.Truncated(new byte[100], 10) },
    };

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _module = _world.Publish("ex.com/mod", "v1.0.0");
        _world.Require(_module.GoSumLines, _module);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [MemberData(nameof(Infos))]
    public async Task Refuses_a_bad_info(string name, Reply reply, string reason)
    {
        _world.Proxy.Answer(_module.InfoTarget, reply);
        await AssertRefusedAsync(name, reason);
    }

    [Theory]
    [MemberData(nameof(GoMods))]
    public async Task Refuses_a_go_mod_of_other_bytes(string name, Reply reply, string reason)
    {
        _world.Require("", _module);
        _world.Proxy.Answer(_module.GoModTarget, reply);
        await AssertRefusedAsync(name, reason);
    }

    [Theory]
    [MemberData(nameof(BadGoMods))]
    public async Task Survives_a_go_mod_that_is_signed_and_bad(string name, string text)
    {
        _world.Variables["GOSUMDB"] = "off";
        _world.Require("", _module);
        _world.Proxy.Answer(_module.GoModTarget, Reply.Bytes(Encoding.Latin1.GetBytes(text)));
        var run = await _world.RunAsync(["mod", "download", "all"], Token);
        TestContext.Current.TestOutputHelper?.WriteLine(run.Everything);
        Assert.Equal((name, 1), (name, run.ExitCode));
        AssertClear(run);
        _world.AssertNothingTemporary();
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Survives_a_bad_list(string name, Reply reply)
    {
        _world.Proxy.Answer(_module.ListTarget, reply);
        foreach (var query in new[] { "latest", "v1", ">=v1.0.1", "patch" })
        {
            var run = await _world.RunAsync(["mod", "download", "ex.com/mod@" + query], Token);
            TestContext.Current.TestOutputHelper?.WriteLine(run.Everything);
            Assert.True(run.ExitCode is 1 || (run.ExitCode is 0 && name is "garbage") || query is "patch", name);
            Assert.DoesNotContain('\u001b', run.Everything);
            Assert.DoesNotContain("internal error", run.Everything, StringComparison.Ordinal);
            Assert.True(run.Everything.Length < 20_000, name);
        }

        _world.AssertTidy();
    }

    [Theory]
    [InlineData(".info")]
    [InlineData(".mod")]
    [InlineData(".zip")]
    public async Task Gives_up_on_a_body_that_stalls(string suffix)
    {
        var time = new FakeTimeProvider();
        _world.Time = time;
        var gate = new Gate();
        _world.Proxy.Answer($"/ex.com/mod/@v/v1.0.0{suffix}", Reply.Bytes(new byte[100]) with { InBody = gate, StallAfter = 0 });
        var url = $"{_world.Proxy.Url}/ex.com/mod/@v/v1.0.0{suffix}";
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.OnErrorLine = line =>
        {
            if (line.StartsWith($"# get {url}: 200 OK", StringComparison.Ordinal))
            {
                answered.TrySetResult();
            }
        };
        var running = _world.RunAsync(["mod", "download", "-x", "ex.com/mod@v1.0.0"], Token);
        await answered.Task.WaitAsync(Token);
        // The first step may come before anybody waits for the body; five of them are still less than the limits of the whole.
        for (var step = 0; step < 5 && !running.IsCompleted; step++)
        {
            time.Advance(TimeSpan.FromSeconds(65));
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(2), Token));
        }

        var run = await running;
        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith($"\ngo: ex.com/mod@v1.0.0: read \"{url}\": no data received for 60 seconds\n", run.Error, StringComparison.Ordinal);
        _world.AssertUnpublished(_module.Id);
        _world.AssertTidy();
    }

    [Theory]
    [InlineData("announced", 501L << 20)]
    public async Task Refuses_a_zip_that_is_too_large_before_it_reads_any(string name, long length)
    {
        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(new byte[10]) with { ClaimedLength = length });
        await AssertRefusedAsync(name, "downloaded zip file too large");
    }

    [Fact]
    public async Task Goes_on_to_the_next_proxy_after_half_a_zip_and_keeps_nothing_of_the_first()
    {
        await using var second = await ScriptedUpstream.StartAsync();
        TrustWorld.Serve(second, _module);
        _world.Proxy.Answer(_module.ZipTarget, Reply.Truncated([.. _module.Zip, .. _module.Zip], _module.Zip.Length + 10));
        _world.Variables["GOPROXY"] = $"{_world.Proxy.Url}|{second.Url}";
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(_module.Zip, await File.ReadAllBytesAsync(Path.Combine(_world.Cache, "cache/download/ex.com/mod/@v/v1.0.0.zip"), Token));
    }

    private static void AssertClear(ProgramRun run)
    {
        Assert.Equal(1, run.Error.Split('\n').Count(line => line.StartsWith("go: ", StringComparison.Ordinal)));
        Assert.DoesNotContain(run.Everything, c => char.IsControl(c) && c is not ('\n' or '\t'));
        Assert.DoesNotContain("internal error", run.Everything, StringComparison.Ordinal);
        Assert.True(run.Everything.Length < 20_000, "the error is too long");
    }

    private async Task AssertRefusedAsync(string name, string reason)
    {
        foreach (var arguments in new string[][] { [], ["ex.com/mod@v1.0.0"] })
        {
            var run = await _world.RunAsync(["mod", "download", .. arguments], Token);
            TestContext.Current.TestOutputHelper?.WriteLine(run.Everything);
            Assert.Equal((name, 1), (name, run.ExitCode));
            Assert.Contains(reason, run.Error, StringComparison.Ordinal);
            AssertClear(run);
            _world.AssertUnpublished(_module.Id);
            _world.AssertTidy();
            var goMod = Path.Combine(_world.Cache, "cache/download/ex.com/mod/@v/v1.0.0.mod");
            Assert.True(!File.Exists(goMod) || (await File.ReadAllBytesAsync(goMod, Token)).AsSpan().SequenceEqual(_module.GoMod), "a go.mod that does not verify is in the cache");
        }

        // Nothing is remembered against the module once the proxy is well again.
        TrustWorld.Serve(_world.Proxy, _module);
        var repaired = await _world.RunAsync("mod", "download");
        Assert.Equal((0, ""), (repaired.ExitCode, repaired.Error));
        Assert.True(_world.IsInstalled(_module));
    }
}
