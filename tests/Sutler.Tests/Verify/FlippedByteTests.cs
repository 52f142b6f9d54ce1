using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Verify;

/// <summary>That one changed byte is found wherever it is, and its file and module are named.</summary>
public sealed class FlippedByteTests : IAsyncLifetime
{
    private TrustWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await TrustWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Any_byte_of_a_tiny_cache_that_sutler_filled()
    {
        var module = _world.Publish("ex.com/T", "v1.0.0");
        await DownloadAsync(module);
        var bed = new DeepVerifyBed(_world);
        Assert.Empty((await bed.RunAsync()).Findings);
        var random = new Random(20261124);
        foreach (var path in bed.StoredFiles())
        {
            for (long offset = 0; offset < new FileInfo(path).Length; offset++)
            {
                await AssertFoundAsync(bed, path, offset, random.Next(8));
            }
        }
    }

    [Theory]
    [InlineData("with go.sum", true, "")]
    [InlineData("with nothing but the records", false, "off")]
    public async Task Any_of_many_bytes_of_a_larger_cache_that_sutler_filled(string name, bool usesGoSum, string goSumDb)
    {
        await DownloadAsync([.. Modules()]);
        _world.Variables["GOSUMDB"] = goSumDb.Length > 0 ? goSumDb : _world.Variables["GOSUMDB"];
        var bed = new DeepVerifyBed(_world) { UsesGoSum = usesGoSum };
        Assert.Equal((name, 0), (name, (await bed.RunAsync()).Findings.Count));
        var files = bed.StoredFiles();
        var random = new Random(20261124);
        for (var sample = 0; sample < 150; sample++)
        {
            var path = files[random.Next(files.Length)];
            await AssertFoundAsync(bed, path, random.NextInt64(new FileInfo(path).Length), random.Next(8));
        }
    }

    [Fact]
    public async Task Any_byte_that_hashes_or_the_zip_itself_cover_in_a_cache_that_go_filled()
    {
        var go = ExternalProgram.Find("go");
        Assert.SkipWhen(go is null, "the go command is not installed (set SUTLER_GO)");
        var module = _world.Publish("ex.com/tiny", "v1.0.0", null, ("sub/empty.txt", ""));
        _world.Require(module.GoSumLines, module);
        var filled = await ExternalProgram.RunAsync(go!, ["mod", "download"], Cancellation, _world.Project, new Dictionary<string, string>(_world.Variables)
        {
            ["GOFLAGS"] = "",
            ["GOTOOLCHAIN"] = "local",
            ["GOWORK"] = "off",
            ["GOSUMDB"] = "off",
        });
        Assert.True(filled.ExitCode == 0, filled.Output + filled.Error);
        var bed = new DeepVerifyBed(_world);
        Assert.Empty((await bed.RunAsync()).Findings);
        var random = new Random(20261124);
        foreach (var path in bed.StoredFiles().Where(path => !path.EndsWith(".info", StringComparison.Ordinal)))
        {
            var uncovered = path.EndsWith(".zip", StringComparison.Ordinal) ? Uncovered(File.ReadAllBytes(path)) : [];
            for (var offset = 0; offset < new FileInfo(path).Length; offset++)
            {
                if (!uncovered.Contains(offset))
                {
                    await AssertFoundAsync(bed, path, offset, random.Next(8));
                }
            }
        }
    }

    // Of a zip: what the directory says once (version "made by", attributes), and the last byte of what was deflated, of which not all bits count.
    private static HashSet<int> Uncovered(byte[] zip) =>
    [
        .. Enumerable.Range(0, zip.Length - 46).Where(at => zip.AsSpan(at).StartsWith("PK\x01\x02"u8))
            .SelectMany(at => new[] { 4, 5, 36, 37, 38, 39, 40, 41 }.Select(offset => at + offset)),
        .. GoModules.Zip.ZipDirectory.Parse(zip).Entries
            .Select(entry => (int)entry.HeaderOffset + 30 + entry.NameBytes.Length + (int)entry.CompressedLength - 1),
    ];

    private async Task AssertFoundAsync(DeepVerifyBed bed, string path, long offset, int bit) =>
        await DeepVerifyBed.WithFlipAsync(path, offset, bit, async () =>
        {
            var report = await bed.RunAsync();
            var place = $"{Path.GetRelativePath(_world.Cache, path)}, byte {offset}, bit {bit}:\n{string.Join('\n', report.Findings)}";
            var finding = report.Findings.FirstOrDefault(finding => DeepVerifyBed.Names(finding, path));
            Assert.True(finding is not null, place);
            Assert.True(ModulePathOf(bed, path) is not { } module || finding.Module?.Path == module, place);
        });

    // Tiles and journals belong to no module.
    private static string? ModulePathOf(DeepVerifyBed bed, string path)
    {
        var name = bed.Layout.DownloadName(path) ?? Path.GetRelativePath(bed.Layout.Root, path);
        if (name.StartsWith("cache/", StringComparison.Ordinal) || name.Contains("/tile/", StringComparison.Ordinal))
        {
            return null;
        }

        var lookup = name.IndexOf("/lookup/", StringComparison.Ordinal);
        var escaped = lookup >= 0 ? name[(lookup + "/lookup/".Length)..name.LastIndexOf('@')] : name[..name.IndexOf("@v", StringComparison.Ordinal)].TrimEnd('/');
        return ModulePathRules.TryUnescapePath(escaped, out var module, out _) ? module.Text : escaped;
    }

    private IEnumerable<TestModule> Modules()
    {
        var noise = new byte[1_700_000];
        new Random(1).NextBytes(noise);
        yield return _world.Publish("ex.com/big", "v1.2.3", null, ("data.txt", Convert.ToBase64String(noise)), ("empty.txt", ""));
        for (var number = 0; number < 6; number++)
        {
            yield return _world.Publish($"ex.com/M{number}/v2", $"v2.0.{number}", null,
                [.. Enumerable.Range(0, number).Select(file => ($"d{file}/f.go", string.Concat(Enumerable.Repeat("// text\n", file * 10)) + "package f\n"))]);
        }
    }

    private async Task DownloadAsync(params TestModule[] modules)
    {
        _world.Require(null, modules);
        var run = await _world.RunAsync("mod", "download");
        Assert.True(run.ExitCode == 0, run.Everything);
    }
}
