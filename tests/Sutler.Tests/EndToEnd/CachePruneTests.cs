using System.Text.Json;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary><c>sutler cache prune</c> as users call it, and what the go command makes of a cache afterwards.</summary>
public sealed class CachePruneTests
{
    private const int KilledPrunes = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tells_first_and_removes_when_told_to()
    {
        await using var world = await TrustWorld.StartAsync();
        var (keep, drop) = await DownloadTwoAsync(world);
        var dry = await world.RunAsync("cache", "prune", "--keep", "go.sum");
        Assert.Equal((0, ""), (dry.ExitCode, dry.Error));
        Assert.Matches(@"^would remove +[0-9.]+ kB  example.com/Drop@v1.0.0 \(last used \d{4}-\d\d-\d\d\)\n1 module and 0 leftovers, [0-9.]+ kB, would be removed; --apply removes them\n$", dry.Output);
        Assert.True(world.IsInstalled(drop));
        var wet = await world.RunAsync("cache", "prune", "-keep=go.sum", "-apply");
        Assert.Equal((0, ""), (wet.ExitCode, wet.Error));
        Assert.Matches(@"^removed +[0-9.]+ kB  example.com/Drop@v1.0.0 .*\nremoved 1 module and 0 leftovers, freed [0-9.]+ kB\n$", wet.Output);
        Assert.True(world.IsInstalled(keep));
        world.AssertUnpublished(drop.Id);
        Assert.Equal("nothing was removed\n", (await world.RunAsync("cache", "prune", "--keep", ".", "--apply")).Output);
        Assert.Equal(0, (await world.RunAsync("mod", "verify")).ExitCode);
        Assert.Equal(0, (await world.RunAsync("mod", "download", "example.com/Drop@v1.0.0")).ExitCode);
        Assert.True(world.IsInstalled(drop));
        world.AssertNothingTemporary();
    }

    [Fact]
    public async Task Speaks_json()
    {
        await using var world = await TrustWorld.StartAsync();
        await DownloadTwoAsync(world);
        var run = await world.RunAsync("cache", "prune", "--json", "--max-size", "0B");
        using var document = JsonDocument.Parse(run.Output);
        var root = document.RootElement;
        Assert.False(root.GetProperty("applied").GetBoolean());
        Assert.Equal(world.Cache, root.GetProperty("cache").GetString());
        var items = root.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(["example.com/Drop", "example.com/keep"], items.Select(item => item.GetProperty("module").GetString()).Order(StringComparer.Ordinal));
        Assert.All(items, item => Assert.Equal(("module", "would-remove"), (item.GetProperty("kind").GetString(), item.GetProperty("outcome").GetString())));
        Assert.Equal(items.Sum(item => item.GetProperty("bytes").GetInt64()), root.GetProperty("bytesToRemove").GetInt64());
    }

