using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary><c>sutler doctor</c> without a module.</summary>
public sealed class DoctorMachineTests : IAsyncLifetime
{
    private FaultStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await FaultStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Finds_no_trouble_where_there_is_none()
    {
        var module = _stage.World.Publish("ex.com/mod", "v1.0.0");
        _stage.World.Require(module.GoSumLines, module);
        var run = await _stage.DoctorAsync();
        Assert.True(run.ExitCode == 0, run.Everything);
        Goldens.Check("machine.txt", _stage.General(run.Output));
        Assert.All(_stage.World.Proxy.Targets, target => Assert.StartsWith("/sumdb/", target, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a proxy that fails", 500, "server-error")]
    [InlineData("a proxy that wants credentials", 401, "access-denied")]
    [InlineData("a proxy that has enough", 429, "rate-limited")]
    public async Task Asks_every_proxy(string name, int status, string diagnosis)
    {
        var second = _stage.Keep(await ScriptedUpstream.StartAsync());
        second.Otherwise = _ => Reply.Failure(status, "no");
        _stage.World.Variables["GOPROXY"] = $"{_stage.World.Proxy.Url},{second.Url},off";
        var run = await _stage.DoctorAsync();
        Assert.True(run.ExitCode == 1 && run.Output.Contains($"\ndiagnosis: {diagnosis}: 127.0.0.1:{second.Port} ", StringComparison.Ordinal), name + run.Everything);
        Assert.Contains("source          off: what is not in the cache by then fails\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_a_checksum_database_that_does_not_answer()
    {
        _stage.World.Database.Fail("/latest", 500);
        var run = await _stage.DoctorAsync();
        Assert.Contains("\ndiagnosis: checksum-database-unreachable: ", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task Finds_a_checksum_database_that_is_another()
    {
        _stage.World.Database.Change("/latest", answer => answer with { Body = [.. answer.Body.Select(letter => letter == 'A' ? (byte)'B' : letter)] });
        var run = await _stage.DoctorAsync();
        Assert.Contains("\ndiagnosis: checksum-database-untrusted: ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GOFLAGS", "nonsense", "parsing $GOFLAGS: non-flag")]
    [InlineData("GOPATH", "relative", "GOPATH entry is relative")]
    [InlineData("GOMODCACHE", "relative", "GOMODCACHE: relative is relative; must be absolute path")]
    [InlineData("GOSUMDB", "a b c", "GOSUMDB: invalid GOSUMDB: too many fields")]
    [InlineData("GOAUTH", "off; netrc", "GOAUTH=off cannot be combined")]
    [InlineData("GO111MODULE", "off", "modules disabled by GO111MODULE=off")]
    [InlineData("SUTLER_RETRIES", "many", "SUTLER_RETRIES")]
    public async Task Finds_settings_that_cannot_be_used(string name, string value, string told)
    {
        _stage.World.Variables[name] = value;
        if (name == "GOAUTH")
        {
            await _stage.SecureAsync("goproxy.corp.example");
        }

        var run = await _stage.DoctorAsync();
        Assert.True(run.ExitCode == 1, run.Everything);
        Assert.Contains("\ndiagnosis: bad-settings: ", run.Output, StringComparison.Ordinal);
        Assert.Contains(told, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_where_settings_come_from()
    {
        var file = _stage.World.Files.Write("goenv", "GOPRIVATE=*.corp.example\nGOFLAGS=-modcacherw\n");
        _stage.World.Variables["GOENV"] = file;
        var run = await _stage.DoctorAsync();
        Assert.Contains($"GOPRIVATE: *.corp.example ({file})\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"GOFLAGS: -modcacherw ({file})\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"GOPROXY: {_stage.World.Proxy.Url} (environment)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("client.retries: 0 (environment SUTLER_RETRIES)\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing before the version", "@v1.0.0")]
    [InlineData("no version after the sign", "ex.com/mod@")]
    [InlineData("two modules", "ex.com/mod ex.com/other")]
    [InlineData("an unknown flag", "--nonsense")]
    public async Task Refuses_a_command_line_that_means_nothing(string name, string line)
    {
        var run = await _stage.DoctorAsync(line.Split(' '));
        Assert.True(run.ExitCode == 2, name + run.Everything);
        Assert.EndsWith("Run 'sutler help doctor' for usage.\n", run.Error, StringComparison.Ordinal);
    }
}
