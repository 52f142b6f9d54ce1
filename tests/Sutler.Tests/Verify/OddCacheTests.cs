using Sutler.Go.Verify;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.Tests.Cache;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Verify;

/// <summary>Caches in states that are no damage of bytes, and that must neither be taken for damage nor hide it.</summary>
public sealed class OddCacheTests : IAsyncLifetime
{
    private TrustWorld _world = null!;
    private DeepVerifyBed _bed = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Stem => Path.Combine(_world.Cache, "cache/download/ex.com/dep/@v/v1.0.0");

    private string Tree => Path.Combine(_world.Cache, "ex.com/dep@v1.0.0");

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _bed = new DeepVerifyBed(_world);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_tree_that_stays_writable_is_as_it_was_asked_for()
    {
        await DownloadAsync("-modcacherw");
        Assert.Empty((await _bed.RunAsync()).Findings);
    }

    [Fact]
    public async Task One_directory_that_is_closed_among_writable_ones_shows_on_the_tree()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes");
        await DownloadAsync("-modcacherw");
        File.SetUnixFileMode(Path.Combine(Tree, "sub"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal([(FindingKind.TreeMode, "")], Found(await _bed.RunAsync()));
    }

    [Theory]
    [InlineData("a file that only its owner reads", "m.go", 0b100_000_000, "0444, as other files")]
    [InlineData("a file that nobody reads", "m.go", 0, "0444, as other files")]
    [InlineData("a file that is executed", "m.go", 0b101_101_101, "at most 0444")]
    [InlineData("a file that is executed as its owner", "m.go", 0b100_100_100_100, "at most 0444")]
    [InlineData("a directory that only its owner enters", "sub", 0b101_000_000, "0555, as other directories")]
    [InlineData("a directory with a sticky bit", "sub", 0b001_101_101_101, "0555, as other directories")]
    [InlineData("a directory that is written to", "sub", 0b111_101_101, "0555, as other directories")]
    [InlineData("a tree that only its owner enters", "", 0b101_000_000, "0555, as other directories")]
    public async Task A_mode_that_differs_from_the_others_is_found(string name, string entry, int mode, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes");
        await DownloadAsync();
        File.SetUnixFileMode(Path.Combine(Tree, entry), (UnixFileMode)mode);
        var finding = Assert.Single((await _bed.RunAsync()).Findings, finding => finding.Kind == FindingKind.TreeMode);
        Assert.Equal((name, entry, expected), (name, finding.Entry, finding.Expected));
        Assert.Equal("0" + Convert.ToString(mode, 8).PadLeft(3, '0'), finding.Found);
    }

    [Fact]
    public async Task Trees_beside_their_places_are_told_of_and_no_damage()
    {
        await DownloadAsync();
        var left = Path.Combine(_world.Cache, "ex.com/dep@v1.0.0.tmp-123456789");
        Directory.CreateDirectory(Path.Combine(left, "sub"));
        var report = await _bed.RunAsync();
        Assert.Equal((0, 1), (report.Findings.Count, report.Modules));
        Assert.Empty(report.Notes);
        Assert.Equal((left, "ex.com/dep@v1.0.0"), Assert.Single(report.Leftovers) is var leftover ? (leftover.Path, leftover.Version.ToString()) : default);
        var verify = await _world.RunAsync("mod", "verify", "-deep", "-all");
        Assert.Equal((0, $"left over: {left} (unless a process is at work there, 'sutler mod repair ex.com/dep@v1.0.0' or 'sutler cache prune' removes it)\n1 module verified, nothing was modified\n"), (verify.ExitCode, verify.Output));
        Assert.Contains($"\"path\": \"{left}\"", (await _world.RunAsync("mod", "verify", "-deep", "-all", "-json")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _world.RunAsync("mod", "repair", "--dry-run")).ExitCode);
        Assert.True(Directory.Exists(left));
        Assert.Equal("nothing to repair\n", (await _world.RunAsync("mod", "repair", "ex.com/dep@v1.0.0")).Output);
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public async Task Without_a_zip_the_tree_is_held_against_its_hash()
    {
        await DownloadAsync();
        File.Delete(Stem + ".zip");
        Assert.Empty((await _bed.RunAsync()).Findings);
        await DeepVerifyBed.WithFlipAsync(Path.Combine(Tree, "sub/a.txt"), 0, 1, async () =>
            Assert.Equal([(FindingKind.TreeModified, "")], Found(await _bed.RunAsync())));
    }

    [Fact]
    public async Task With_a_damaged_zip_what_of_it_can_be_unpacked_tells_which_file_of_the_tree_was_changed()
    {
        await DownloadAsync();
        var zip = await File.ReadAllBytesAsync(Stem + ".zip", Cancellation);
        await DeepVerifyBed.WithFlipAsync(Stem + ".zip", zip.AsSpan().IndexOf("b.txt"u8) + 8, 6, () =>
            DeepVerifyBed.WithFlipAsync(Path.Combine(Tree, "sub/a.txt"), 0, 1, async () =>
                Assert.Equal([(FindingKind.ZipDamaged, "sub/b.txt"), (FindingKind.TreeFileModified, "sub/a.txt")], Found(await _bed.RunAsync()))));
    }

    [Fact]
    public async Task An_incomplete_tree_is_told_of_and_no_damage()
    {
        await DownloadAsync();
        await File.WriteAllTextAsync(Stem + ".partial", "", Cancellation);
        Directory.CreateDirectory(Path.Combine(_world.Cache, "ex.com/other@v1.0.0"));
        var report = await _bed.RunAsync();
        Assert.Empty(report.Findings);
        Assert.Equal(["ex.com/dep@v1.0.0", "ex.com/other@v1.0.0"], report.Notes.Where(note => note.What == "tree").Select(note => $"{note.Module}"));
    }

    [Fact]
    public async Task A_zip_that_no_go_unpacks_is_told_of()
    {
        var id = new ModuleId("ex.com/dep", "v1.0.0");
        var illegal = TestModule.Create(id.Path, id.Version, null, ("sub/go.mod", "module x\n"));
        _world.Database.Add(id.Path, id.Version, illegal.ZipHash, illegal.GoModHash);
        TrustWorld.Serve(_world.Proxy, illegal);
        _world.Require(null, illegal);
        Assert.Equal(1, (await _world.RunAsync("mod", "download")).ExitCode);
        var finding = Assert.Single((await _bed.RunAsync()).Findings);
        Assert.Equal((FindingKind.ZipIllegal, "ex.com/dep@v1.0.0/sub/go.mod: go.mod file not in module root directory"), (finding.Kind, finding.Detail));
    }

    [Fact]
    public async Task Links_instead_of_directories_and_odd_files_are_found_and_not_followed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes are told from files on Linux");
        await DownloadAsync();
        var outside = Directory.CreateDirectory(_world.Files["outside"]).FullName;
        var versions = Path.GetDirectoryName(Stem)!;
        Directory.CreateSymbolicLink(Path.Combine(_world.Cache, "cache/download/link"), outside);
        Directory.CreateSymbolicLink(Path.Combine(_world.Cache, "trees"), outside);
        Directory.CreateSymbolicLink(Path.Combine(_world.Cache, "ex.com/far@v1.0.0"), outside);
        File.CreateSymbolicLink(Path.Combine(versions, "v1.0.0.partial"), "v1.0.0.mod");
        var made = await ExternalProgram.RunAsync("mkfifo", [Path.Combine(versions, "v1.1.0.zip"), Path.Combine(_world.Cache, "cache/download/sumdb/pipe")], Cancellation);
        Assert.Equal(0, made.ExitCode);
        Assert.Equal(
            ["cache/download/ex.com/dep/@v/v1.0.0.partial", "cache/download/ex.com/dep/@v/v1.1.0.zip", "cache/download/link", "cache/download/sumdb/pipe", "ex.com/far@v1.0.0", "trees"],
            (await _bed.RunAsync()).Findings.Where(finding => finding.Kind == FindingKind.NotAFile)
                .Select(finding => Path.GetRelativePath(_world.Cache, finding.File)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_may_not_be_read_is_a_finding_and_no_failure()
    {
        if (!await OrdinaryUser.IsAsync(typeof(OddCacheTests), nameof(What_may_not_be_read_is_a_finding_and_no_failure), Cancellation))
        {
            return;
        }

        await DownloadAsync("-modcacherw");
        File.SetUnixFileMode(Stem + ".zip", UnixFileMode.None);
        File.SetUnixFileMode(Stem + ".info", UnixFileMode.None);
        File.SetUnixFileMode(Path.Combine(Tree, "m.go"), UnixFileMode.None);
        File.SetUnixFileMode(Path.Combine(Tree, "sub"), UnixFileMode.None);
        var report = await _bed.RunAsync();
        Assert.Equal(
            [Stem + ".info", Stem + ".zip", Tree, Tree],
            report.Findings.Where(finding => finding.Kind == FindingKind.Unreadable).Select(finding => finding.File));
    }

    [Fact]
    public async Task Two_damaged_modules_are_told_of_in_the_same_order_however_many_work()
    {
        var modules = Enumerable.Range(0, 12).Select(number => _world.Publish($"ex.com/m{number:00}", "v1.0.0")).ToArray();
        _world.Require(null, modules);
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        foreach (var module in modules)
        {
            await File.WriteAllBytesAsync(Path.Combine(_world.Cache, "cache/download", module.Id.Path, "@v/v1.0.0.zip"), [1, 2, 3], Cancellation);
        }

        var first = await _bed.RunAsync(workers: 1);
        Assert.Equal(12, first.BadModules.Count);
        for (var round = 0; round < 5; round++)
        {
            var again = await _bed.RunAsync(workers: 8);
            Assert.Equal(first.Findings.Select(finding => finding with { Blocks = [] }), again.Findings.Select(finding => finding with { Blocks = [] }));
        }
    }

    private static (FindingKind, string)[] Found(DeepVerifyReport report) => [.. report.Findings.Select(finding => (finding.Kind, finding.Entry))];

    private async Task DownloadAsync(params string[] flags)
    {
        var module = _world.Publish("ex.com/dep", "v1.0.0", null, ("sub/a.txt", "first\n"), ("sub/b.txt", "second\n"));
        _world.Require(null, module);
        var run = await _world.RunAsync(["mod", "download", .. flags], Cancellation);
        Assert.True(run.ExitCode == 0, run.Everything);
    }
}
