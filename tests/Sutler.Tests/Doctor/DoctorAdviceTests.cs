using Microsoft.Extensions.Time.Testing;
using Sutler.Go.Doctor;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>Advice that names what is really wrong: the proxy, the variable, the host.</summary>
public sealed class DoctorAdviceTests : IAsyncLifetime
{
    private FaultStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await FaultStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Does_not_blame_an_http_proxy_that_is_not_there()
    {
        _stage.World.Proxy.Otherwise = _ => Reply.Failure(407);
        await AssertEndsAsync(
            "access-denied: 127.0.0.1:PORT answers as an HTTP proxy does, and is asked as a module proxy: 407 Proxy Authentication Required",
            "correct GOPROXY (environment): an HTTP proxy belongs into HTTPS_PROXY; if 127.0.0.1:PORT is a module proxy, tell who runs it");
    }

    [Theory]
    [InlineData("HTTPS_PROXY", "", "wants to know who asks", "put user and password of the HTTP proxy into its URL in HTTPS_PROXY")]
    [InlineData("https_proxy", "me:s3cr3t-pass@", "refuses the user and password it is told", "correct user and password in the URL in https_proxy")]
    [InlineData("SUTLER_PROXY", "me:s3cr3t-pass@", "refuses the user and password it is told", "correct user and password in the URL in SUTLER_PROXY")]
    public async Task Names_the_variable_that_set_the_proxy(string variable, string user, string summary, string next)
    {
        _stage.World.Variables["GOPROXY"] = "https://goproxy.corp.example";
        _stage.World.Variables[variable] = _stage.World.Proxy.Url.Replace("://", "://" + user, StringComparison.Ordinal);
        _stage.World.Proxy.Otherwise = _ => Reply.Failure(407);
        await AssertEndsAsync($"access-denied: the HTTP proxy http://127.0.0.1:PORT {summary}: Proxy Authentication Required", next);
    }

    [Fact]
    public async Task Advises_https_for_a_password_in_an_http_url()
    {
        _stage.World.Variables["GOPROXY"] = _stage.World.Proxy.Url.Replace("://", "://me:s3cr3t-pass@", StringComparison.Ordinal);
        await AssertEndsAsync(
            "bad-settings: GOPROXY has user and password for 127.0.0.1:PORT, which go only to https URLs: refusing to pass credentials to insecure URL: http://xxxxx@127.0.0.1:PORT/ex.com/mod/@v/v1.0.0.info",
            "write https instead of http for 127.0.0.1:PORT in GOPROXY (environment)");
        Assert.Empty(_stage.World.Proxy.Requests);
    }

    [Fact]
    public async Task Names_the_host_that_GOSUMDB_names()
    {
        _stage.World.Publish("ex.com/mod", "v1.0.0");
        var other = _stage.Keep(await ScriptedUpstream.StartAsync());
        other.Otherwise = _ => Reply.Failure(403, "no");
        _stage.World.Variables["GOSUMDB"] += " " + other.Url;
        var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.EndsWith($"\nnext: make {other.Url} reachable, or name a proxy in GOPROXY that passes its answers on\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".info")]
    [InlineData(".mod")]
    public async Task Calls_an_answer_that_drips_late_and_never_broken(string suffix)
    {
        var module = _stage.World.Publish("ex.com/mod", "v1.0.0");
        _stage.Silence = new Gate();
        // A part comes, and the rest when it is too late.
        var reply = Reply.Bytes(suffix == ".mod" ? module.GoMod : System.Text.Encoding.UTF8.GetBytes(module.Info)) with { StallAfter = 3, InBody = _stage.Silence };
        _stage.World.Proxy.Answer(suffix == ".mod" ? module.GoModTarget : module.InfoTarget, reply);
        var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.Contains("\ndiagnosis: timeout: 127.0.0.1:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("given up")]
    [InlineData("broken by giving it up")]
    public async Task An_answer_that_is_not_whole_in_time_is_late_however_its_connection_ends(string name)
    {
        var clock = new FakeTimeProvider();
        var answer = TimeLimit.RunAsync<int>(clock, AskAsync, TestContext.Current.CancellationToken);
        clock.Advance(TimeLimit.Whole);
        var fault = FaultReader.Read(await Assert.ThrowsAsync<SlowAnswerException>(() => answer));
        Assert.Equal((FaultClass.Timeout, "no whole answer within 15 seconds", TimeLimit.Whole), (fault.Class, fault.Reason, fault.Limit));

        async Task<int> AskAsync(CancellationToken token)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            catch (OperationCanceledException) when (name != "given up")
            {
                throw new TransferException("unexpected EOF") { Fault = TransferFault.Broken };
            }

            return 0;
        }
    }

    private async Task AssertEndsAsync(string diagnosis, string next)
    {
        var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.True(run.ExitCode == 1, run.Everything);
        Assert.EndsWith($"\ndiagnosis: {diagnosis}\nnext: {next}\n", _stage.General(run.Output), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", run.Everything, StringComparison.Ordinal);
    }
}
