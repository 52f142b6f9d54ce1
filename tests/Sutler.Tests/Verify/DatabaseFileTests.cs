using Sutler.Go.Verify;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Verify;

/// <summary>That damage to the stored files of the checksum database is named where it is, and repaired, without any records of ours.</summary>
public sealed class DatabaseFileTests : IAsyncLifetime
{
    private TrustWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_world.Cache, "cache/download/sumdb");

    public async ValueTask InitializeAsync() => _world = await TrustWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("a log of one tile", 0, int.MaxValue)]
    [InlineData("a log of two levels", 600, 120)]
    public async Task Any_byte_of_any_file_that_go_stored(string name, int others, int samples)
    {
        await FillAsync(others);
        var bed = new DeepVerifyBed(_world);
        Assert.Empty((await bed.RunAsync()).Findings);
        var random = new Random(20261201);
        foreach (var path in StoredFiles())
        {
            var length = (int)new FileInfo(path).Length;
            foreach (var offset in samples < length ? Enumerable.Range(0, samples).Select(_ => random.Next(length)) : Enumerable.Range(0, length))
            {
                await DeepVerifyBed.WithFlipAsync(path, offset, random.Next(8), async () =>
                {
                    var findings = (await bed.RunAsync()).Findings;
                    var place = $"{name}: {Path.GetRelativePath(Database, path)}, byte {offset}:\n{string.Join('\n', findings)}";
                    Assert.True(findings.Any(finding => finding.File == path), place);
                    Assert.True(findings.All(finding => finding.File == path || finding.Kind == FindingKind.TileModified), place);
                });
            }
        }
    }

    [Theory]
    [InlineData("a log of one tile", 0)]
    [InlineData("a log of two levels", 600)]
    public async Task A_damaged_tile_is_replaced_and_good_answers_stay(string name, int others)
    {
        await FillAsync(others);
        var good = StoredFiles().ToDictionary(path => path, File.ReadAllBytes);
        foreach (var tile in good.Keys.Where(path => path.Contains("/tile/", StringComparison.Ordinal)))
        {
            var bytes = (byte[])good[tile].Clone();
            bytes[3] ^= 1;
            await File.WriteAllBytesAsync(tile, bytes, Token);
            var repair = await _world.RunAsync("mod", "repair", "--all");
            Assert.True(repair.ExitCode == 0, name + "\n" + repair.Everything);
            Assert.Contains($"  repaired: sumdb {tile}\n", repair.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("/lookup/", repair.Output, StringComparison.Ordinal);
            Assert.Equal(good, StoredFiles().ToDictionary(path => path, File.ReadAllBytes));
            Assert.Equal(0, (await _world.RunAsync("mod", "verify", "-deep", "-all")).ExitCode);
        }

        // Both commands go on from there, with nothing but the database to tell them what is right.
        _world.Files.Write("project/go.sum", "");
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        _world.Files.Write("project/go.sum", "");
        await GoAsync();
    }

    [Fact]
    public async Task A_damaged_tile_is_put_away_without_a_network()
    {
        await FillAsync(0);
        var tile = Assert.Single(StoredFiles(), path => path.Contains("/tile/", StringComparison.Ordinal));
        RepairTile(tile);
        _world.Variables["GOPROXY"] = "off";
        var repair = await _world.RunAsync("mod", "repair", "--all");
        Assert.True(repair.ExitCode == 0, repair.Everything);
        Assert.Contains($"  removed: sumdb {tile}\n", repair.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(tile));

        static void RepairTile(string tile)
        {
            var bytes = File.ReadAllBytes(tile);
            bytes[^1] ^= 1;
            File.WriteAllBytes(tile, bytes);
        }
    }

    private List<string> StoredFiles() => [.. Directory.EnumerateFiles(Database, "*", SearchOption.AllDirectories)
        .Where(path => new FileInfo(path).Length > 0).Order(StringComparer.Ordinal)];

    private async Task FillAsync(int others)
    {
        var first = _world.Publish("ex.com/first", "v1.0.0");
        _world.Database.Grow(others);
        var second = _world.Publish("ex.com/Second", "v1.2.3");
        _world.Require("", first, second);
        await GoAsync();
    }

    private async Task GoAsync()
    {
        var go = ExternalProgram.Find("go");
        Assert.SkipWhen(go is null, "the go command is not installed (set SUTLER_GO)");
        var filled = await ExternalProgram.RunAsync(go!, ["mod", "download"], Token, _world.Project, new Dictionary<string, string>(_world.Variables)
        {
            ["GOFLAGS"] = "",
            ["GOTOOLCHAIN"] = "local",
            ["GOWORK"] = "off",
        });
        Assert.True(filled.ExitCode == 0, filled.Output + filled.Error);
    }
}
