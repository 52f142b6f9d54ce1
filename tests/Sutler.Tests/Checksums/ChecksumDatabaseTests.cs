using System.Text;
using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.Checksums;

/// <summary>Spec: WHEN-4 to WHEN-6, SUMDB-2, SUMDB-3, SDCACHE-1, SDCACHE-2, CACHE-13.</summary>
public sealed class ChecksumDatabaseTests : IDisposable
{
    private const string ZipHash = "h1:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0=";
    private const string GoModHash = "h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=";

    private static readonly ModuleId Quote = new("rsc.io/quote", "v1.5.2");
    private static readonly ModuleId QuoteGoMod = new("rsc.io/quote", "v1.5.2/go.mod");

    private readonly ChecksumDatabaseTestBed _bed = new();
    private readonly TestChecksumDatabase _database = new();

    public ChecksumDatabaseTests() => _database.Add("rsc.io/quote", "v1.5.2", ZipHash, GoModHash);

    [Fact]
    public async Task Agrees_with_the_right_hashes()
    {
        var database = _bed.Open(_database);
        await database.VerifyAsync(Quote, Hash(ZipHash), CancellationToken.None);
        await database.VerifyAsync(QuoteGoMod, Hash(GoModHash), CancellationToken.None);
    }

    [Theory]
    [InlineData("v1.5.2", "module", ZipHash)]
    [InlineData("v1.5.2/go.mod", "go.mod", GoModHash)]
    public async Task Contradicts_a_wrong_hash(string version, string noun, string listed)
    {
        const string Wrong = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=";
        var error = await Assert.ThrowsAsync<ModuleException>(() => _bed.Open(_database).VerifyAsync(Quote with { Version = version }, Hash(Wrong), CancellationToken.None));

        Assert.Equal(
            $"rsc.io/quote@v1.5.2: verifying {noun}: checksum mismatch\n\tdownloaded: {Wrong}\n\tlocalhost.localdev/sumdb: {listed}\n\n"
            + "SECURITY ERROR\nThis download does NOT match the one reported by the checksum server.\n"
            + "The bits may have been replaced on the origin server, or an attacker may\nhave intercepted the download attempt.\n\n"
            + "For more information, see 'go help module-auth'.\n",
            error.Message);
        Assert.IsType<VerificationException>(error.InnerException);
    }

    [Theory]
    [InlineData("no line for the module", "rsc.io/other v1.0.0 h1:x\n", true)]
    [InlineData("only another algorithm", "rsc.io/quote v1.5.2 h2:x\n", true)]
    [InlineData("another algorithm first", "rsc.io/quote v1.5.2 h2:x\nrsc.io/quote v1.5.2 h1:x\n", false)]
    [InlineData("the right hash first", "rsc.io/quote v1.5.2 " + ZipHash + "\nrsc.io/quote v1.5.2 h1:x\n", true)]
    [InlineData("a wrong hash first", "rsc.io/quote v1.5.2 h1:x\nrsc.io/quote v1.5.2 " + ZipHash + "\n", false)]
    public async Task Decides_by_the_first_h1_line(string what, string record, bool accepted)
    {
        _database.AddText("rsc.io/quote", "v1.5.2", record);
        var error = await Record.ExceptionAsync(() => _bed.Open(_database).VerifyAsync(Quote, Hash(ZipHash), CancellationToken.None));
        Assert.Equal((what, accepted), (what, error is null));
    }

