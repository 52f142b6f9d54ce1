using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.Checksums;

/// <summary>The go command and we use one GOPATH in turn. Spec: SDCACHE-1, SDCACHE-2, TLOG-8 to TLOG-10, WHEN-5.</summary>
public sealed class GoInteropTests : IDisposable
{
    private const string Path1 = "interop.test/Upper/m";
    private const string GoMod = "module " + Path1 + "\n";

    private static readonly string GoModHash = H1("go.mod");

    private readonly ChecksumDatabaseTestBed _bed = new();
    private readonly TestChecksumDatabase _database = new(hashes: (path, version) => path == Path1 ? new ModuleHashes(H1($"{path}@{version}/go.mod"), GoModHash) : null);

    [Fact]
    public async Task We_use_what_go_has_cached()
    {
        await using var server = await TestChecksumDatabaseServer.StartAsync(_database);
        _database.Grow(700);
        await GoAsync(server.Url, "v1.0.0");
        _database.Requests.Clear();
        _database.Fail("/", 500);

        using var reader = new PlainUrlReader();
        var ours = ChecksumDatabaseTestBed.Open(_bed.Environment(GoSumDb(server.Url)), reader);
        await ours.VerifyAsync(new ModuleId(Path1, "v1.0.0/go.mod"), Hash(GoModHash), CancellationToken.None);
        Assert.Empty(_database.Requests);
    }

    [Fact]
    public async Task Go_uses_what_we_have_cached()
    {
        await using var server = await TestChecksumDatabaseServer.StartAsync(_database);
        _database.Grow(700);
        using var reader = new PlainUrlReader();
        var ours = ChecksumDatabaseTestBed.Open(_bed.Environment(GoSumDb(server.Url)), reader);
        await ours.VerifyAsync(new ModuleId(Path1, "v1.0.0"), Hash(H1(Path1 + "@v1.0.0/go.mod")), CancellationToken.None);
        _database.Requests.Clear();
        _database.Fail("/", 500);

        await GoAsync(server.Url, "v1.0.0");
        Assert.Empty(_database.Requests);
    }

