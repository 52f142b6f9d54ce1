using Sutler.Go.Diagnosis;
using Sutler.Go.Quarantine;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Repair;

/// <summary>Block check, retransfer and restoring from other places: how a zip is repaired, and what is fetched for it.</summary>
public sealed class ZipRepairTests
{
    private const int Block = 1 << 20;
    private const int ThreeBlocks = 10 * Block / 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_single_damaged_block_is_fetched_alone(int seed)
    {
        await using var world = await RepairWorld.StartAsync(ThreeBlocks);
        var random = new Random(seed);
        var blocks = (world.Module.Zip.Length + Block - 1) / Block;
        Assert.Equal(3, blocks);
        for (var block = 0; block < blocks; block++)
        {
            var (first, end) = (block * Block, Math.Min(world.Module.Zip.Length, (block + 1) * Block));
            RepairWorld.Flip(world.Zip, random.Next(first, end));
            var run = await world.RepairAsync();
            Assert.True(run.ExitCode == 0, run.Everything);
            Assert.Contains($"block {block} (bytes {first}-{end - 1})", run.Output, StringComparison.Ordinal);
            Assert.Contains("    cause  damaged on disk\n", run.Output, StringComparison.Ordinal);
            Assert.Contains($"    from   {world.Trust.Proxy.Url}, ", run.Output, StringComparison.Ordinal);
            var request = Assert.Single(world.NewRequests);
            Assert.Equal((world.Module.ZipTarget, $"bytes={first}-{end - 1}"), (request.Target, request["Range"]));
            Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
        }

        await world.AssertGoodAsync("blocks");
        var reports = Directory.EnumerateDirectories(Path.Combine(world.Quarantine, "ex.com/mod@v1.0.0")).Select(QuarantineStore.Read).ToList();
        Assert.Equal([0, 1, 2], reports.Select(report => Assert.Single(report!.Blocks).Index).Order());
        Assert.All(reports, report => Assert.Equal((MismatchCause.DamagedOnDisk, world.Module.Zip.Length), (report!.Cause, report.Length)));
    }

    [Theory]
    [InlineData("cut short", 0)]
    [InlineData("too long", 0)]
    [InlineData("two blocks", 2)]
    [InlineData("the last byte gone", 1)]
    public async Task Several_blocks_and_wrong_lengths_cost_what_is_missing(string name, int blocks)
    {
        await using var world = await RepairWorld.StartAsync(ThreeBlocks);
        switch (name)
        {
            case "cut short":
                Resize(world.Zip, Block + 10);
                blocks = 2;
                break;
            case "too long":
                await File.AppendAllTextAsync(world.Zip, "more", Token);
                break;
            case "two blocks":
                RepairWorld.Flip(world.Zip, 5);
                RepairWorld.Flip(world.Zip, (2 * Block) + 5);
                break;
            default:
                Resize(world.Zip, world.Module.Zip.Length - 1);
                break;
        }

        var run = await world.RepairAsync();
        Assert.True(run.ExitCode == 0, run.Everything);
        var requests = world.NewRequests;
        Assert.Equal((name, blocks), (name, requests.Count));
        Assert.All(requests, request => Assert.NotNull(request["Range"]));
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
        await world.AssertGoodAsync(name);
    }

    [Theory]
    [InlineData("a URL")]
    [InlineData("a GOPROXY tree")]
    [InlineData("a module cache")]
    [InlineData("a relative name")]
    public async Task A_mirror_serves_when_no_source_does(string name)
    {
        await using var world = await RepairWorld.StartAsync(ThreeBlocks);
        await using var mirror = await ScriptedUpstream.StartAsync();
        mirror.Answer(world.Module.ZipTarget, Reply.File(world.Module.Zip));
        world.Trust.Files.Write("backup/mod, with|odd%20name/cache/download/ex.com/mod/@v/x", "");
        var backup = world.Trust.Files["backup/mod, with|odd%20name"];
        await File.WriteAllBytesAsync(Path.Combine(backup, "cache/download/ex.com/mod/@v/v1.0.0.zip"), world.Module.Zip, Token);
        var text = name switch
        {
            "a URL" => mirror.Url,
            "a GOPROXY tree" => Path.Combine(backup, "cache/download"),
            "a module cache" => backup,
            _ => "../backup/mod, with|odd%20name",
        };
        world.Trust.Variables["GOPROXY"] = name == "a URL" ? world.Trust.Proxy.Url : "off";
        world.Trust.Proxy.Answer(world.Module.ZipTarget, Reply.Failure(502, "broken"));
        RepairWorld.Flip(world.Zip, Block + 5);
        var run = await world.RepairAsync("--mirror", text);
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
        Assert.Contains("1.0 MB fetched", run.Output, StringComparison.Ordinal);
        await world.AssertGoodAsync(name, isIdle: false);
    }

