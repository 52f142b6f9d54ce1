using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary><c>-offline-ready</c> against the go command: whatever single file or line is taken away, both say the same.</summary>
public sealed class OfflineOracleTests : IAsyncLifetime
{
    private TrustWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(ExternalProgram.Find("go") is not null, "no go command (SUTLER_GO)");
        _world = await TrustWorld.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("1.21", "")]
    [InlineData("1.16", "")]
    [InlineData("1.21", "replace ex.com/b => ex.com/fork v1.0.0\nreplace ex.com/c => ../c\n")]
    [InlineData("1.16", "replace ex.com/d v1.0.0 => ex.com/fork/d v1.0.0\n")]
    [InlineData("1.21", "exclude ex.com/e v1.0.0\n")]
    public async Task Says_what_go_build_says(string goVersion, string more)
    {
        await PrepareAsync(goVersion, more);
        Assert.Equal((true, true), await VerdictsAsync());
        await CopyAsync(_world.Cache, _world.Files["full"]);
        var goSum = await File.ReadAllLinesAsync(_world.Files["project/go.sum"], Token);
        var disagreements = new List<string>();
        var refused = 0;
        foreach (var (name, damage) in Damages(goSum))
        {
            damage();
            var (sutler, go) = await VerdictsAsync();
            refused += go ? 0 : 1;
            if (sutler != go)
            {
                disagreements.Add($"{name}: sutler says {sutler}, go {go}");
            }

            TestFiles.DeleteTree(_world.Cache);
            await CopyAsync(_world.Files["full"], _world.Cache);
            await File.WriteAllLinesAsync(_world.Files["project/go.sum"], goSum, Token);
        }

        Assert.Equal([], disagreements);
        Assert.InRange(refused, 6, 40);
    }

    // a uses b and c, b uses a package of c; d is required and not used; e is only in the graph.
    private async Task PrepareAsync(string goVersion, string more)
    {
        var e = _world.Publish("ex.com/e", "v1.0.0");
        var d = _world.Publish("ex.com/d", "v1.0.0", "module ex.com/d\n\ngo 1.16\n\nrequire ex.com/e v1.0.0\n");
        var c = _world.Publish("ex.com/c", "v1.0.0", null, ("deep/c.go", "package deep\n"));
        var b = _world.Publish("ex.com/b", "v1.0.0", "module ex.com/b\n\ngo 1.21\n\nrequire ex.com/c v1.0.0\nrequire ex.com/d v1.0.0\n", ("b.go", "package m\n\nimport _ \"ex.com/c/deep\"\n"));
        var a = _world.Publish("ex.com/a", "v1.0.0", "module ex.com/a\n\ngo 1.21\n\nrequire ex.com/b v1.0.0\nrequire ex.com/c v1.0.0\n", ("a.go", "package m\n\nimport (\n\t_ \"ex.com/b\"\n\t_ \"ex.com/c\"\n)\n"));
        _world.Files.Write("project/go.mod", $"module ex.com/main\n\ngo {goVersion}\n\nrequire ex.com/a v1.0.0\n\nrequire (\n\tex.com/b v1.0.0 // indirect\n\tex.com/c v1.0.0 // indirect\n\tex.com/d v1.0.0 // indirect\n)\n\n{more}");
        var fork = _world.Publish("ex.com/fork", "v1.0.0", "module ex.com/b\n\ngo 1.21\n\nrequire ex.com/c v1.0.0\n", ("b.go", "package m\n\nimport _ \"ex.com/c/deep\"\n"));
        var forkOfD = _world.Publish("ex.com/fork/d", "v1.0.0", "module ex.com/d\n\ngo 1.16\n\nrequire ex.com/e v1.0.0\n");
        _world.Files.Write("c/go.mod", "module ex.com/c\n\ngo 1.21\n");
        _world.Files.Write("c/c.go", "package c\n");
        _world.Files.Write("c/deep/deep.go", "package deep\n");
        _world.Files.Write("project/go.sum", a.GoSumLines + b.GoSumLines + c.GoSumLines + d.GoModLine + e.GoModLine + fork.GoSumLines + forkOfD.GoModLine);
        _world.Files.Write("project/lib.go", "package lib\n\nimport _ \"ex.com/a\"\n");
        var run = await _world.RunAsync("mod", "download");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private IEnumerable<(string Name, Action Damage)> Damages(string[] goSum)
    {
        var cache = _world.Cache;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_world.Files["full"], "cache/download/ex.com"), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_world.Files["full"], path)).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            yield return (file, () => File.Delete(Path.Combine(cache, file)));
        }

        foreach (var tree in Directory.EnumerateDirectories(Path.Combine(_world.Files["full"], "ex.com")).Select(path => Path.GetFileName(path)).Where(name => name.Contains('@')))
        {
            var zip = Path.Combine(cache, "cache/download/ex.com", tree.Split('@')[0], "@v/v1.0.0.zip");
            yield return (tree, () => TestFiles.DeleteTree(Path.Combine(cache, "ex.com", tree)));
            yield return (tree + " and zip", () =>
            {
                TestFiles.DeleteTree(Path.Combine(cache, "ex.com", tree));
                File.Delete(zip);
            }
            );
        }

        foreach (var line in goSum)
        {
            yield return (line, () => File.WriteAllLines(_world.Files["project/go.sum"], goSum.Where(other => other != line)));
        }
    }

    private async Task<(bool Sutler, bool Go)> VerdictsAsync()
    {
        var run = await _world.RunAsync("mod", "download", "--offline-ready");
        var go = await ExternalProgram.RunAsync(ExternalProgram.Find("go")!, ["build", "./..."], Token, _world.Project, new Dictionary<string, string>
        {
            ["HOME"] = _world.Files["home"],
            ["GOPATH"] = _world.Files["gopath"],
            ["GOMODCACHE"] = _world.Cache,
            ["GOCACHE"] = _world.Files["gocache"],
            ["GOPROXY"] = "off",
            ["GOSUMDB"] = _world.Database.VerifierText,
            ["GOENV"] = "off",
            ["GOFLAGS"] = "",
            ["GOTOOLCHAIN"] = "local",
            ["GOTELEMETRY"] = "off",
        });
        return (run.ExitCode == 0, go.ExitCode == 0);
    }

    private static async Task CopyAsync(string from, string to)
    {
        var (code, _, error) = await ExternalProgram.RunAsync("cp", ["-a", from, to], Token);
        Assert.True(code == 0, error);
    }
}
