using System.Text.Json;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Repair;

/// <summary>Everything else that <c>mod repair</c> repairs, leaves alone and says.</summary>
public sealed class CacheRepairTests
{
    private const string WrongHash = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private static readonly Dictionary<string, (Action<RepairWorld> Damage, string Part, string Source)> Damages = new(StringComparer.Ordinal)
    {
        ["a file of the tree changed"] = (w => w.Edit("b.go", "package evil\n"), "tree", "the zip in the cache"),
        ["a file of the tree gone"] = (w => { w.OpenTree(); File.Delete(Path.Combine(w.Tree, "b.go")); }, "tree", "the zip in the cache"),
        ["a file in the tree too many"] = (w => { w.OpenTree(); File.WriteAllText(Path.Combine(w.Tree, "c.go"), "package m\n"); }, "tree", "the zip in the cache"),
        ["a link in the tree"] = (w => { w.OpenTree(); File.Delete(Path.Combine(w.Tree, "b.go")); File.CreateSymbolicLink(Path.Combine(w.Tree, "b.go"), "/etc/passwd"); }, "tree", "the zip in the cache"),
        ["a mode in the tree"] = (w => File.SetUnixFileMode(Path.Combine(w.Tree, "b.go"), (UnixFileMode)0b111_101_101), "tree", "the zip in the cache"),
        ["the tree a file"] = (w => { TestFiles.DeleteTree(w.Tree); File.WriteAllText(w.Tree, "x"); }, "tree", "the zip in the cache"),
        ["ziphash wrong"] = (w => File.WriteAllText(w.Stem + ".ziphash", WrongHash), "ziphash", "the zip in the cache"),
        ["ziphash of zeros"] = (w => File.WriteAllBytes(w.Stem + ".ziphash", new byte[47]), "ziphash", "the zip in the cache"),
        ["ziphash gone"] = (w => File.Delete(w.Stem + ".ziphash"), "ziphash", "the zip in the cache"),
        ["ziphash a link"] = (w => { File.Delete(w.Stem + ".ziphash"); File.CreateSymbolicLink(w.Stem + ".ziphash", w.Zip); }, "ziphash", "the zip in the cache"),
        ["mod changed"] = (w => File.AppendAllText(w.Stem + ".mod", "// more\n"), "go.mod", "the extracted tree"),
        ["mod empty"] = (w => File.WriteAllText(w.Stem + ".mod", ""), "go.mod", "the extracted tree"),
        ["mod changed, no tree"] = (w => { TestFiles.DeleteTree(w.Tree); File.AppendAllText(w.Stem + ".mod", "// more\n"); }, "go.mod", "the zip in the cache"),
        ["mod a directory"] = (w => { File.Delete(w.Stem + ".mod"); Directory.CreateDirectory(w.Stem + ".mod"); }, "go.mod", "the extracted tree"),
        ["mod changed, nothing else there"] = (w => { TestFiles.DeleteTree(w.Tree); File.Delete(w.Zip); File.Delete(w.Stem + ".ziphash"); File.AppendAllText(w.Stem + ".mod", "// more\n"); }, "go.mod", "PROXY"),
        ["info no JSON"] = (w => File.WriteAllText(w.Stem + ".info", "{"), "info", "PROXY"),
        ["info of another version"] = (w => File.WriteAllText(w.Stem + ".info", "{\"Version\":\"v1.0.1\",\"Time\":\"2020-02-02T20:20:20Z\"}"), "info", "PROXY"),
        ["info with another time"] = (w => File.WriteAllText(w.Stem + ".info", "{\"Version\":\"v1.0.0\",\"Time\":\"2021-02-02T20:20:20Z\"}"), "info", "PROXY"),
        ["list wrong"] = (w => File.WriteAllText(Path.Combine(Path.GetDirectoryName(w.Zip)!, "list"), "v9.9.9\n"), "list", "the .mod files beside it"),
    };