    [Fact]
    public async Task Keeps_its_files_where_the_go_command_does()
    {
        await _bed.Open(_database).LookupAsync(Quote, CancellationToken.None);

        Assert.Equal(_database.SignedHead(1), await File.ReadAllBytesAsync(_bed.LatestFile, CancellationToken.None));
        Assert.Equal(
            ["localhost.localdev/sumdb/lookup/rsc.io/quote@v1.5.2", "localhost.localdev/sumdb/tile/8/0/000.p/1"],
            Directory.GetFiles(_bed.CacheDirectory, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_bed.CacheDirectory, file)).Order(StringComparer.Ordinal));
        Assert.Equal(
            _database.Answer(0, _database.SignedHead(1)),
            await File.ReadAllBytesAsync(Path.Join(_bed.CacheDirectory, "localhost.localdev/sumdb/lookup/rsc.io/quote@v1.5.2"), CancellationToken.None));
    }

    // What go leaves between creating and writing a file.
    [Fact]
    public async Task An_empty_file_counts_as_absent()
    {
        await _bed.Open(_database).LookupAsync(Quote, CancellationToken.None);
        foreach (var file in Directory.GetFiles(_bed.GoPath, "*", SearchOption.AllDirectories))
        {
            await File.WriteAllBytesAsync(file, [], CancellationToken.None);
        }

        Assert.Single(await _bed.Open(_database).LookupAsync(Quote, CancellationToken.None));
        Assert.Equal(_database.SignedHead(1), await File.ReadAllBytesAsync(_bed.LatestFile, CancellationToken.None));
        Assert.All(Directory.GetFiles(_bed.GoPath, "*", SearchOption.AllDirectories), file => Assert.NotEqual(0, new FileInfo(file).Length));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_no_error()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_bed.CacheDirectory)!);
        await File.WriteAllTextAsync(_bed.CacheDirectory, "in the way", CancellationToken.None);
        Assert.Single(await _bed.Open(_database).LookupAsync(Quote, CancellationToken.None));
    }

    [Fact]
    public async Task A_head_that_cannot_be_stored_is_an_error()
    {
        Directory.CreateDirectory(_bed.GoPath);
        Directory.CreateDirectory(_bed.LatestFile);
        var error = await Assert.ThrowsAnyAsync<SutlerException>(() => _bed.Open(_database).LookupAsync(Quote, CancellationToken.None));
        Assert.Equal($"rsc.io/quote@v1.5.2: initializing sumdb.Client: read {_bed.LatestFile}: is a directory", error.Message);
    }

    [Theory]
    [InlineData("no HOME", "", "", "HOME is not set")]
    [InlineData("HOME is GOROOT's parent", "", "/usr/lib", "cannot set GOROOT as GOPATH")]
    [InlineData("an empty first element", ":/x", "", "")]
    public async Task Without_a_gopath_there_is_no_lookup(string what, string gopath, string home, string reason)
    {
        var environment = _bed.Environment(_database.VerifierText + " https://sum.test") with
        {
            GoPath = gopath,
            Variables = new Dictionary<string, string> { ["HOME"] = home, ["USERPROFILE"] = home },
        };
        var error = await Assert.ThrowsAsync<ModuleException>(
            () => ChecksumDatabaseTestBed.Open(environment, new ScriptedUrlReader()).VerifyAsync(QuoteGoMod, Hash(GoModHash), CancellationToken.None));
        Assert.Equal(
            (what, "rsc.io/quote@v1.5.2: verifying go.mod: rsc.io/quote@v1.5.2/go.mod: initializing sumdb.Client: could not locate sumdb file: missing $GOPATH: " + reason),
            (what, error.Message));
    }

    [Theory]
    [InlineData("switched off, though required", "off", "golang.org/toolchain", "checksum database disabled by GOSUMDB=off")]
    [InlineData("an unknown name", "bad", "rsc.io/quote", "invalid GOSUMDB: malformed verifier id")]
    public async Task A_broken_setting_fails_each_module(string what, string gosumdb, string path, string expected)
    {
        var database = ChecksumDatabaseTestBed.Open(_bed.Environment(gosumdb), new ScriptedUrlReader());
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<ModuleException>(() => database.VerifyAsync(new ModuleId(path, "v1.0.0"), Hash(ZipHash), CancellationToken.None));
            Assert.Equal((what, $"{path}@v1.0.0: verifying module: {expected}"), (what, error.Message));
        }
    }

    [Fact]
    public async Task A_missing_record_is_no_missing_module()
    {
        var error = await Assert.ThrowsAsync<ModuleException>(
            () => _bed.Open(_database).VerifyAsync(new ModuleId("rsc.io/none", "v1.0.0"), Hash(ZipHash), CancellationToken.None));
        Assert.Equal("rsc.io/none@v1.0.0: verifying module: rsc.io/none@v1.0.0: reading https://sum.test/lookup/rsc.io/none@v1.0.0: 404 Not Found", error.Message);
        Assert.False(error.IsNotExist);
    }

    [Fact]
    public async Task A_fork_between_two_runs_ends_the_second_one()
    {
        var other = new TestChecksumDatabase();
        other.Add("rsc.io/quote", "v1.5.2", ZipHash, ZipHash);
        await _bed.Open(_database).LookupAsync(Quote, CancellationToken.None);
        Directory.Delete(Path.Join(_bed.CacheDirectory, "localhost.localdev/sumdb/lookup"), recursive: true);

        var error = await Assert.ThrowsAsync<FatalException>(() => _bed.Open(other).VerifyAsync(Quote, Hash(ZipHash), CancellationToken.None));
        Assert.StartsWith("SECURITY ERROR\ngo.sum database server misbehavior detected!\n\nold database:\n\tgo.sum database tree\n\t1\n", error.Message, StringComparison.Ordinal);
        Assert.Equal(_database.SignedHead(1), await File.ReadAllBytesAsync(_bed.LatestFile, CancellationToken.None));
    }

    [Fact]
    public async Task Several_runs_at_once_leave_the_newest_head()
    {
        _database.Grow(300);
        var runs = Enumerable.Range(0, 8).Select(run => Task.Run(async () =>
        {
            var database = _bed.Open(_database);
            for (var i = run; i < 40; i += 8)
            {
                _database.Grow(1);
                Assert.Single(await database.LookupAsync(new ModuleId($"filler.test/m{i + 1}", "v1.0.0"), CancellationToken.None));
            }
        }));
        await Task.WhenAll(runs);

        // Whoever asked last saw at least all that was there when the last lookup began.
        var stored = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(_bed.LatestFile, CancellationToken.None)).Split('\n')[1];
        Assert.Equal("341", stored);
    }

    public void Dispose() => _bed.Dispose();

    private static H1Hash Hash(string text) => H1Hash.TryParse(text, out var hash, out var error) ? hash : throw new FormatException(error.Reason);
}
