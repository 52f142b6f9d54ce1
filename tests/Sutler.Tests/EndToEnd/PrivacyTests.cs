using Microsoft.Extensions.Time.Testing;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>A private module's name never reaches a public proxy or a checksum database. Spec: PROXY-4, SUMDB-3; issue scope 5.</summary>
public sealed class PrivacyTests : IAsyncLifetime
{
    private const string Private = "corp.example/Secret/Thing";

    private TrustWorld _world = null!;
    private ScriptedUpstream _second = null!;
    private TestModule _private = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, Reply?> Behaviours => new()
    {
        { "serves all it has", null },
        { "404", Reply.Failure(404, "not found") },
        { "410", Reply.Failure(410, "gone") },
        { "403", Reply.Failure(403, "no") },
        { "500", Reply.Failure(500, "broken") },
        { "hangs up", new Reply { HangUp = true } },
        { "garbage", Reply.Text("<html>\0") },
        { "an endless redirect", Reply.Redirect("/again") },
        { "a shortened body", Reply.Truncated("{\"Version\":\"v1.0.0\"}"u8.ToArray(), 5) },
    };

    public static TheoryData<string, string, string> Settings => new()
    {
        { "GOPRIVATE", "GOPRIVATE", "corp.example" },
        { "GOPRIVATE with a glob", "GOPRIVATE", "*.invalid,*.example/Sec*" },
        { "both others", "GONOPROXY GONOSUMDB", "corp.example/Secret" },
    };

    public static TheoryData<string, string> Commands => new()
    {
        { "nothing named", "" },
        { "all", "all" },
        { "the version", Private + "@v1.0.0" },
        { "another version", Private + "@v1.0.7" },
        { "latest", Private + "@latest" },
        { "upgrade", Private + "@upgrade" },
        { "patch", Private + "@patch" },
        { "prefix", Private + "@v1" },
        { "range", Private + "@<v1.5.0" },
        { "branch", Private + "@master" },
        { "commit", Private + "@0123456789abcdef" },
        { "no version", Private },
        { "pattern", "corp.example/..." },
        { "below a public name", "corp.example/Secret/Thing/v2@latest ex.com/pub@latest" },
        { "public latest, which requires it", "ex.com/pub@latest" },
        { "traced", "-x -json " + Private + "@latest" },
    };

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _second = await ScriptedUpstream.StartAsync();
        _private = TestModule.Create(Private, "v1.0.0", "module " + Private + "\n\ngo 1.21\n\nrequire corp.example/Deeper v1.1.0\n\nretract v1.0.0\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Behaviours))]
    public async Task Hides_private_names_whatever_the_proxy_does(string name, Reply? behaviour)
    {
        var pub = PublishPublic();
        _second.Otherwise = _ => Reply.Failure(404, "not found");
        Misbehave(behaviour, pub);
        foreach (var list in new[] { "{0}", "{0},{1}", "{0}|{1}", "{0},direct", "{0}|direct", "{0}|off", "{1}|{0},off" })
        {
            _world.Variables["GOPROXY"] = string.Format(null, list, _world.Proxy.Url, _second.Url);
            foreach (var (_, arguments) in Commands.Select(row => row.Data))
            {
                await RunPrivatelyAsync("GOPRIVATE", "corp.example", arguments, pub);
            }
        }

        AssertHidden();
        Assert.True(_world.Proxy.Requests.Count > 0, name);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Hides_private_names_however_they_are_declared(string name, string variables, string globs)
    {
        var pub = PublishPublic();
        foreach (var (_, arguments) in Commands.Select(row => row.Data))
        {
            await RunPrivatelyAsync(variables, globs, arguments, pub);
        }

        AssertHidden();
        Assert.True(_world.Proxy.Requests.Count > 0, name);
    }

    public static IEnumerable<TheoryDataRow<string, string>> NamingCommands =>
        Commands.Where(row => row.Data.Item2.Length == 0 || row.Data.Item2.Contains("corp", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(NamingCommands))]
    public async Task The_test_would_notice_a_name_that_leaks(string name, string arguments)
    {
        await RunPrivatelyAsync("GOPRIVATE", "other.example", arguments, PublishPublic());
        Assert.True(_world.Proxy.Requests.Any(Names), name);
    }

    [Fact]
    public async Task Installs_a_private_module_from_its_own_source_and_asks_no_database_about_it()
    {
        // The list has the company's proxy for what is private: only the database must not hear of it.
        var deeper = TestModule.Create("corp.example/Deeper", "v1.1.0");
        TrustWorld.Serve(_second, deeper);
        TrustWorld.Serve(_second, _private);
        _world.Variables["GOPROXY"] = _second.Url;
        _world.Variables["GONOSUMDB"] = "corp.example";
        _world.Variables["GOSUMDB"] += " " + _world.Proxy.Url;
        _world.Require(null, _private);
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.True(_world.IsInstalled(_private));
        Assert.Empty(_world.Proxy.Requests);

        // Cached now; with the public proxy in the list nothing private is asked, and all is served.
        _world.Variables["GOPROXY"] = _world.Proxy.Url;
        _world.Variables["GOPRIVATE"] = "corp.example";
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        Assert.Equal(0, (await _world.RunAsync("mod", "download", Private + "@v1.0.0")).ExitCode);
        Assert.Equal(0, (await _world.RunAsync("mod", "verify")).ExitCode);
        Assert.Empty(_world.Proxy.Requests);
    }

    [Theory]
    [InlineData("a public module replaced by a private one", "replace ex.com/pub => corp.example/Secret/Thing v1.0.0")]
    [InlineData("a private module replaced by a public fork", "replace corp.example/Secret/Thing => ex.com/fork v1.0.0")]
    [InlineData("a private module replaced by a directory", "replace corp.example/Secret/Thing => ./nowhere")]
    [InlineData("a private version excluded", "exclude corp.example/Secret/Thing v1.0.0")]
    public async Task Hides_private_names_behind_replacements(string name, string line)
    {
        var pub = PublishPublic();
        _world.Publish("ex.com/fork", "v1.0.0");
        foreach (var (_, arguments) in Commands.Select(row => row.Data))
        {
            await RunPrivatelyAsync("GOPRIVATE", "corp.example", arguments, pub, line);
        }

        AssertHidden();
        Assert.True(_world.Proxy.Requests.Count > 0, name);
    }

    [Fact]
    public async Task Hides_private_names_when_everything_times_out()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero };
        _world.Time = time;
        var gate = new Gate();
        _world.Proxy.Otherwise = _ => new Reply { BeforeHeaders = gate };
        _world.Variables["GOPROXY"] = _world.Proxy.Url + "|direct";
        var pub = TestModule.Create("ex.com/pub", "v1.0.0", Public);
        var running = RunPrivatelyAsync("GOPRIVATE", "corp.example", "", pub);
        await gate.WaitForArrivalsAsync(1, Token);
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal(1, (await running).ExitCode);
        AssertHidden();
    }