    public static TheoryData<string> Cases => [.. Damages.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Repairs_what_is_damaged_and_nothing_else(string name)
    {
        await using var world = await RepairWorld.StartAsync();
        var good = world.Snapshot();
        var (damage, part, source) = Damages[name];
        damage(world);
        var isGone = name.Contains("no tree", StringComparison.Ordinal) || name.Contains("nothing else", StringComparison.Ordinal);
        var run = await world.RepairAsync();
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains($"  repaired: {part} ", run.Output, StringComparison.Ordinal);
        Assert.Contains($"    from   {source.Replace("PROXY", world.Trust.Proxy.Url, StringComparison.Ordinal)}", run.Output, StringComparison.Ordinal);
        // The module graph is loaded from the network where no go.mod can be read.
        Assert.Equal(source == "PROXY" || name == "mod a directory" ? 1 : 0, world.NewRequests.Count);
        if (!isGone)
        {
            Assert.Equal(good, world.Snapshot());
        }

        await world.AssertGoodAsync(name);
    }

    [Theory]
    [InlineData("zeros", 47)]
    [InlineData("nothing", 0)]
    public async Task A_ziphash_that_nobody_else_knows_is_taken_from_the_zip(string name, int length)
    {
        await using var world = await RepairWorld.StartAsync();
        world.Trust.Variables["GOSUMDB"] = "off";
        world.Trust.Require(world.Module.GoModLine, world.Module);
        await File.WriteAllBytesAsync(world.Stem + ".ziphash", new byte[length], Token);
        var run = await world.RepairAsync();
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal(world.Module.ZipHash, await File.ReadAllTextAsync(world.Stem + ".ziphash", Token));
        await world.AssertGoodAsync(name);
    }

    [Fact]
    public async Task Says_when_there_is_nothing_to_repair()
    {
        await using var world = await RepairWorld.StartAsync();

        // Verification may store what the checksum database says of the lines of go.sum.
        Assert.Equal(0, (await world.Trust.RunAsync("mod", "verify", "-deep", "-all")).ExitCode);
        var good = world.Snapshot();
        await world.AssertGoodAsync("fresh");
        Assert.Equal(good, world.Snapshot());
    }

    [Fact]
    public async Task Answers_and_tiles_of_the_database_are_fetched_and_proven_again()
    {
        await using var world = await RepairWorld.StartAsync(hasGoSum: false);
        var tiles = Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(world.Lookup)))!, "tile"), "*", SearchOption.AllDirectories).ToList();
        RepairWorld.Flip(world.Lookup, 10);
        RepairWorld.Flip(tiles[0], 3);
        var run = await world.RepairAsync("--all");
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains("  repaired: sumdb " + world.Lookup, run.Output, StringComparison.Ordinal);
        Assert.Contains($"sumdb {tiles[0]}", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, Directory.EnumerateFiles(world.Quarantine, "report.json", SearchOption.AllDirectories).Count());
        Assert.True(File.Exists(world.Lookup));
        await world.AssertGoodAsync("database");
    }

    [Fact]
    public async Task A_damaged_answer_stays_until_the_good_one_is_there()
    {
        await using var world = await RepairWorld.StartAsync(hasGoSum: false);
        var good = await File.ReadAllBytesAsync(world.Lookup, Token);
        RepairWorld.Flip(world.Lookup, 10);
        var bad = await File.ReadAllBytesAsync(world.Lookup, Token);
        var gate = new Gate();
        var otherwise = world.Trust.Proxy.Otherwise;
        world.Trust.Proxy.Otherwise = request => request.Target.Contains("/lookup/", StringComparison.Ordinal)
            ? otherwise(request) with { InBody = gate, StallAfter = 10 }
            : otherwise(request);
        var running = world.RepairAsync("--all");
        await gate.WaitForArrivalsAsync(1, Token);
        Assert.Equal(bad, await File.ReadAllBytesAsync(world.Lookup, Token));
        gate.Open();
        Assert.Equal(0, (await running).ExitCode);
        Assert.Equal(good, await File.ReadAllBytesAsync(world.Lookup, Token));
    }

    [Fact]
    public async Task A_go_mod_that_keeps_the_graph_from_loading_is_repaired()
    {
        await using var world = await RepairWorld.StartAsync();
        await File.AppendAllTextAsync(world.Stem + ".mod", "\nrequire ex.com/evil v1.0.0\n", Token);
        Assert.Equal(1, (await world.Trust.RunAsync("mod", "verify")).ExitCode);
        var run = await world.RepairAsync();
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal(world.Module.GoMod, await File.ReadAllBytesAsync(world.Stem + ".mod", Token));
        await world.AssertGoodAsync("graph");
    }

    [Fact]
    public async Task A_line_of_go_sum_is_told_of_and_never_edited()
    {
        await using var world = await RepairWorld.StartAsync();
        var sums = world.Module.GoModLine + $"ex.com/mod v1.0.0 {WrongHash}\n";
        world.Trust.Require(sums, world.Module);
        var before = world.Snapshot();
        var run = await world.RepairAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("    cause  go.sum disagrees with the checksum database\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot().Where(file => before.ContainsKey(file.Key)).ToDictionary());
        var later = await world.RepairAsync("--all");
        Assert.Equal(1, later.ExitCode);
        Assert.Contains("  failed: go.sum ", later.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Good_files_stay_where_go_sum_alone_speaks_against_them()
    {
        await using var world = await RepairWorld.StartAsync();
        world.Trust.Variables["GONOSUMDB"] = "ex.com";
        world.Trust.Require(world.Module.GoModLine + $"ex.com/mod v1.0.0 {WrongHash}\n", world.Module);
        var before = world.Snapshot();
        var run = await world.RepairAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("go.sum alone says otherwise", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
        Assert.False(Directory.Exists(world.Quarantine));
    }

    [Theory]
    [InlineData("zip", ".zip")]
    [InlineData("go.mod", ".mod")]
    [InlineData("info", ".info")]
    public async Task A_dry_run_changes_and_fetches_nothing(string name, string suffix)
    {
        await using var world = await RepairWorld.StartAsync();
        RepairWorld.Flip(world.Stem + suffix, 3);
        world.Edit("b.go", "package evil\n");
        var before = world.Snapshot();
        var run = await world.RepairAsync("ex.com/mod@v1.0.0", "--dry-run");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"  to-repair: {name} {world.Stem}{suffix}\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("2 to repair; without --dry-run it is done\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
        Assert.Empty(world.NewRequests);
        Assert.False(Directory.Exists(world.Quarantine));
    }

    [Fact]
    public async Task Speaks_json()
    {
        await using var world = await RepairWorld.StartAsync();
        RepairWorld.Flip(world.Zip, 60);
        var run = await world.RepairAsync("--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var document = JsonDocument.Parse(run.Output);
        var root = document.RootElement;
        Assert.True(root.GetProperty("allGood").GetBoolean());
        Assert.Equal(world.Module.Zip.Length, root.GetProperty("bytesFetched").GetInt64());
        var result = Assert.Single(root.GetProperty("results").EnumerateArray());
        Assert.Equal(
            ("ex.com/mod", "v1.0.0", "zip", "repaired", "damaged-on-disk", world.Trust.Proxy.Url),
            (Text("module"), Text("version"), Text("part"), Text("outcome"), Text("cause"), Text("source")));
        Assert.StartsWith(world.Quarantine, Text("kept"), StringComparison.Ordinal);

        string Text(string name) => result.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task Repairs_only_what_is_named()
    {
        await using var world = await RepairWorld.StartAsync();
        var other = world.Trust.Publish("ex.com/other", "v1.0.0");
        Assert.Equal(0, (await world.Trust.RunAsync("mod", "download", "ex.com/other@v1.0.0")).ExitCode);
        var otherZip = Path.Combine(world.Trust.Cache, "cache/download/ex.com/other/@v/v1.0.0.zip");
        RepairWorld.Flip(world.Zip, 60);
        RepairWorld.Flip(otherZip, 60);
        Assert.Equal(0, (await world.RepairAsync("ex.com/mod")).ExitCode);
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
        Assert.NotEqual(other.Zip, await File.ReadAllBytesAsync(otherZip, Token));
        Assert.Equal("nothing to repair\n", (await world.RepairAsync()).Output);
        Assert.Equal(0, (await world.RepairAsync("ex.com/other@v1.0.0")).ExitCode);
        Assert.Equal(other.Zip, await File.ReadAllBytesAsync(otherZip, Token));
    }

    [Fact]
    public async Task Private_modules_are_named_to_no_proxy_and_to_no_mirror_on_the_network()
    {
        await using var world = await RepairWorld.StartAsync();
        await using var mirror = await ScriptedUpstream.StartAsync();
        mirror.Answer(world.Module.ZipTarget, Reply.File(world.Module.Zip));
        world.Trust.Variables["GOPRIVATE"] = "ex.com";
        RepairWorld.Flip(world.Zip, 60);
        var run = await world.RepairAsync("--mirror", mirror.Url);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("not asked: disabled by GOPRIVATE/GONOPROXY", run.Output, StringComparison.Ordinal);
        Assert.Empty(mirror.Requests);
        Assert.Empty(world.NewRequests);
    }

    [Fact]
    public async Task Trees_stay_writable_where_they_are_wanted_so()
    {
        await using var world = await RepairWorld.StartAsync();
        world.Trust.Variables["GOFLAGS"] = "-modcacherw";
        world.Edit("b.go", "package evil\n");
        Assert.Equal(0, (await world.RepairAsync()).ExitCode);
        Assert.True(File.GetUnixFileMode(world.Tree).HasFlag(UnixFileMode.UserWrite));
    }

    [Theory]
    [InlineData("all and names", "--all ex.com/mod@v1.0.0", "--all takes no modules")]
    [InlineData("half a version", "ex.com/mod@v1", "want path@version with a full version")]
    [InlineData("a module that is not wanted", "ex.com/unknown", "is not in the build list; name a version, as in ex.com/unknown@v1.2.3")]
    [InlineData("a mirror that is not there", "--mirror nowhere", "no such directory")]
    [InlineData("a mirror that is no proxy", "--mirror ftp://x/y", "invalid proxy URL scheme")]
    [InlineData("an unknown flag", "--yes", "unknown flag --yes")]
    public async Task Refuses_a_wrong_command_line(string name, string arguments, string error)
    {
        await using var world = await RepairWorld.StartAsync();
        var run = await world.RepairAsync(arguments.Split(' '));
        Assert.Equal((name, 2, ""), (name, run.ExitCode, run.Output));
        Assert.StartsWith("sutler mod repair: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_of_a_module_it_wants_names_or_all()
    {
        await using var world = await RepairWorld.StartAsync();
        File.Delete(world.Trust.Files["project/go.mod"]);
        RepairWorld.Flip(world.Zip, 60);
        Assert.Equal(1, (await world.RepairAsync()).ExitCode);
        Assert.Equal(0, (await world.RepairAsync("--all")).ExitCode);
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
    }
}
