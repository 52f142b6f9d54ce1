using Sutler.Go.Diagnosis;
using Sutler.Go.Quarantine;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>What <c>mod download</c> says behind the go command's text when something does not verify: each cause, produced by servers of ours.</summary>
public sealed class MismatchTests : IAsyncLifetime
{
    private TrustWorld _world = null!;
    private TestModule _module = null!;
    private TestModule _evil = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _module = _world.Publish("ex.com/mod", "v1.0.0");
        _evil = TestModule.Create("ex.com/mod", "v1.0.0", null, ("evil.go", "package m\n"));
        _world.Require(_module.GoSumLines, _module);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("go.sum and the database", true, true)]
    [InlineData("go.sum alone", true, false)]
    [InlineData("the database alone", false, true)]
    public async Task Other_bytes_the_second_time_were_damaged_in_transfer(string name, bool hasLine, bool hasDatabase)
    {
        Witnesses(hasLine, hasDatabase);
        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_evil.Zip), Reply.Bytes(_module.Zip));
        var run = await DownloadAsync();
        AssertDiagnosed(name, run, MismatchCause.DamagedInTransfer, "damaged in transfer");
        Assert.Contains("now gives other bytes, and these verify", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("sutler:   next: run the same command again\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, _world.Proxy.Targets.Count(target => target == _module.ZipTarget));
        var report = Assert.Single(Kept()).Report!;
        Assert.Equal("ex.com/mod@v1.0.0/evil.go", report.FirstDifference);
        Assert.Equal(_world.Proxy.Url, report.Source);
        var second = await _world.RunAsync("mod", "download");
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
    }

    [Theory]
    [InlineData("another whole zip", "third", true, false, MismatchCause.SourceServesOther, "the source serves something else")]
    [InlineData("another whole zip, only go.sum against it", "third", false, false, MismatchCause.SourceServesOther, "the source serves something else")]
    [InlineData("another whole zip, and a good source", "third", false, true, MismatchCause.SourceServesOther, "the source serves something else")]
    [InlineData("a web page", "page", true, false, MismatchCause.Undetermined, "the cause cannot be told")]
    [InlineData("a web page, and a good source", "page", true, true, MismatchCause.SourceServesOther, "the source serves something else")]
    [InlineData("nothing, and a good source", "nothing", true, true, MismatchCause.SourceServesOther, "the source serves something else")]
    public async Task Other_wrong_bytes_the_second_time_are_no_damage_in_transfer(string name, string second, bool hasDatabase, bool hasOther, MismatchCause cause, string text)
    {
        Witnesses(hasLine: true, hasDatabase);
        await using var other = await ScriptedUpstream.StartAsync();
        TrustWorld.Serve(other, _module);
        _world.Variables["GOPROXY"] = hasOther ? $"{_world.Proxy.Url},{other.Url}" : _world.Proxy.Url;
        var third = TestModule.Create("ex.com/mod", "v1.0.0", null, ("third.go", "package m\n"));
        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_evil.Zip), second switch
        {
            "third" => Reply.Bytes(third.Zip),
            "page" => Reply.Bytes("<html>"u8.ToArray()),
            _ => Reply.Failure(500, "broken"),
        });
        var run = await DownloadAsync();
        AssertDiagnosed(name, run, cause, text);
        Assert.DoesNotContain("damaged", run.Error, StringComparison.Ordinal);
        Assert.Equal(hasOther, other.Targets.Contains(_module.ZipTarget));
        Assert.Equal(hasOther, run.Error.Contains($"next: put {other.Url} before {_world.Proxy.Url} in GOPROXY", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("then a good one", "good", false, MismatchCause.DamagedInTransfer, "damaged in transfer", "next: run the same command again")]
    [InlineData("the same again", "same", false, MismatchCause.SourceServesOther, "the source serves something else", "next: do not use")]
    [InlineData("the same again, and a good source", "same", true, MismatchCause.SourceServesOther, "the source serves something else", "next: put ")]
    [InlineData("damaged elsewhere the second time", "other", false, MismatchCause.Undetermined, "the cause cannot be told", "next: use another source")]
    [InlineData("damaged elsewhere the second time, and a good source", "other", true, MismatchCause.SourceServesOther, "the source serves something else", "next: put ")]
    public async Task A_zip_that_arrives_damaged_is_explained(string name, string second, bool hasOther, MismatchCause cause, string text, string next)
    {
        await using var other = await ScriptedUpstream.StartAsync();
        TrustWorld.Serve(other, _module);
        _world.Variables["GOPROXY"] = hasOther ? $"{_world.Proxy.Url},{other.Url}" : _world.Proxy.Url;
        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(Damaged("m.go")), Reply.Bytes(second switch
        {
            "good" => _module.Zip,
            "same" => Damaged("m.go"),
            _ => Damaged("go.mod"),
        }));
        var run = await DownloadAsync();
        Assert.Equal((name, 1), (name, run.ExitCode));
        Assert.StartsWith("go: zip: checksum error\nsutler: ex.com/mod@v1.0.0: " + text + "\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("sutler:   " + next, run.Error, StringComparison.Ordinal);
        var kept = Assert.Single(Kept());
        Assert.Equal(cause, kept.Report!.Cause);
        Assert.Equal(Damaged("m.go"), await File.ReadAllBytesAsync(Path.Combine(kept.Path, "v1.0.0.zip"), Token));
        _world.AssertUnpublished(_module.Id);
    }

    [Theory]
    [InlineData("with its ziphash", false)]
    [InlineData("without its ziphash", true)]
    public async Task A_cached_zip_with_a_flipped_byte_was_damaged_on_disk(string name, bool loses)
    {
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        await File.WriteAllBytesAsync(Stem + ".zip", Damaged("m.go"), Token);
        TestFiles.DeleteTree(Path.Combine(_world.Cache, "ex.com/mod@v1.0.0"));
        if (loses)
        {
            File.Delete(Stem + ".ziphash");
        }

        var run = await DownloadAsync();
        Assert.Equal((name, 1), (name, run.ExitCode));
        Assert.Contains("zip: checksum error\nsutler: ex.com/mod@v1.0.0: damaged on disk\n", run.Error, StringComparison.Ordinal);
        Assert.Contains($"sutler:   the recorded digest of block 0 (bytes 0-{_module.Zip.Length - 1}) differs", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("sutler:   next: run 'sutler mod repair ex.com/mod@v1.0.0'\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _world.RunAsync("mod", "repair")).ExitCode);
        Assert.Equal(0, (await DownloadAsync()).ExitCode);
    }

    [Theory]
    [InlineData("the source still serves it", true, "the source serves something else")]
    [InlineData("the source is good by now", false, "the cause cannot be told")]
    public async Task What_another_program_put_in_the_place_of_a_good_zip_is_no_damage_on_disk(string name, bool serves, string text)
    {
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        await File.WriteAllBytesAsync(Stem + ".zip", _evil.Zip, Token);
        await File.WriteAllTextAsync(Stem + ".ziphash", _evil.ZipHash, Token);
        TestFiles.DeleteTree(Path.Combine(_world.Cache, "ex.com/mod@v1.0.0"));
        if (serves)
        {
            _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_evil.Zip));
        }

        var run = await DownloadAsync();
        Assert.Equal((name, 1), (name, run.ExitCode));
        Assert.Contains($"sutler: ex.com/mod@v1.0.0: {text}\n", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged on disk", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("go.sum and the database", true, true, false)]
    [InlineData("the database alone", false, true, false)]
    [InlineData("go.sum and another source", true, false, true)]
    [InlineData("all", true, true, true)]
    public async Task The_same_wrong_bytes_again_are_what_the_source_serves(string name, bool hasLine, bool hasDatabase, bool hasOther)
    {
        Witnesses(hasLine, hasDatabase);
        await using var other = await ScriptedUpstream.StartAsync();
        TrustWorld.Serve(other, _module);
        if (hasOther)
        {
            _world.Variables["GOPROXY"] = $"{_world.Proxy.Url},{other.Url}";
        }

        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_evil.Zip));
        var run = await DownloadAsync();
        AssertDiagnosed(name, run, MismatchCause.SourceServesOther, "the source serves something else");
        Assert.Contains($"{_evil.ZipHash}, the same again\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, _world.Proxy.Targets.Count(target => target == _module.ZipTarget));
        if (hasOther)
        {
            Assert.Contains($"{other.Url}  ", run.Error, StringComparison.Ordinal);
            Assert.Contains($"next: put {other.Url} before {_world.Proxy.Url} in GOPROXY", run.Error, StringComparison.Ordinal);
            Assert.Equal([_module.ZipTarget], other.Targets);
        }
    }

    [Fact]
    public async Task A_line_of_go_sum_against_the_database_is_the_line()
    {
        var sums = _evil.GoSumLines;
        _world.Require(sums, _module);
        var run = await DownloadAsync();
        AssertDiagnosed("line", run, MismatchCause.GoSumDisagrees, "go.sum disagrees with the checksum database");
        Assert.Contains($"next: find out who wrote the line (git log -S '{_evil.ZipHash}' -- go.sum)", run.Error, StringComparison.Ordinal);
        Assert.Equal(sums, await File.ReadAllTextAsync(_world.Files["project/go.sum"], Token));
    }

    [Fact]
    public async Task A_go_mod_is_explained_like_a_zip()
    {
        var other = TestModule.Create("ex.com/mod", "v1.0.0", "module ex.com/mod\n\n// evil\n");
        _world.Proxy.Answer(_module.GoModTarget, Reply.Bytes(other.GoMod));
        var run = await DownloadAsync();
        AssertDiagnosed("go.mod", run, MismatchCause.SourceServesOther, "the source serves something else");
        Assert.StartsWith("verifying ex.com/mod@v1.0.0/go.mod: checksum mismatch\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(other.GoMod, await File.ReadAllBytesAsync(Path.Combine(Assert.Single(Kept()).Path, "v1.0.0.mod"), Token));
    }

    [Theory]
    [InlineData("GONOSUMDB and no other source", "", "ex.com/*", "the module is private: GONOSUMDB or GOPRIVATE")]
    [InlineData("GOSUMDB=off and no other source", "off", "", "GOSUMDB=off")]
    public async Task With_nobody_to_ask_it_says_what_is_missing(string name, string database, string noSumDb, string reason)
    {
        if (database.Length > 0)
        {
            _world.Variables["GOSUMDB"] = database;
        }

        _world.Variables["GONOSUMDB"] = noSumDb;
        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_evil.Zip));
        var run = await DownloadAsync();
        AssertDiagnosed(name, run, MismatchCause.Undetermined, "the cause cannot be told");
        Assert.Contains($"checksum database not asked ({reason}); GOPROXY names no other source", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_world.Proxy.Targets, target => target.StartsWith("/sumdb/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_private_module_is_named_to_nobody()
    {
        // In the cache by an earlier run, when it was not private yet.
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        _world.Require(_evil.GoSumLines, _module);
        _world.Variables["GOPRIVATE"] = "ex.com";
        var before = _world.Proxy.Targets.Count;
        var run = await DownloadAsync();
        Assert.Contains("sutler: ex.com/mod@v1.0.0: the cause cannot be told\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, _world.Proxy.Targets.Count);
    }

    [Fact]
    public async Task A_zip_changed_in_the_cache_was_damaged_on_disk()
    {
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        var stem = Path.Combine(_world.Cache, "cache/download/ex.com/mod/@v/v1.0.0");
        await File.WriteAllBytesAsync(stem + ".zip", _evil.Zip, Token);
        TestFiles.DeleteTree(Path.Combine(_world.Cache, "ex.com/mod@v1.0.0"));
        var run = await DownloadAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cached zip has been modified", run.Error, StringComparison.Ordinal);
        Assert.Contains("sutler: ex.com/mod@v1.0.0: damaged on disk\n", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("sutler:   next: run 'sutler mod repair ex.com/mod@v1.0.0'\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_stays_that_of_go()
    {
        Witnesses(hasLine: false, hasDatabase: true);
        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_evil.Zip));
        var run = await _world.RunAsync("mod", "download", "-json");
        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("sutler:", run.Output, StringComparison.Ordinal);
        Assert.All(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("sutler: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_first_few_are_looked_into()
    {
        List<TestModule> modules = [];
        for (var i = 0; i < MismatchLog.Most + 2; i++)
        {
            var module = _world.Publish($"ex.com/m{i}", "v1.0.0");
            _world.Proxy.Answer(module.ZipTarget, Reply.Bytes(TestModule.Create(module.Id.Path, "v1.0.0", null, ("evil.go", "package m\n")).Zip));
            modules.Add(module);
        }

        _world.Require(string.Concat(modules.Select(module => module.GoModLine)), modules);
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(MismatchLog.Most, run.Error.Split('\n').Count(line => line.EndsWith(": the source serves something else", StringComparison.Ordinal)));
        Assert.Contains("sutler: 2 more mismatches were not looked into", run.Error, StringComparison.Ordinal);
        Assert.Equal(modules.Count + MismatchLog.Most, _world.Proxy.Targets.Count(target => target.EndsWith(".zip", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Can_be_cancelled_and_keeps_the_bytes()
    {
        var gate = new Gate();
        _world.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_evil.Zip), Reply.Bytes(_module.Zip) with { InBody = gate, StallAfter = 10 });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = _world.RunAsync(["mod", "download"], stop.Token);
        await gate.WaitForArrivalsAsync(1, Token);
        await stop.CancelAsync();
        var run = await running.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(130, run.ExitCode);
        Assert.StartsWith("verifying ex.com/mod@v1.0.0: checksum mismatch\n", run.Error, StringComparison.Ordinal);
        Assert.Equal("not looked into yet", Assert.Single(Kept()).Report!.Why);
        gate.Open();
    }

    private string Stem => Path.Combine(_world.Cache, "cache/download/ex.com/mod/@v/v1.0.0");

    // A byte of an entry's content, which its CRC covers.
    private byte[] Damaged(string entry)
    {
        var zip = (byte[])_module.Zip.Clone();
        zip[zip.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(entry)) + entry.Length + 1] ^= 0x20;
        return zip;
    }

    private void Witnesses(bool hasLine, bool hasDatabase)
    {
        _world.Require(hasLine ? _module.GoSumLines : _module.GoModLine, _module);
        if (!hasDatabase)
        {
            _world.Variables["GOSUMDB"] = "off";
        }
    }

    private Task<ProgramRun> DownloadAsync() => _world.RunAsync("mod", "download");

    private void AssertDiagnosed(string name, ProgramRun run, MismatchCause cause, string text)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(run.Error);
        Assert.Equal((name, 1, ""), (name, run.ExitCode, run.Output));
        var key = run.Error.Contains("/go.mod: checksum mismatch", StringComparison.Ordinal) ? "ex.com/mod@v1.0.0/go.mod" : "ex.com/mod@v1.0.0";
        Assert.Contains($"For more information, see 'go help module-auth'.\nsutler: {key}: {text}\n", run.Error, StringComparison.Ordinal);
        var entry = Assert.Single(Kept());
        Assert.Equal(cause, entry.Report!.Cause);
        Assert.Contains($"sutler:   kept: {Path.Combine(entry.Path, entry.Report.Kept[0])}\n", run.Error, StringComparison.Ordinal);
        Assert.NotEmpty(entry.Report.Evidence);
        Assert.Equal(entry.Report.Length, new FileInfo(Path.Combine(entry.Path, entry.Report.Kept[0])).Length);
        Assert.DoesNotContain(Directory.EnumerateDirectories(_world.Cache, ".tmp-*", SearchOption.AllDirectories), _ => true);
        _world.AssertUnpublished(_module.Id);
    }

    private List<QuarantineEntry> Kept()
    {
        var directory = Path.Combine(_world.Cache, "cache/sutler/v1/quarantine/ex.com/mod@v1.0.0");
        return Directory.Exists(directory) ? [.. Directory.EnumerateDirectories(directory).Select(path => new QuarantineEntry(path, QuarantineStore.Read(path)))] : [];
    }
}
