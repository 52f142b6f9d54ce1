using System.Text;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>The content of the zip: of the one that is served, and of the one in the cache.</summary>
public sealed class DoctorContentTests : IAsyncLifetime
{
    private const string Zip = "cache/cache/download/ex.com/mod/@v/v1.0.0.zip";

    private FaultStage _stage = null!;
    private TestModule _module = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await FaultStage.OpenAsync();
        _module = _stage.World.Publish("ex.com/mod", "v1.0.0", null, ("text.txt", string.Concat(Enumerable.Range(0, 2000).Select(n => $"line {n}\n"))));
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData("whole", "none", "run 'sutler mod download ex.com/mod@v1.0.0'")]
    [InlineData("of other content", "checksum-mismatch", "do not use what 127.0.0.1:PORT serves; ask another proxy in GOPROXY, and tell who runs this one")]
    [InlineData("one byte flipped", "damaged-zip", "run it again; if it stays so, ask another proxy in GOPROXY, and tell who runs 127.0.0.1:PORT")]
    [InlineData("too short", "damaged-zip", "run it again; if it stays so, ask another proxy in GOPROXY, and tell who runs 127.0.0.1:PORT")]
    [InlineData("a page", "damaged-zip", "run it again; if it stays so, ask another proxy in GOPROXY, and tell who runs 127.0.0.1:PORT")]
    [InlineData("another module's", "damaged-zip", "run it again; if it stays so, ask another proxy in GOPROXY, and tell who runs 127.0.0.1:PORT")]
    public async Task Says_of_the_zip_that_is_served_what_a_download_would_find(string name, string diagnosis, string next)
    {
        _stage.World.Proxy.Answer(_module.ZipTarget, Reply.Bytes(name switch
        {
            "of other content" => TestModule.Create("ex.com/mod", "v1.0.0", null, ("evil.go", "package m\n")).Zip,
            "one byte flipped" => Flipped(_module.Zip),
            "too short" => _module.Zip[..^100],
            "a page" => Encoding.UTF8.GetBytes("<html>please sign in</html>"),
            "another module's" => TestModule.Create("ex.com/other", "v1.0.0").Zip,
            _ => _module.Zip,
        }));

        var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");

        AssertEnds(run, diagnosis, next);
        Assert.False(Directory.Exists(_stage.World.Cache));
        // A download says the same.
        Assert.Equal(diagnosis == "none" ? 0 : 1, (await _stage.World.RunAsync("mod", "download", "ex.com/mod@v1.0.0")).ExitCode);
    }

    [Theory]
    [InlineData("flipped, without its tree", true, "damaged-zip")]
    [InlineData("flipped, with its tree", false, "damaged-zip")]
    [InlineData("of other content, without its tree", true, "checksum-mismatch")]
    [InlineData("of other content, with its tree", false, "checksum-mismatch")]
    [InlineData("of other content, without its tree and its hash", true, "checksum-mismatch")]
    [InlineData("too short, without its tree", true, "damaged-zip")]
    public async Task Says_of_the_zip_in_the_cache_that_a_repair_is_due(string name, bool isWithoutTree, string diagnosis)
    {
        _stage.World.Require(_module.GoSumLines, _module);
        Assert.Equal(0, (await _stage.World.RunAsync("mod", "download")).ExitCode);
        var path = _stage.World.Files[Zip];
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(
            path,
            name.StartsWith("flipped", StringComparison.Ordinal) ? Flipped(bytes)
                : name.StartsWith("too short", StringComparison.Ordinal) ? bytes[..^100]
                : TestModule.Create("ex.com/mod", "v1.0.0", null, ("evil.go", "package m\n")).Zip,
            TestContext.Current.CancellationToken);
        if (isWithoutTree)
        {
            TestFiles.DeleteTree(_stage.World.Files["cache/ex.com/mod@v1.0.0"]);
        }

        if (name.EndsWith("hash", StringComparison.Ordinal))
        {
            File.Delete(path + "hash");
        }

        AssertEnds(await _stage.DoctorAsync("ex.com/mod@v1.0.0"), diagnosis, "run 'sutler mod repair ex.com/mod@v1.0.0'");
        if (isWithoutTree)
        {
            Assert.Equal(1, (await _stage.World.RunAsync("mod", "download")).ExitCode);
        }
    }

    [Fact]
    public async Task Says_that_it_did_not_look_when_it_was_told_not_to()
    {
        _stage.World.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_module.Zip[..^100]));
        var run = await _stage.DoctorAsync("--quick", "ex.com/mod@v1.0.0");
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains(
            "\ndiagnosis: none: nothing is known to stand in the way of downloading ex.com/mod@v1.0.0, but the zip was not fetched (--quick)\nnext: run 'sutler mod download ex.com/mod@v1.0.0'\n", run.Output, StringComparison.Ordinal);
        Assert.All(_stage.World.Proxy.Requests.Where(request => request.Target == _module.ZipTarget), request => Assert.Equal("bytes=0-0", request["Range"]));
    }

    [Fact]
    public async Task Accepts_any_of_several_hashes_in_go_sum()
    {
        _stage.World.Require($"ex.com/mod v1.0.0 h1:{new string('A', 43)}=\n" + _module.GoSumLines, _module);
        _stage.World.Variables["GOSUMDB"] = "off";
        var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.True(run.ExitCode == 0, run.Everything);
    }

    [Fact]
    public async Task Sees_that_there_is_room_for_the_zip_and_not_for_the_tree()
    {
        var noise = new byte[150_000];
        new Random(1).NextBytes(noise);
        _stage.World.Publish("ex.com/big", "v1.0.0", null, ("noise", Convert.ToBase64String(noise)), ("zeros", new string('0', 3_000_000)));
        await _stage.MountAsync(1024);
        Assert.Contains("\ndiagnosis: full-disk: not enough space in ", (await _stage.DoctorAsync("ex.com/big@v1.0.0")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await _stage.World.RunAsync("mod", "download", "ex.com/big@v1.0.0")).ExitCode);
        Assert.True(File.Exists(_stage.World.Files["cache/cache/download/ex.com/big/@v/v1.0.0.zip"]));
        Assert.Contains("\ndiagnosis: full-disk: not enough space in ", (await _stage.DoctorAsync("ex.com/big@v1.0.0")).Output, StringComparison.Ordinal);
    }

    private void AssertEnds(ProgramRun run, string diagnosis, string next)
    {
        Assert.True(run.ExitCode == (diagnosis == "none" ? 0 : 1), run.Everything);
        Assert.Contains($"\ndiagnosis: {diagnosis}: ", run.Output, StringComparison.Ordinal);
        Assert.EndsWith($"\nnext: {next}\n", _stage.General(run.Output), StringComparison.Ordinal);
    }

    // In the middle of the largest file's content.
    private static byte[] Flipped(byte[] zip)
    {
        byte[] changed = [.. zip];
        changed[zip.Length / 2] ^= 0x55;
        return changed;
    }
}