    private const string Public = "module ex.com/pub\n\ngo 1.16\n\nrequire corp.example/Secret/Thing v1.0.0\n";

    private TestModule PublishPublic() => _world.Publish("ex.com/pub", "v1.0.0", Public);

    private void Misbehave(Reply? behaviour, TestModule pub)
    {
        if (behaviour is null)
        {
            return;
        }

        foreach (var target in new[] { pub.InfoTarget, pub.GoModTarget, pub.ZipTarget, pub.ListTarget, pub.LatestTarget })
        {
            _world.Proxy.Answer(target, behaviour);
        }

        _world.Proxy.Otherwise = _ => behaviour;
    }

    private async Task<ProgramRun> RunPrivatelyAsync(string variables, string globs, string arguments, TestModule pub, string more = "")
    {
        foreach (var variable in variables.Split(' '))
        {
            _world.Variables[variable] = globs;
        }

        _world.Require(null, pub, _private);
        await File.AppendAllTextAsync(Path.Combine(_world.Project, "go.mod"), more + "\n", Token);
        File.Delete(Path.Combine(_world.Project, "go.sum"));
        return await _world.RunAsync(["mod", "download", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)], Token);
    }

    private void AssertHidden()
    {
        Assert.DoesNotContain(_world.Proxy.Requests, Names);
        Assert.DoesNotContain(_second.Requests, Names);
        Assert.DoesNotContain(_world.Database.Requests, path => path.Contains("corp", StringComparison.OrdinalIgnoreCase));
    }

    private static bool Names(RecordedRequest request)
    {
        var all = Uri.UnescapeDataString(request.Target) + string.Concat(request.Headers.Select(header => header.Key + header.Value)) + request.Host;
        return all.Contains("corp", StringComparison.OrdinalIgnoreCase) || all.Contains("ecret", StringComparison.OrdinalIgnoreCase);
    }
}
