using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>The sources are asked in the order and by the rules of a download, and each decision is told.</summary>
public sealed class DoctorWalkTests : IAsyncLifetime
{
    private FaultStage _stage = null!;
    private ScriptedUpstream _second = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await FaultStage.OpenAsync();
        _second = _stage.Keep(await ScriptedUpstream.StartAsync());
        _second.Otherwise = _stage.World.Otherwise;
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData("not found before a comma", 404, ",", "warn", "404 and 410 let the next of GOPROXY be asked", 0)]
    [InlineData("gone before a comma", 410, ",", "warn", "404 and 410 let the next of GOPROXY be asked", 0)]
    [InlineData("refused before a comma", 403, ",", "fail", "a failure that is not 404 or 410 ends the search before a comma", 1)]
    [InlineData("failed before a comma", 500, ",", "fail", "a failure that is not 404 or 410 ends the search before a comma", 1)]
    [InlineData("failed before a bar", 500, "|", "warn", "any failure before | lets the next of GOPROXY be asked", 0)]
    [InlineData("refused before a bar", 403, "|", "warn", "any failure before | lets the next of GOPROXY be asked", 0)]
    public async Task Goes_on_where_a_download_goes_on(string name, int status, string separator, string mark, string then, int exitCode)
    {
        var module = TwoProxies(separator);
        _stage.World.Proxy.Otherwise = request => request.Target.StartsWith("/sumdb/", StringComparison.Ordinal) ? _stage.World.Otherwise(request) : Reply.Failure(status, "no");
        var run = await _stage.DoctorAsync(module.Id.ToString());
        Assert.True(run.ExitCode == exitCode, name + run.Everything);
        Assert.Matches($@"\n{mark} +info +{status} ", run.Output);
        Assert.Contains($"then: {then}\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode == 0, _second.Targets.Contains(module.InfoTarget));
        Assert.Equal(exitCode, (await _stage.DownloadAsync(module.Id.ToString())).ExitCode);
    }

    [Fact]
    public async Task Names_the_proxy_that_failed_rather_than_the_keyword_behind_it()
    {
        var module = _stage.World.Publish("ex.com/mod", "v1.0.0");
        _stage.World.Variables["GOPROXY"] = _stage.World.Proxy.Url + "|direct";
        _stage.World.Proxy.Answer(module.InfoTarget, Reply.Failure(503, "busy"));
        var run = await _stage.DoctorAsync(module.Id.ToString());
        Assert.Contains("\ndiagnosis: server-error: 127.0.0.1:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a version that is not there", "ex.com/mod@v1.9.0", "version-not-found")]
    [InlineData("a private name", "git.corp.example/team/lib@v1.0.0", "private-module")]
    [InlineData("a name like any other", "ex.com/nope@v1.0.0", "name-resolution")]
    public async Task Looks_behind_direct_at_what_the_proxies_said(string name, string module, string diagnosis)
    {
        _stage.World.Publish("ex.com/mod", "v1.0.0");
        _stage.World.Variables["GOPROXY"] = _stage.World.Proxy.Url + ",direct";
        var run = await _stage.DoctorAsync(module);
        Assert.True(run.Output.Contains($"\ndiagnosis: {diagnosis}: ", StringComparison.Ordinal), name + run.Everything);
    }

    [Fact]
    public async Task Does_not_wait_for_an_answer_that_drips()
    {
        var module = _stage.World.Publish("ex.com/mod", "v1.0.0");
        _stage.Silence = new Gate();
        var page = Reply.Failure(500, "because", "text/html");
        _stage.World.Proxy.Answer(module.InfoTarget, page, page with { InBody = _stage.Silence });
        var run = await _stage.DoctorAsync(module.Id.ToString());
        Assert.Contains("\ndiagnosis: server-error: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warns_of_a_host_that_is_passed_over()
    {
        var module = TwoProxies("|");
        _stage.World.Variables["GOPROXY"] = "https://gone.corp.example|" + _second.Url;
        var run = await _stage.DoctorAsync(module.Id.ToString());
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains("\nwarn  name            dial tcp: lookup gone.corp.example: no such host", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\nfail ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_for_each_file_from_the_first_source_on()
    {
        var module = TwoProxies(",");
        TrustWorld.Serve(_stage.World.Proxy, module);
        _stage.World.Proxy.Answer(module.ZipTarget, Reply.Failure(404, "no zip here"));
        var run = await _stage.DoctorAsync(module.Id.ToString());
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal([module.ZipTarget, module.ZipTarget], _second.Targets);
        Assert.Equal("bytes=0-0", _second.Requests[0]["Range"]);
    }

    [Fact]
    public async Task Takes_the_version_that_the_project_requires_and_else_the_latest()
    {
        var module = _stage.World.Publish("ex.com/mod", "v1.0.0");
        Assert.Contains("ok    query           ex.com/mod@latest is v1.0.0\n", (await _stage.DoctorAsync("ex.com/mod")).Output, StringComparison.Ordinal);
        _stage.World.Require(module.GoSumLines, module);
        var run = await _stage.DoctorAsync("ex.com/mod");
        Assert.Contains("module          ex.com/mod@v1.0.0, as go.mod requires\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("go.sum          lists ex.com/mod@v1.0.0\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("a branch", "main", "diagnosis: version-not-found: ex.com/mod has no version main")]
    [InlineData("no query at all", ">v9", "diagnosis: bad-name: ambiguous semantic version \"v9\" in range \">v9\"\n")]
    [InlineData("a range", ">=v9.0.0", "diagnosis: version-not-found: ex.com/mod has no version >=v9.0.0; the highest of its 1 version: v1.0.0")]
    public async Task Explains_a_query_that_nothing_answers(string name, string query, string diagnosis)
    {
        _stage.World.Publish("ex.com/mod", "v1.0.0");
        var run = await _stage.DoctorAsync("ex.com/mod@" + query);
        Assert.True(run.Output.Contains(diagnosis, StringComparison.Ordinal), name + run.Everything);
    }

    [Theory]
    [InlineData("by a directory", "replace ex.com/mod => ../mod\n", "ex.com/mod@v1.0.0 is replaced by the directory ../mod: it is not downloaded", 0)]
    [InlineData("by another module", "replace ex.com/mod => ex.com/other v1.2.0\n", "ex.com/mod@v1.0.0 is replaced by ex.com/other@v1.2.0", 1)]
    public async Task Follows_replacements(string name, string line, string told, int exitCode)
    {
        _stage.World.Files.Write("project/go.mod", "module ex.com/main\n\ngo 1.21\n\nrequire ex.com/mod v1.0.0\n\n" + line);
        var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.True(run.Output.Contains(told, StringComparison.Ordinal), name + run.Everything);
        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public async Task Says_of_the_main_module_that_it_is_not_downloaded()
    {
        _stage.World.Require(null);
        var run = await _stage.DoctorAsync("ex.com/main");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("diagnosis: none: ex.com/main is the main module: it is not downloaded\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_be_interrupted()
    {
        var silence = new Gate();
        _stage.World.Proxy.Otherwise = _ => Reply.Text("") with { BeforeHeaders = silence };
        using var stop = new CancellationTokenSource();
        var run = _stage.World.RunAsync(["doctor", "ex.com/mod@v1.0.0"], stop.Token);
        await silence.WaitForArrivalsAsync(1, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        Assert.Equal(130, (await run).ExitCode);
    }

    private TestModule TwoProxies(string separator)
    {
        var module = TestModule.Create("ex.com/mod", "v1.0.0");
        _stage.World.Database.Add("ex.com/mod", "v1.0.0", module.ZipHash, module.GoModHash);
        TrustWorld.Serve(_second, module);
        _stage.World.Variables["GOPROXY"] = _stage.World.Proxy.Url + separator + _second.Url;
        return module;
    }
}
