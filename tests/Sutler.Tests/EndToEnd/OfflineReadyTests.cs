using System.Text.Json;
using Sutler.Go.Toolchains;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary><c>mod download -offline-ready</c> and <c>-toolchain</c>: what a build without network would miss, and the toolchain it wants.</summary>
public sealed class OfflineReadyTests : IAsyncLifetime
{
    private TrustWorld _world = null!;
    private TestModule _direct = null!;
    private TestModule _indirect = null!;
    private TestModule _unused = null!;

    private static string Platform => $"{HostPlatform.GoOs}-{HostPlatform.GoArch}";

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _indirect = _world.Publish("ex.com/indirect", "v1.0.0", null, ("sub/s.go", "package s\n"));
        _direct = _world.Publish(
            "ex.com/direct",
            "v1.0.0",
            "module ex.com/direct\n\ngo 1.21\n\nrequire ex.com/indirect v1.0.0\n",
            ("d.go", "package m\n\nimport (\n\t// its name\n\ts \"ex.com/indirect/sub\"\n\t\"fmt\"\n)\n"),
            ("gen.go", "//go:build ignore\n\npackage main\n\nimport \"ex.com/nobody\"\n"),
            ("d_test.go", "package m\n\nimport \"ex.com/for/tests\"\n"));
        _unused = _world.Publish("ex.com/unused", "v1.0.0");
        _world.Require(_direct.GoSumLines + _indirect.GoSumLines + _unused.GoModLine, _direct, _indirect, _unused);
        _world.Files.Write("project/main.go", "package main\n\nimport _ \"ex.com/direct\"\n\nfunc main() {}\n");
        _world.Files.Write("project/testdata/x.go", "package x\n\nimport _ \"ex.com/nobody\"\n");
        _world.Files.Write("project/internal/deep/deep.go", "package deep; import `ex.com/main/internal`; import . \"ex.com/direct\"");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Is_ready_after_a_download_and_asks_nobody()
    {
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        var asked = _world.Proxy.Requests.Count;

        var run = await _world.RunAsync("mod", "download", "--offline-ready");

        Assert.Equal((0, "ready: GOPROXY=off go build ./... finds all it needs (2 modules)\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(asked, _world.Proxy.Requests.Count);
        _world.AssertTidy();
    }

    [Theory]
    [InlineData("direct/@v/v1.0.0.mod", ".mod       ex.com/direct@v1.0.0: CACHE/cache/download/ex.com/direct/@v/v1.0.0.mod\n")]
    [InlineData("indirect/@v/v1.0.0.mod", ".mod       ex.com/indirect@v1.0.0: CACHE/cache/download/ex.com/indirect/@v/v1.0.0.mod\n")]
    [InlineData("unused/@v/v1.0.0.mod", "")]
    [InlineData("direct/@v/v1.0.0.info", "")]
    [InlineData("direct/@v/v1.0.0.zip", "")]
    [InlineData("direct/@v/v1.0.0.ziphash", "")]
    public async Task Names_the_file_that_a_build_would_miss(string file, string expected)
    {
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        File.Delete(Path.Combine(_world.Cache, "cache/download/ex.com", file));

        await AssertSaysAsync(expected);
    }

    [Theory]
    [InlineData("direct", true, ".zip       ex.com/direct@v1.0.0: CACHE/cache/download/ex.com/direct/@v/v1.0.0.zip\n")]
    [InlineData("indirect", true, ".zip       ex.com/indirect@v1.0.0: CACHE/cache/download/ex.com/indirect/@v/v1.0.0.zip\n")]
    [InlineData("indirect", false, "")]
    [InlineData("unused", true, "")]
    public async Task Wants_the_tree_or_the_zip(string name, bool zipToo, string expected)
    {
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        TestFiles.DeleteTree(Path.Combine(_world.Cache, $"ex.com/{name}@v1.0.0"));
        if (zipToo)
        {
            File.Delete(Path.Combine(_world.Cache, $"cache/download/ex.com/{name}/@v/v1.0.0.zip"));
        }

        await AssertSaysAsync(expected);
    }

    [Fact]
    public async Task Names_every_line_that_go_sum_lacks()
    {
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        _world.Files.Write("project/go.sum", _direct.GoModLine);

        await AssertSaysAsync("go.sum     ex.com/direct v1.0.0\ngo.sum     ex.com/indirect v1.0.0\ngo.sum     ex.com/indirect v1.0.0/go.mod\n");
    }

    [Fact]
    public async Task Names_a_package_that_no_module_has()
    {
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        _world.Files.Write("project/more.go", "package main\n\nimport _ \"ex.com/indirect/none\"\n");

        await AssertSaysAsync("package    ex.com/indirect/none: no module has it\n");
    }

    [Fact]
    public async Task Says_that_nothing_is_needed_where_there_are_no_packages()
    {
        foreach (var file in new[] { "main.go", "internal/deep/deep.go" })
        {
            File.Delete(_world.Files["project/" + file]);
        }

        Assert.Equal("ready: no package here needs a module\n", (await _world.RunAsync("mod", "download", "--offline-ready")).Output);
    }

    [Fact]
    public async Task Names_all_of_an_empty_cache_and_in_json()
    {
        var run = await _world.RunAsync("mod", "download", "--offline-ready", "-json");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.False(json.GetProperty("ready").GetBoolean());
        Assert.Equal(
            ["mod ex.com/direct", "zip ex.com/direct"],
            json.GetProperty("missing").EnumerateArray().Select(item => $"{item.GetProperty("kind").GetString()} {item.GetProperty("path").GetString()}"));
        Assert.Empty(_world.Proxy.Requests);
        _world.AssertTidy();
    }

    [Fact]
    public async Task Reads_the_graph_of_a_module_before_go_1_17_and_names_what_it_lacks()
    {
        // From go 1.21 on a dependency would raise the go line.
        var direct = _world.Publish("ex.com/direct", "v1.1.0", "module ex.com/direct\n\ngo 1.20\n\nrequire ex.com/indirect v1.1.0\n", ("d.go", "package m\n\nimport _ \"ex.com/indirect/sub\"\n"));
        var indirect = _world.Publish("ex.com/indirect", "v1.1.0", "module ex.com/indirect\n\ngo 1.20\n", ("sub/s.go", "package s\n"));
        var unused = _world.Publish("ex.com/unused", "v1.1.0", "module ex.com/unused\n\ngo 1.20\n");
        _world.Files.Write("project/go.sum", direct.GoSumLines + indirect.GoSumLines + unused.GoModLine);
        var goMod = _world.Files["project/go.mod"];
        await File.WriteAllTextAsync(goMod, "module ex.com/main\n\ngo 1.16\n\nrequire ex.com/direct v1.1.0\nrequire ex.com/unused v1.1.0\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        await AssertSaysAsync("");
        File.Delete(Path.Combine(_world.Cache, "cache/download/ex.com/unused/@v/v1.1.0.mod"));

        await AssertSaysAsync(".mod       ex.com/unused@v1.1.0: CACHE/cache/download/ex.com/unused/@v/v1.1.0.mod\n");
    }

    [Fact]
    public async Task Fetches_the_toolchain_that_go_mod_asks_for_and_knows_when_it_is_there()
    {
        var toolchain = _world.Publish("golang.org/toolchain", $"v0.0.1-go1.99.1.{Platform}", null, ("bin/go", "#!/bin/sh\n"));
        AskFor("go 1.99\n\ntoolchain go1.99.1");
        _world.Variables["GOTOOLCHAIN"] = "auto";
        Assert.Equal(1, (await _world.RunAsync("mod", "download")).ExitCode);
        var run = await _world.RunAsync("mod", "download", "--offline-ready");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"toolchain  go1.99.1: golang.org/toolchain@v0.0.1-go1.99.1.{Platform}\n", run.Output, StringComparison.Ordinal);

        run = await _world.RunAsync("mod", "download", "--toolchain", "-json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"\"Path\": \"golang.org/toolchain\",\n\t\"Version\": \"v0.0.1-go1.99.1.{Platform}\",", run.Output, StringComparison.Ordinal);
        Assert.True(_world.IsInstalled(toolchain));
        Assert.DoesNotContain(_world.Proxy.Targets, target => target == toolchain.InfoTarget || target == toolchain.GoModTarget);
        Assert.DoesNotContain("toolchain", await File.ReadAllTextAsync(_world.Files["project/go.sum"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var asked = _world.Proxy.Requests.Count;
        await AssertSaysAsync("");
        Directory.Delete(Path.Combine(_world.Cache, "cache/download/sumdb"), recursive: true);
        run = await _world.RunAsync("mod", "download", "--offline-ready");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("toolchain  golang.org/toolchain@v0.0.1-go1.99.1", run.Output, StringComparison.Ordinal);
        Assert.Equal(asked, _world.Proxy.Requests.Count);
    }

    [Fact]
    public async Task Lets_the_real_go_switch_to_it_without_network()
    {
        var go = ExternalProgram.Find("go");
        Assert.SkipUnless(go is not null, "no go command (SUTLER_GO)");
        (string, string)[] files = [("bin/go", "#!/bin/sh\necho switched to $1\n"), ("bin/gofmt", "#!/bin/sh\n"), ("pkg/tool/x", "x\n"), ("lib/x", "x\n"), ("src/_go.mod", "module std\n")];
        _world.Publish("golang.org/toolchain", $"v0.0.1-go1.99.1.{Platform}", null, files);
        AskFor("go 1.99\n\ntoolchain go1.99.1");
        Assert.False(await SwitchesAsync());
        Assert.Equal(0, (await _world.RunAsync("mod", "download", "-toolchain")).ExitCode);
        Assert.True(await SwitchesAsync());
        await AssertSaysAsync("");
        Directory.Delete(Path.Combine(_world.Cache, "cache/download/sumdb"), recursive: true);
        Assert.False(await SwitchesAsync());

        async Task<bool> SwitchesAsync()
        {
            var run = await ExternalProgram.RunAsync(go, ["version"], TestContext.Current.CancellationToken, _world.Project, new Dictionary<string, string>
            {
                ["HOME"] = _world.Files["home"],
                ["GOPATH"] = _world.Files["gopath"],
                ["GOMODCACHE"] = _world.Cache,
                ["GOPROXY"] = "off",
                ["GOSUMDB"] = _world.Database.VerifierText,
                ["GOENV"] = "off",
                ["GOTOOLCHAIN"] = "auto",
                ["GOTELEMETRY"] = "off",
            });
            return (run.ExitCode, run.Output) == (0, "switched to version\n");
        }
    }

    [Theory]
    [InlineData("unknown to the database", "auto", 1, "go: golang.org/toolchain@v0.0.1-go1.99.1.PLATFORM: verifying module: checksum mismatch")]
    [InlineData("not there", "go1.99.2+auto", 1, "go: download go1.99.2 for OS/ARCH: toolchain not available\n")]
    [InlineData("on PATH only", "path", 1, "go: cannot find \"go1.99.1\" in PATH\n")]
    [InlineData("never", "local", 1, "go: go.mod requires go >= 1.99 (running go 1.24.4; GOTOOLCHAIN=local)\n")]
    public async Task Says_why_there_is_no_toolchain(string name, string setting, int exitCode, string expected)
    {
        _ = name;
        var honest = _world.Publish("golang.org/toolchain", $"v0.0.1-go1.99.1.{Platform}", null, ("bin/go", "#!/bin/sh\n"));
        var forged = TestModule.Create(honest.Id.Path, honest.Id.Version, null, ("bin/go", "#!/bin/sh\nevil\n"));
        _world.Proxy.Answer(forged.ZipTarget, Reply.Bytes(forged.Zip));
        AskFor("go 1.99\n\ntoolchain go1.99.1");
        _world.Variables["GOTOOLCHAIN"] = setting;
        // Whatever these say, a toolchain is checked.
        _world.Variables["GONOSUMDB"] = "*";

        var run = await _world.RunAsync("mod", "download", "--toolchain");

        Assert.Equal(exitCode, run.ExitCode);
        var text = expected.Replace("PLATFORM", Platform, StringComparison.Ordinal).Replace("OS/ARCH", Platform.Replace('-', '/'), StringComparison.Ordinal);
        Assert.Contains(text.Replace("go: golang.org", "golang.org", StringComparison.Ordinal), run.Error, StringComparison.Ordinal);
        Assert.False(_world.IsInstalled(forged));
    }

    [Fact]
    public async Task Needs_no_toolchain_where_the_users_go_will_do()
    {
        var run = await _world.RunAsync("mod", "download", "--toolchain");

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.DoesNotContain(_world.Proxy.Targets, target => target.Contains("toolchain", StringComparison.Ordinal));
    }

    private void AskFor(string lines)
    {
        var goMod = _world.Files["project/go.mod"];
        File.WriteAllText(goMod, File.ReadAllText(goMod).Replace("go 1.21", lines, StringComparison.Ordinal));
    }

    private async Task AssertSaysAsync(string expected)
    {
        var asked = _world.Proxy.Requests.Count;
        var run = await _world.RunAsync("mod", "download", "--offline-ready");
        var said = run.Output.Split("not ready: ")[0].Replace(_world.Cache, "CACHE", StringComparison.Ordinal);
        Assert.Equal((expected.Length == 0 ? 0 : 1, ""), (run.ExitCode, run.Error));
        Assert.Equal(expected, said.StartsWith("ready", StringComparison.Ordinal) ? "" : said);
        Assert.Equal(asked, _world.Proxy.Requests.Count);
    }
}