    [Fact]
    public async Task Blocks_may_come_from_different_sources()
    {
        await using var world = await RepairWorld.StartAsync(ThreeBlocks);
        await using var other = await ScriptedUpstream.StartAsync();
        var half = (byte[])world.Module.Zip.Clone();
        half[(2 * Block) + 7] ^= 1;
        world.Trust.Proxy.Answer(world.Module.ZipTarget, Reply.File(half));
        other.Answer(world.Module.ZipTarget, Reply.File(world.Module.Zip));
        RepairWorld.Flip(world.Zip, 5);
        RepairWorld.Flip(world.Zip, (2 * Block) + 5);
        var run = await world.RepairAsync("--mirror", other.Url);
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains($"from   {world.Trust.Proxy.Url}, {other.Url}, ", run.Output, StringComparison.Ordinal);
        Assert.Single(other.Requests);
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
    }

    [Theory]
    [InlineData("gives no parts")]
    [InlineData("gives other bytes than asked for")]
    [InlineData("has another file of the same length")]
    [InlineData("has a longer file")]
    [InlineData("fails on parts")]
    public async Task Where_parts_are_no_good_the_whole_is_fetched(string name)
    {
        await using var world = await RepairWorld.StartAsync(ThreeBlocks);
        var whole = Reply.Bytes(world.Module.Zip);
        var noise = new byte[world.Module.Zip.Length];
        Reply first = name switch
        {
            "gives no parts" => whole,
            "gives other bytes than asked for" => Reply.File(world.Module.Zip) with { RangeShift = 1 },
            "has another file of the same length" => Reply.File(noise),
            "has a longer file" => Reply.File([.. world.Module.Zip, 1]),
            _ => Reply.Failure(403, "no parts for you"),
        };
        world.Trust.Proxy.Answer(world.Module.ZipTarget, first, whole);
        RepairWorld.Flip(world.Zip, Block + 5);
        var run = await world.RepairAsync();
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal(["bytes=1048576-2097151", null], world.NewRequests.Select(request => request["Range"]));
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
        await world.AssertGoodAsync(name);
    }

    [Theory]
    [InlineData("without records", true)]
    [InlineData("without records or go.sum", false)]
    public async Task Without_recorded_digests_the_whole_is_fetched(string name, bool hasGoSum)
    {
        await using var world = await RepairWorld.StartAsync(ThreeBlocks, hasGoSum);
        Directory.Delete(Path.Combine(world.Trust.Cache, "cache/sutler"), recursive: true);
        RepairWorld.Flip(world.Zip, Block + 5);
        var run = await world.RepairAsync();
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal([null], world.NewRequests.Where(request => request.Target == world.Module.ZipTarget).Select(request => request["Range"]));
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
        await world.AssertGoodAsync(name);
    }

    [Fact]
    public async Task A_source_with_wrong_bytes_is_passed_over()
    {
        await using var world = await RepairWorld.StartAsync();
        await using var honest = await ScriptedUpstream.StartAsync();
        var evil = TestModule.Create("ex.com/mod", "v1.0.0", null, ("evil.go", "package m\n"));
        world.Trust.Proxy.Answer(world.Module.ZipTarget, Reply.File(evil.Zip));
        honest.Answer(world.Module.ZipTarget, Reply.File(world.Module.Zip));
        RepairWorld.Flip(world.Zip, 5);
        var run = await world.RepairAsync("--mirror", honest.Url);
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains($"from   {honest.Url}, ", run.Output, StringComparison.Ordinal);
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
        world.Trust.Proxy.Answer(world.Module.ZipTarget, Reply.File(world.Module.Zip));
        await world.AssertGoodAsync("passed over");
    }

    [Fact]
    public async Task The_same_content_in_another_zip_is_as_good()
    {
        await using var world = await RepairWorld.StartAsync();
        var files = new[] { ("go.mod", "module ex.com/mod\n\ngo 1.21\n"), ("m.go", "package m\n"), ("a/noise.txt", await File.ReadAllTextAsync(Path.Combine(world.Tree, "a/noise.txt"), Token)), ("b.go", "package m // b\n") };
        var repacked = ModuleZipBuilder.Build(world.Module.Id, files.Reverse());
        Assert.NotEqual(world.Module.Zip, repacked);
        world.Trust.Proxy.Answer(world.Module.ZipTarget, Reply.Bytes(repacked));
        RepairWorld.Flip(world.Zip, 60);
        var run = await world.RepairAsync();
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal(repacked, await File.ReadAllBytesAsync(world.Zip, Token));
        await world.AssertGoodAsync("repacked");
    }