    [Fact]
    public async Task Both_follow_a_growing_log_in_turn()
    {
        await using var server = await TestChecksumDatabaseServer.StartAsync(_database);
        using var reader = new PlainUrlReader();
        for (var round = 0; round < 6; round++)
        {
            _database.Grow(97 * round);
            var version = $"v1.0.{round}";
            if (round % 2 == 0)
            {
                await GoAsync(server.Url, version);
            }
            else
            {
                var ours = ChecksumDatabaseTestBed.Open(_bed.Environment(GoSumDb(server.Url)), reader);
                await ours.VerifyAsync(new ModuleId(Path1, version + "/go.mod"), Hash(GoModHash), CancellationToken.None);
            }

            Assert.Equal(_database.SignedHead(_database.Size), await File.ReadAllBytesAsync(_bed.LatestFile, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Both_tell_of_a_fork_in_the_same_words()
    {
        _database.Grow(10);
        var other = _database.Fork();
        _database.Grow(5);
        other.Add("other.test/m", "v1.0.0", "h1:x", "h1:y");
        other.Grow(300);
        await using (var server = await TestChecksumDatabaseServer.StartAsync(_database))
        {
            await GoAsync(server.Url, "v1.0.0");
        }

        await using var forked = await TestChecksumDatabaseServer.StartAsync(other);
        var (status, output) = await RunGoAsync(forked.Url, "v1.0.1");
        using var reader = new PlainUrlReader();
        var ours = ChecksumDatabaseTestBed.Open(_bed.Environment(GoSumDb(forked.Url)), reader);
        var error = await Assert.ThrowsAsync<FatalException>(() => ours.VerifyAsync(new ModuleId(Path1, "v1.0.1/go.mod"), Hash(GoModHash), CancellationToken.None));

        Assert.Equal((1, output), (status, error.Message + "\n"));
    }

    [Theory]
    [InlineData("a wrong hash", "/lookup/", "none")]
    [InlineData("no record", "/lookup/", "404")]
    [InlineData("no tile", "/tile/", "500")]
    [InlineData("a short tile", "/tile/", "short")]
    [InlineData("a false tile", "/tile/", "flip")]
    [InlineData("no record at all", "/lookup/", "junk")]
    public async Task Both_tell_of_a_failure_in_the_same_words(string what, string prefix, string fault)
    {
        _database.Grow(3);
        if (fault == "none")
        {
            _database.Add(Path1, "v1.0.0", "h1:wrong", "h1:wrong");
        }
        else
        {
            _database.Change(prefix, answer => fault switch
            {
                "short" => answer with { Body = answer.Body[..31] },
                "flip" => answer with { Body = [.. answer.Body.Select(b => (byte)(b ^ 1))] },
                "junk" => answer with { Body = "junk"u8.ToArray() },
                _ => TestAnswer.Bytes([]) with { Status = int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture) },
            });
        }

        await using var server = await TestChecksumDatabaseServer.StartAsync(_database);
        var (status, output) = await RunGoAsync(server.Url, "v1.0.0");
        _bed.Forget();
        using var reader = new PlainUrlReader();
        var ours = ChecksumDatabaseTestBed.Open(_bed.Environment(GoSumDb(server.Url)), reader);
        var error = await Assert.ThrowsAsync<ModuleException>(() => ours.VerifyAsync(new ModuleId(Path1, "v1.0.0/go.mod"), Hash(GoModHash), CancellationToken.None));

        Assert.Equal((what, 1, output.TrimEnd()), (what, status, "go: " + error.Message.TrimEnd()));
    }

    public void Dispose() => _bed.Dispose();

    private string GoSumDb(string url) => $"{_database.VerifierText} {url}";

    private async Task GoAsync(string url, string version)
    {
        var (status, output) = await RunGoAsync(url, version);
        Assert.True(status == 0, output);
    }

    /// <summary>Downloads a module with the go command; gives its exit status and what it wrote to standard error.</summary>
    private async Task<(int Status, string Error)> RunGoAsync(string url, string version)
    {
        var go = FindGo();
        Assert.SkipWhen(go is null, "needs the go command: set SUTLER_GO or put go on the PATH");
        var proxy = WriteProxy(version);
        var start = new ProcessStartInfo(go!, ["mod", "download", $"{Path1}@{version}"])
        {
            WorkingDirectory = _bed.Root,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in ((string, string)[])[
            ("GOPATH", _bed.GoPath), ("GOMODCACHE", Path.Join(_bed.GoPath, "pkg", "mod")), ("GOENV", "off"), ("GOFLAGS", "-modcacherw"),
            ("GOPROXY", "file://" + proxy), ("GOSUMDB", GoSumDb(url)), ("GONOSUMDB", ""), ("GOPRIVATE", ""), ("GOTOOLCHAIN", "local"),
            ("GOCACHE", Path.Join(_bed.Root, "cache")), ("HOME", _bed.Root), ("GOWORK", "off")])
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await output;
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, error);
    }

    private static string? FindGo()
    {
        var named = Environment.GetEnvironmentVariable("SUTLER_GO");
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(directory => Path.Join(directory, "go"));
        return new[] { named }.Concat(onPath).FirstOrDefault(File.Exists);
    }

    private string WriteProxy(string version)
    {
        var proxy = Path.Join(_bed.Root, "proxy");
        var files = Directory.CreateDirectory(Path.Join(proxy, "interop.test", "!upper", "m", "@v")).FullName;
        File.WriteAllText(Path.Join(files, version + ".info"), $"{{\"Version\":\"{version}\"}}");
        File.WriteAllText(Path.Join(files, version + ".mod"), GoMod);
        File.Delete(Path.Join(files, version + ".zip"));
        using var zip = ZipFile.Open(Path.Join(files, version + ".zip"), ZipArchiveMode.Create);
        using var entry = zip.CreateEntry($"{Path1}@{version}/go.mod").Open();
        entry.Write(Encoding.UTF8.GetBytes(GoMod));
        return proxy;
    }

    /// <summary>The hash of a set of one file, go.mod, under the given name (H1-1).</summary>
    private static string H1(string name)
    {
        var file = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(GoMod)));
        return H1Hash.FromDigest(SHA256.HashData(Encoding.UTF8.GetBytes($"{file}  {name}\n"))).Text;
    }

    private static H1Hash Hash(string text) => H1Hash.TryParse(text, out var hash, out var error) ? hash : throw new FormatException(error.Reason);
}