    [Fact]
    public async Task Keeps_nothing_by_what_is_no_regular_file_and_does_not_wait_for_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "named pipes and /dev/zero are made the Unix way");
        await using var world = await TrustWorld.StartAsync();
        await DownloadTwoAsync(world);
        // The world reads all its own files.
        using var elsewhere = new ScratchDirectory();
        await ExternalProgram.RunAsync("mkfifo", [elsewhere["pipe"]], Cancellation);
        foreach (var (file, kind) in new[] { (elsewhere["pipe"], "a named pipe"), ("/dev/zero", "a device") })
        {
            var run = await world.RunAsync("cache", "prune", "--keep", file);
            Assert.Equal((1, "", $"sutler: {file}: is {kind}, not a regular file; write what is to be kept into one, and name that\n"), (run.ExitCode, run.Output, run.Error));
        }
    }

    [Theory]
    [InlineData("three words", "a v1 h1:xx\n", "{0}: no go.sum: \"a v1 h1:xx\" is no line of one")]
    [InlineData("no hash", "a v1.0.0 h1:xx\n", "{0}: no go.sum: \"a v1.0.0 h1:xx\" is no line of one")]
    [InlineData("two words", "a v1\n", "malformed go.sum:\n{0}:1: wrong number of fields 2")]
    public async Task Keeps_nothing_by_what_is_no_go_sum(string name, string content, string error)
    {
        await using var world = await TrustWorld.StartAsync();
        await DownloadTwoAsync(world);
        var file = world.Files.Write("project/bad.sum", content);
        var run = await world.RunAsync("cache", "prune", "--keep", "bad.sum");
        Assert.Equal((name, 1, "", $"sutler: {string.Format(null, error, file)}\n"), (name, run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("json", "--json")]
    public async Task Ended_by_ctrl_c_it_tells_what_is_gone(string name, params string[] flags)
    {
        await using var world = await TrustWorld.StartAsync();
        var modules = Enumerable.Range(0, 4).Select(number => world.Publish($"example.com/m{number}", "v1.0.0")).ToArray();
        world.Require(string.Concat(modules.Select(module => module.GoSumLines)), modules);
        Assert.Equal(0, (await world.RunAsync("mod", "download")).ExitCode);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        world.Time = new WatchfulClock(() =>
        {
            if (Trees(world) < modules.Length)
            {
                interrupt.Cancel();
            }
        });
        var run = await world.RunAsync(["cache", "prune", "--max-size", "0B", "--apply", .. flags], interrupt.Token);
        Assert.Equal((name, 130, "sutler: interrupted; what is listed was done, the rest is as it was\n"), (name, run.ExitCode, run.Error));
        var gone = modules.Length - Trees(world);
        Assert.InRange(gone, 1, modules.Length - 1);
        if (name == "json")
        {
            using var document = JsonDocument.Parse(run.Output);
            Assert.True(document.RootElement.GetProperty("interrupted").GetBoolean());
            Assert.Equal(gone, document.RootElement.GetProperty("items").GetArrayLength());
        }
        else
        {
            Assert.Equal(gone + 1, run.Output.Count(character => character == '\n'));
            Assert.Contains($"removed {gone} module", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Ended_before_anything_was_removed_it_says_so()
    {
        await using var world = await TrustWorld.StartAsync();
        await DownloadTwoAsync(world);
        using var interrupt = new CancellationTokenSource();
        await interrupt.CancelAsync();
        var run = await world.RunAsync(["cache", "prune", "--max-size", "0B", "--apply"], interrupt.Token);
        Assert.Equal((130, "", "sutler: interrupted; nothing was removed\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Says_that_it_leaves_alone_what_a_link_leads_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        await using var world = await TrustWorld.StartAsync();
        var (keep, _) = await DownloadTwoAsync(world);
        var ours = Path.Combine(world.Cache, "cache/sutler");
        Directory.Move(ours, world.Files["moved"]);
        Directory.CreateSymbolicLink(ours, world.Files["moved"]);
        var journal = world.Files.Write("moved/v1/digests/20200101T000000Z-1.log", "cannot be read\n");
        var run = await world.RunAsync("cache", "prune", "--apply", "--max-size", "0B");
        Assert.Equal((0, $"sutler: {ours} is a symbolic link; what it leads to is left as it is\n"), (run.ExitCode, run.Error));
        Assert.True(File.Exists(journal));
        world.AssertUnpublished(keep.Id);
    }

    [Theory]
    [InlineData("age without unit", "--older-than", "30", "--older-than 30: want a number and s, m, h, d or w, such as 30d")]
    [InlineData("age too long", "--older-than", "99999999999999999w", "--older-than 99999999999999999w: want")]
    [InlineData("size in unknown units", "--max-size", "10gb", "--max-size 10gb: want a number and B")]
    [InlineData("unknown flag", "--all", "x", "unrecognized command or argument '--all'")]
    public async Task Refuses_a_wrong_command_line(string name, string flag, string value, string error)
    {
        await using var world = await TrustWorld.StartAsync();
        var run = await world.RunAsync("cache", "prune", flag, value);
        Assert.Equal((name, 2, ""), (name, run.ExitCode, run.Output));
        Assert.StartsWith("sutler cache prune: " + error, run.Error, StringComparison.Ordinal);
        Assert.EndsWith("Run 'sutler help cache prune' for usage.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removes_nothing_by_half_a_list_or_in_a_directory_that_is_no_cache()
    {
        await using var world = await TrustWorld.StartAsync();
        var (_, drop) = await DownloadTwoAsync(world);
        world.Files.Write("other/go.sum", "two fields\n");
        Assert.Equal(1, (await world.RunAsync("cache", "prune", "--apply", "--keep", "missing.sum")).ExitCode);
        Assert.Equal(1, (await world.RunAsync("cache", "prune", "--apply", "--keep", world.Files["other"])).ExitCode);
        Assert.Equal(1, (await world.RunAsync("cache", "prune", "--apply", "--keep", world.Files["home"])).ExitCode);
        world.Variables["GOMODCACHE"] = world.Project;
        var refused = await world.RunAsync("cache", "prune", "--apply", "--max-size", "0B");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith($"sutler: {world.Project} does not look like a module cache", refused.Error, StringComparison.Ordinal);
        Assert.True(world.IsInstalled(drop));
        Assert.True(File.Exists(Path.Combine(world.Project, "go.mod")));
    }

    [Fact]
    public async Task Go_builds_what_was_kept_without_network_and_verifies_the_rest()
    {
        var go = Go();
        await using var world = await TrustWorld.StartAsync();
        var (keep, drop) = await DownloadTwoAsync(world);
        Assert.Equal(0, (await world.RunAsync("cache", "prune", "--apply", "--keep", "go.sum")).ExitCode);
        await AssertGoAsync(world, go, ["build", "./..."]);
        await AssertGoAsync(world, go, ["mod", "verify"]);
        await AssertGoAsync(world, go, ["mod", "download", keep.Id.ToString()]);

        // Its go.mod and version are still known; only the zip is gone.
        var list = await GoAsync(world, go, ["list", "-m", "-json", drop.Id.ToString()]);
        Assert.True(list.ExitCode == 0, list.Error);
        Assert.DoesNotContain("\"Dir\"", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_at_any_moment_it_leaves_a_cache_for_go_and_sutler()
    {
        var go = Go();
        await using var world = await TrustWorld.StartAsync();
        var modules = Enumerable.Range(0, 20).Select(number => world.Publish($"example.com/m{number}", "v1.0.0", null,
            [.. Enumerable.Range(0, 30).Select(file => ($"d{file}/f.go", "package f\n"))])).ToArray();
        world.Require(string.Concat(modules.Select(module => module.GoSumLines)), modules);
        Assert.Equal(0, (await world.RunAsync("mod", "download")).ExitCode);
        for (var round = 0; round < KilledPrunes; round++)
        {
            await KillPruneAsync(world, removed: 3 + (round * 5));
            await AssertGoAsync(world, go, ["mod", "verify"]);
            var verify = await world.RunAsync("mod", "verify");
            Assert.True(verify.ExitCode == 0, verify.Everything);
        }

        Assert.Equal(0, (await world.RunAsync("cache", "prune", "--apply")).ExitCode);
        world.AssertNothingTemporary();
        Assert.Equal(0, (await world.RunAsync("mod", "download")).ExitCode);
        await AssertGoAsync(world, go, ["mod", "download"]);
        await AssertGoAsync(world, go, ["mod", "verify"]);
        Assert.All(modules, module => Assert.True(world.IsInstalled(module)));
    }

    // The real process, ended when so many trees are gone from sight: wherever it is by then.
    private static async Task KillPruneAsync(TrustWorld world, int removed)
    {
        var sutler = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "sutler.exe" : "sutler");
        Assert.SkipUnless(File.Exists(sutler), "the program is not beside the tests");
        var trees = Trees(world);
        using var process = ExternalProgram.Start(sutler, ["cache", "prune", "--max-size", "0B", "--apply"], world.Project, world.Variables);
        while (!process.HasExited && trees - Trees(world) < removed)
        {
            await Task.Yield();
        }

        process.Kill();
        await process.WaitForExitAsync(Cancellation);
    }

    private static int Trees(TrustWorld world)
    {
        try
        {
            return Directory.GetDirectories(Path.Combine(world.Cache, "example.com"), "m*@v1.0.0").Length;
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }

    private static async Task<(TestModule Keep, TestModule Drop)> DownloadTwoAsync(TrustWorld world)
    {
        var keep = world.Publish("example.com/keep", "v1.0.0");
        var drop = world.Publish("example.com/Drop", "v1.0.0");
        world.Require(keep.GoSumLines, keep);
        world.Files.Write("project/main.go", "package main\n\nimport _ \"example.com/keep\"\n\nfunc main() {}\n");
        Assert.Equal(0, (await world.RunAsync("mod", "download")).ExitCode);
        var run = await world.RunAsync("mod", "download", drop.Id.ToString());
        Assert.True(run.ExitCode == 0, run.Everything);
        return (keep, drop);
    }

    private sealed class WatchfulClock(Action onLook) : TimeProvider
    {
        public override long GetTimestamp()
        {
            onLook();
            return base.GetTimestamp();
        }
    }

    private static string Go()
    {
        var go = ExternalProgram.Find("go");
        Assert.SkipWhen(go is null, "the go command is not installed (set SUTLER_GO)");
        return go!;
    }

    private static async Task AssertGoAsync(TrustWorld world, string go, string[] arguments)
    {
        var run = await GoAsync(world, go, arguments);
        Assert.True(run.ExitCode == 0, string.Join(' ', arguments) + "\n" + run.Output + run.Error);
    }

    private static Task<(int ExitCode, string Output, string Error)> GoAsync(TrustWorld world, string go, string[] arguments) =>
        ExternalProgram.RunAsync(go, arguments, Cancellation, world.Project, new Dictionary<string, string>(world.Variables)
        {
            ["GOPROXY"] = "off",
            ["GOSUMDB"] = "off",
            ["GOFLAGS"] = "",
            ["GOTOOLCHAIN"] = "local",
            ["GOWORK"] = "off",
            ["GOCACHE"] = world.Files["gocache"],
        });
}