    [Fact]
    public async Task What_nobody_has_is_put_away_and_told()
    {
        await using var world = await RepairWorld.StartAsync();
        var evil = TestModule.Create("ex.com/mod", "v1.0.0", null, ("evil.go", "package m\n"));
        world.Trust.Proxy.Answer(world.Module.ZipTarget, Reply.File(evil.Zip));
        RepairWorld.Flip(world.Zip, 60);
        var damaged = await File.ReadAllBytesAsync(world.Zip, Token);
        var run = await world.RepairAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no source has it; the bad file is in quarantine, and the next repair goes on from there\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"asked  {world.Trust.Proxy.Url}: {evil.ZipHash}\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith(" B fetched\n", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(world.Zip));
        Assert.True(Directory.Exists(world.Tree), "the tree was good");
        var kept = Assert.Single(Directory.EnumerateFiles(world.Quarantine, "v1.0.0.zip", SearchOption.AllDirectories));
        Assert.Equal(damaged, await File.ReadAllBytesAsync(kept, Token));
        Assert.Equal(1, (await world.RepairAsync("--dry-run")).ExitCode);
        Assert.Equal(1, (await world.RepairAsync()).ExitCode);
        world.Trust.Proxy.Answer(world.Module.ZipTarget, Reply.File(world.Module.Zip));
        var later = await world.RepairAsync();
        Assert.True(later.ExitCode == 0, later.Everything);
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
        await world.AssertGoodAsync("put away");
    }

    [Theory]
    [InlineData("the build list", false)]
    [InlineData("the build list, without a tree", true)]
    [InlineData("the module", false, "ex.com/mod@v1.0.0")]
    [InlineData("the whole cache", false, "--all")]
    public async Task What_was_put_away_comes_back_for_its_damaged_block_alone(string name, bool losesTree, params string[] arguments)
    {
        await using var world = await RepairWorld.StartAsync(ThreeBlocks);
        RepairWorld.Flip(world.Zip, Block + 5);
        var proxy = world.Trust.Variables["GOPROXY"];
        world.Trust.Variables["GOPROXY"] = "off";
        Assert.Equal(1, (await world.RepairAsync(arguments)).ExitCode);
        Assert.False(File.Exists(world.Zip), name);
        if (losesTree)
        {
            TestFiles.DeleteTree(world.Tree);
        }

        world.Trust.Variables["GOPROXY"] = proxy;
        _ = world.NewRequests;
        var run = await world.RepairAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Everything);
        var request = Assert.Single(world.NewRequests);
        Assert.Equal((world.Module.ZipTarget, $"bytes={Block}-{(2 * Block) - 1}"), (request.Target, request["Range"]));
        Assert.Contains("1 repaired, 1.0 MB fetched\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
        Assert.True(Directory.Exists(world.Tree), name);
        await world.AssertGoodAsync(name);

        // Whoever removes the module later does not get it back.
        File.Delete(world.Zip);
        Assert.Equal("nothing to repair\n", (await world.RepairAsync(arguments)).Output);
    }

    [Fact]
    public async Task What_was_put_away_is_not_believed()
    {
        await using var world = await RepairWorld.StartAsync(ThreeBlocks);
        RepairWorld.Flip(world.Zip, Block + 5);
        var proxy = world.Trust.Variables["GOPROXY"];
        world.Trust.Variables["GOPROXY"] = "off";
        Assert.Equal(1, (await world.RepairAsync()).ExitCode);
        world.Trust.Variables["GOPROXY"] = proxy;
        RepairWorld.Flip(Assert.Single(Directory.EnumerateFiles(world.Quarantine, "v1.0.0.zip", SearchOption.AllDirectories)), (2 * Block) + 5);
        _ = world.NewRequests;
        Assert.Equal(0, (await world.RepairAsync()).ExitCode);
        Assert.Equal(2, world.NewRequests.Count);
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
    }

    [Fact]
    public async Task Zip_hash_and_tree_are_repaired_together()
    {
        await using var world = await RepairWorld.StartAsync();
        RepairWorld.Flip(world.Zip, 60);
        await File.WriteAllTextAsync(world.Stem + ".ziphash", "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", Token);
        world.Edit("b.go", "package m // mine\n");
        var run = await world.RepairAsync();
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains("\n3 repaired, ", run.Output, StringComparison.Ordinal);
        Assert.Equal("package m // b\n", await File.ReadAllTextAsync(Path.Combine(world.Tree, "b.go"), Token));
        Assert.Equal("package m // mine\n", await File.ReadAllTextAsync(Assert.Single(Directory.EnumerateFiles(world.Quarantine, "b.go", SearchOption.AllDirectories)), Token));
        await world.AssertGoodAsync("all three");
    }

    [Theory]
    [InlineData("a link", "link")]
    [InlineData("a directory", "directory")]
    [InlineData("nothing in it", "empty")]
    public async Task Something_else_in_the_place_of_the_zip_is_put_away(string name, string kind)
    {
        await using var world = await RepairWorld.StartAsync();
        File.Delete(world.Zip);
        switch (kind)
        {
            case "link":
                File.CreateSymbolicLink(world.Zip, "/dev/zero");
                break;
            case "directory":
                Directory.CreateDirectory(world.Zip);
                break;
            default:
                await File.WriteAllTextAsync(world.Zip, "", Token);
                break;
        }

        var run = await world.RepairAsync();
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal(world.Module.Zip, await File.ReadAllBytesAsync(world.Zip, Token));
        await world.AssertGoodAsync(name);
    }

    private static void Resize(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.SetLength(length);
    }
}
