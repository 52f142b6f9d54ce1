using System.Text.Json;
using System.Text.RegularExpressions;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary><c>sutler mod verify --deep</c> as users call it: each kind of finding with its whole text.</summary>
public sealed partial class DeepVerifyTests : IAsyncLifetime
{
    private TrustWorld _world = null!;
    private TestModule _module = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Stem => Path.Combine(_world.Cache, "cache/download/ex.com/dep/@v/v1.0.0");

    private string Tree => Path.Combine(_world.Cache, "ex.com/dep@v1.0.0");

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _module = _world.Publish("ex.com/dep", "v1.0.0", null, ("sub/a.txt", "first\n"), ("sub/b.txt", "second\n"));
        _world.Require(null, _module);
        var run = await _world.RunAsync("mod", "download");
        Assert.True(run.ExitCode == 0, run.Everything);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Says_that_nothing_was_modified()
    {
        Assert.Equal(new ProgramRun(0, "1 module verified, nothing was modified\n", ""), await _world.RunAsync("mod", "verify", "--deep"));
        Assert.Equal(new ProgramRun(0, "1 module verified, nothing was modified\n", ""), await _world.RunAsync("mod", "verify", "-deep", "-all"));
        Assert.Equal(new ProgramRun(0, "all modules verified\n", ""), await _world.RunAsync("mod", "verify"));
    }

    [Fact]
    public async Task Needs_no_project_for_the_whole_cache()
    {
        File.Delete(Path.Combine(_world.Project, "go.mod"));
        File.Delete(Path.Combine(_world.Project, "go.sum"));
        Assert.Equal(new ProgramRun(0, "1 module verified, nothing was modified\n", ""), await _world.RunAsync("mod", "verify", "--deep", "--all"));
        Assert.Equal(1, (await _world.RunAsync("mod", "verify", "--deep")).ExitCode);
    }

    [Theory]
    [InlineData("all", "--all")]
    [InlineData("json", "-json")]
    [InlineData("q", "-q")]
    [InlineData("progress", "-progress=plain")]
    public async Task Its_flags_mean_nothing_without_it(string name, string flag) => Assert.Equal(
        new ProgramRun(2, "", $"flag provided but not defined: -{name}\nusage: go mod verify\nRun 'go help mod verify' for details.\n\nhint: -{name} is a flag of 'sutler mod verify -deep'\n"),
        await _world.RunAsync("mod", "verify", flag));

    [Fact]
    public async Task Goflags_set_none_of_its_flags()
    {
        _world.Variables["GOFLAGS"] = "-json -modcacherw";
        Assert.Equal(new ProgramRun(0, "all modules verified\n", ""), await _world.RunAsync("mod", "verify"));
    }

    [Fact]
    public Task A_byte_of_the_content_of_a_zip() => AssertAsync(
        () => Change(Stem + ".zip", bytes => bytes[bytes.AsSpan().IndexOf("a.txt"u8) + 8] ^= 0x40),
        """
        ex.com/dep@v1.0.0
          zip is damaged: CACHE/cache/download/ex.com/dep/@v/v1.0.0.zip
            file      sub/a.txt
            why       zip: checksum error; its bytes are not those that were stored on TIME UTC
            where     block 0 (bytes 0-ZIP)
          next: sutler mod repair ex.com/dep@v1.0.0

        1 module looked at, 1 bad, 1 finding

        """);

    [Fact]
    public Task A_byte_of_a_zip_that_no_hash_covers() => AssertAsync(
        () => Change(Stem + ".zip", bytes => bytes[bytes.AsSpan().IndexOf("PK\x01\x02"u8) + 38] ^= 1),
        """
        ex.com/dep@v1.0.0
          bytes differ from what was stored: CACHE/cache/download/ex.com/dep/@v/v1.0.0.zip
            why       its bytes are not those that were stored on TIME UTC; its content still verifies
            where     block 0 (bytes 0-ZIP)
          next: sutler mod repair ex.com/dep@v1.0.0

        1 module looked at, 1 bad, 1 finding

        """);

    [Fact]
    public Task A_zip_with_other_content()
    {
        var other = TestModule.Create("ex.com/dep", "v1.0.0", null, ("sub/a.txt", "other\n"), ("sub/b.txt", "second\n"));
        return AssertAsync(
            () =>
            {
                ForgetRecords();
                File.WriteAllBytes(Stem + ".zip", other.Zip);
            },
            $"""
            ex.com/dep@v1.0.0
              zip was modified: CACHE/cache/download/ex.com/dep/@v/v1.0.0.zip
                file      sub/a.txt
                expected  {_module.ZipHash} (localhost.localdev/sumdb)
                found     {other.ZipHash}
              next: sutler mod repair ex.com/dep@v1.0.0

            1 module looked at, 1 bad, 1 finding

            """);
    }

    [Fact]
    public Task A_zip_and_its_recorded_hash_changed_together()
    {
        var other = TestModule.Create("ex.com/dep", "v1.0.0");
        return AssertAsync(
            () =>
            {
                ForgetRecords();
                File.WriteAllBytes(Stem + ".zip", other.Zip);
                File.WriteAllText(Stem + ".ziphash", other.ZipHash);
            },
            $"""
            ex.com/dep@v1.0.0
              recorded hash was modified: CACHE/cache/download/ex.com/dep/@v/v1.0.0.ziphash
                expected  {_module.ZipHash} (localhost.localdev/sumdb)
                found     {other.ZipHash}
              zip was modified: CACHE/cache/download/ex.com/dep/@v/v1.0.0.zip
                file      sub/a.txt
                expected  {_module.ZipHash} (localhost.localdev/sumdb)
                found     {other.ZipHash}
              next: sutler mod repair ex.com/dep@v1.0.0

            1 module looked at, 1 bad, 2 findings

            """);
    }

    [Fact]
    public Task A_tree_with_files_changed_removed_and_added() => AssertAsync(
        () =>
        {
            Open(Path.Combine(Tree, "sub"));
            ReplaceText(Path.Combine(Tree, "sub/a.txt"), "First\n");
            File.Delete(Path.Combine(Tree, "sub/b.txt"));
            ReplaceText(Path.Combine(Tree, "sub/c.txt"), "added");
            Directory.CreateDirectory(Path.Combine(Tree, "sub/empty"));
            Close(Path.Combine(Tree, "sub/empty"));
            Close(Path.Combine(Tree, "sub"));
        },
        """
        ex.com/dep@v1.0.0
          file was modified in: CACHE/ex.com/dep@v1.0.0
            file      sub/a.txt
            expected  sha256:b4fc6bd6bf58f8ce9faac7d9c67a6d3cf1e7b4a4b1ac6a4bf5ed4d5c1e6d0a3f (zip)
            found     sha256:ANY
          file is missing in: CACHE/ex.com/dep@v1.0.0
            file      sub/b.txt
            expected  file (zip)
            found     nothing
          something was added in: CACHE/ex.com/dep@v1.0.0
            file      sub/c.txt
            expected  nothing (zip)
            found     file
          something was added in: CACHE/ex.com/dep@v1.0.0
            file      sub/empty
            expected  nothing (zip)
            found     directory
          next: sutler mod repair ex.com/dep@v1.0.0

        1 module looked at, 1 bad, 4 findings

        """);

    [Fact]
    public Task A_link_and_a_mode_in_the_tree() => AssertAsync(
        () =>
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes");
            Open(Path.Combine(Tree, "sub"));
            File.Delete(Path.Combine(Tree, "sub/a.txt"));
            File.CreateSymbolicLink(Path.Combine(Tree, "sub/a.txt"), "b.txt");
            File.SetUnixFileMode(Path.Combine(Tree, "sub/b.txt"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        },
        """
        ex.com/dep@v1.0.0
          something else stands in the place of a file in: CACHE/ex.com/dep@v1.0.0
            file      sub/a.txt
            expected  file (zip)
            found     symbolic link
          mode was changed in: CACHE/ex.com/dep@v1.0.0
            file      sub
            expected  0555, as other directories
            found     0755
          mode was changed in: CACHE/ex.com/dep@v1.0.0
            file      sub/b.txt
            expected  at most 0444
            found     0544
          next: sutler mod repair ex.com/dep@v1.0.0

        1 module looked at, 1 bad, 3 findings

        """);

    [Fact]
    public Task Pipes_links_and_directories_where_files_belong() => AssertAsync(
        () =>
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes are told from files on Linux");
            Open(Tree);
            File.Delete(Stem + ".info");
            File.Delete(Stem + ".ziphash");
            MakePipe(Stem + ".info");
            File.CreateSymbolicLink(Stem + ".ziphash", "v1.0.0.mod");
            File.Delete(Path.Combine(Tree, "m.go"));
            MakePipe(Path.Combine(Tree, "m.go"));
            Close(Tree);
        },
        """
        ex.com/dep@v1.0.0
          something else stands in its place: CACHE/cache/download/ex.com/dep/@v/v1.0.0.info
            expected  file
            found     pipe, socket or device
          something else stands in its place: CACHE/cache/download/ex.com/dep/@v/v1.0.0.ziphash
            expected  file
            found     symbolic link
          something else stands in the place of a file in: CACHE/ex.com/dep@v1.0.0
            file      m.go
            expected  file (zip)
            found     pipe, socket or device
          next: sutler mod repair ex.com/dep@v1.0.0

        1 module looked at, 1 bad, 3 findings

        """);

    [Fact]
    public Task Small_files_of_all_kinds() => AssertAsync(
        () =>
        {
            File.WriteAllText(Stem + ".info", """{"Version":"v1.0.1","Time":"2020-02-02T20:20:20Z"}""");
            File.WriteAllText(Stem + ".mod", "module ex.com/dep\n\ngo 1.20\n");
            File.Delete(Stem + ".ziphash");
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(Stem)!, "list"), "v1.0.0\nv1.0.1\n");
            File.WriteAllText(Path.Combine(_world.Cache, "cache/sutler/v1/digests/1.log"), "nonsense\n");
        },
        $"""
        ex.com/dep
          list does not fit the go.mod files: CACHE/cache/download/ex.com/dep/@v/list
            why       it names v1.0.1, of which there is no go.mod; the next download of a go.mod writes it anew
          next: nothing, unless the cache serves as a proxy: the next download of a go.mod of this module writes it anew

        ex.com/dep@v1.0.0
          .info was modified: CACHE/cache/download/ex.com/dep/@v/v1.0.0.info
            expected  v1.0.0
            found     v1.0.1
            why       it speaks of another version; its bytes are not those that were stored on TIME UTC
            where     block 0 (bytes 0-49)
          go.mod was modified: CACHE/cache/download/ex.com/dep/@v/v1.0.0.mod
            expected  {_module.GoModHash} (localhost.localdev/sumdb)
            found     h1:ANY
            why       its bytes are not those that were stored on TIME UTC
            where     block 0 (bytes 0-26)
          recorded hash is missing: CACHE/cache/download/ex.com/dep/@v/v1.0.0.ziphash
            expected  file
            found     nothing
          next: sutler mod repair ex.com/dep@v1.0.0

        records of stored files
          journal is damaged: CACHE/cache/sutler/v1/digests/1.log
            why       line 1: not a record; what it recorded of one file or more is lost
          next: sutler cache prune --apply (drops the records that cannot be read)

        1 module looked at, 1 bad, 5 findings

        """,
        "--all");

    [Fact]
    public Task A_line_of_go_sum_that_the_checksum_database_contradicts() => AssertAsync(
        () => _world.Files.Write("project/go.sum", _module.GoSumLines.Replace(_module.ZipHash, "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", StringComparison.Ordinal)),
        $"""
        ex.com/dep@v1.0.0
          go.sum contradicts the checksum database: PROJECT/go.sum
            expected  {_module.ZipHash} (localhost.localdev/sumdb)
            found     h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
            why       the line was tampered with, or the tag was moved after one of the two saw it
          next: compare the line of ex.com/dep@v1.0.0 in go.sum with its history; the checksum database proves another hash

        1 module looked at, 1 bad, 1 finding

        """);

    [Theory]
    [InlineData("the build list")]
    [InlineData("the whole cache", "--all")]
    public async Task Asks_the_checksum_database_about_lines_of_go_sum(string name, params string[] flags)
    {
        var evil = await TamperAsync();
        var run = await _world.RunAsync(["mod", "verify", "--deep", .. flags]);
        Assert.Equal((name, 1, ""), (name, run.ExitCode, run.Error));
        Assert.Contains(
            $"  go.sum contradicts the checksum database: {_world.Project}/go.sum\n    expected  {_module.ZipHash} (localhost.localdev/sumdb)\n    found     {evil.ZipHash}\n"
            + "    why       the line was tampered with, or the tag was moved after one of the two saw it\n",
            run.Output,
            StringComparison.Ordinal);
        Assert.Contains("  zip was modified: ", run.Output, StringComparison.Ordinal);

        // The answer is stored, so the next one asks nobody.
        var asked = _world.Database.Requests.Count;
        Assert.Equal(run, await _world.RunAsync(["mod", "verify", "--deep", .. flags]));
        Assert.Equal(asked, _world.Database.Requests.Count);
    }

    [Theory]
    [InlineData("GOPROXY=off", "no proven answer of the checksum database in the cache, and GOPROXY=off")]
    [InlineData("GOSUMDB=off", "")]
    [InlineData("GONOSUMDB=ex.com/*", "")]
    public async Task Lines_of_go_sum_that_the_database_cannot_confirm_are_said(string setting, string reason)
    {
        await TamperAsync();
        var asked = _world.Database.Requests.Count;
        _world.Variables[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        var note = reason.Length > 0 ? $"not checked: go.sum against the checksum database ({reason}): ex.com/dep@v1.0.0\n" : "";
        Assert.Equal(new ProgramRun(0, note + "1 module verified, nothing was modified\n", ""), await _world.RunAsync("mod", "verify", "--deep"));
        var json = await _world.RunAsync("mod", "verify", "--deep", "--json");
        Assert.Equal(reason.Length > 0, json.Output.Contains("\"notChecked\": \"go.sum against the checksum database\"", StringComparison.Ordinal));
        Assert.Equal(asked, _world.Database.Requests.Count);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_not_asked_for_ever()
    {
        var modules = Enumerable.Range(0, 20).Select(number => _world.Publish($"ex.com/m{number:00}", "v1.0.0")).ToArray();
        _world.Require(string.Concat(modules.Select(module => module.GoSumLines)), modules);
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        _world.Proxy.Otherwise = static _ => Reply.Failure(503, "down");
        var asked = _world.Proxy.Requests.Count;
        var run = await _world.RunAsync("mod", "verify", "--deep");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("20 modules verified", run.Output, StringComparison.Ordinal);
        Assert.Contains("not checked: go.sum against the checksum database (", run.Output, StringComparison.Ordinal);
        Assert.InRange(_world.Proxy.Requests.Count - asked, 1, 10);
    }

    [Fact]
    public async Task What_nobody_can_confirm_is_said()
    {
        File.Delete(Path.Combine(_world.Project, "go.sum"));
        Directory.Delete(Path.Combine(_world.Cache, "cache/download/sumdb"), recursive: true);
        _world.Variables["GOPROXY"] = "off";
        var run = await _world.RunAsync("mod", "verify", "--deep", "--all");
        Assert.Equal(
            """
            not checked: go.mod (not in go.sum, no proven answer of the checksum database in the cache, and GOPROXY=off): ex.com/dep@v1.0.0
            not checked: zip (not in go.sum, no proven answer of the checksum database in the cache, and GOPROXY=off): ex.com/dep@v1.0.0
            1 module verified, nothing was modified

            """,
            run.Output);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Asks_the_checksum_database_where_go_sum_is_silent()
    {
        File.Delete(Path.Combine(_world.Project, "go.sum"));
        Directory.Delete(Path.Combine(_world.Cache, "cache/download/sumdb"), recursive: true);
        var asked = _world.Database.Requests.Count;
        Assert.Equal(new ProgramRun(0, "1 module verified, nothing was modified\n", ""), await _world.RunAsync("mod", "verify", "--deep", "--all"));
        Assert.True(_world.Database.Requests.Count > asked);
        asked = _world.Database.Requests.Count;
        Assert.Equal(0, (await _world.RunAsync("mod", "verify", "--deep", "--all")).ExitCode);
        Assert.Equal(asked, _world.Database.Requests.Count);
    }

    [Fact]
    public async Task A_go_mod_that_keeps_the_graph_from_being_loaded_is_found_all_the_same()
    {
        Change(Stem + ".mod", bytes => bytes[0] ^= 1);
        var run = await _world.RunAsync("mod", "verify", "--deep", "--json");
        Assert.Equal(1, run.ExitCode);
        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal("go.sum", document.RootElement.GetProperty("scope").GetString());
        Assert.Contains("SECURITY ERROR", document.RootElement.GetProperty("graphError").GetString(), StringComparison.Ordinal);
        Assert.Equal("go-mod-modified", Assert.Single(document.RootElement.GetProperty("findings").EnumerateArray()).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Speaks_json()
    {
        Change(Stem + ".zip", bytes => bytes[bytes.AsSpan().IndexOf("a.txt"u8) + 8] ^= 0x40);
        var run = await _world.RunAsync("mod", "verify", "--deep", "--all", "--json");
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            {
            	"cache": "CACHE",
            	"scope": "cache",
            	"modules": 1,
            	"verified": false,
            	"findings": [
            		{
            			"module": "ex.com/dep",
            			"version": "v1.0.0",
            			"kind": "zip-damaged",
            			"file": "CACHE/cache/download/ex.com/dep/@v/v1.0.0.zip",
            			"entry": "sub/a.txt",
            			"detail": "zip: checksum error; its bytes are not those that were stored on TIME UTC",
            			"blocks": [
            				{
            					"index": 0,
            					"offset": 0,
            					"length": LENGTH
            				}
            			],
            			"next": "sutler mod repair ex.com/dep@v1.0.0"
            		}
            	],
            	"notes": [],
            	"leftovers": []
            }

            """,
            Normal(run.Output).Replace($"\"length\": {_module.Zip.Length}", "\"length\": LENGTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shows_progress_when_asked_to_and_no_summary_of_downloads()
    {
        Change(Stem + ".zip", bytes => bytes[^1] ^= 1);
        var run = await _world.RunAsync("mod", "verify", "--deep", "--progress=plain");
        Assert.StartsWith("failed ex.com/dep@v1.0.0: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        var json = await _world.RunAsync("mod", "verify", "--deep", "--progress=json");
        Assert.Contains("\"event\":\"planned\"", json.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_nothing_into_the_cache()
    {
        var before = Directory.GetFileSystemEntries(_world.Cache, "*", SearchOption.AllDirectories).Select(path => (path, File.GetLastWriteTimeUtc(path))).ToHashSet();
        Assert.Equal(0, (await _world.RunAsync("mod", "verify", "--deep", "--all")).ExitCode);
        Assert.Equal(before, Directory.GetFileSystemEntries(_world.Cache, "*", SearchOption.AllDirectories).Select(path => (path, File.GetLastWriteTimeUtc(path))).ToHashSet());
    }

    [Fact]
    public async Task Stops_when_told_to()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await stop.CancelAsync();
        var run = await _world.RunAsync(["mod", "verify", "--deep", "--all"], stop.Token);
        Assert.Equal((130, "", "sutler: interrupted; what is whole stays in the cache, and the next run goes on from there\n"), (run.ExitCode, run.Output, run.Error));
    }

    // A clone with a tampered go.sum and a cache that fits it: there are no stored answers, since go.sum has all lines.
    private async Task<TestModule> TamperAsync()
    {
        var evil = TestModule.Create("ex.com/dep", "v1.0.0", null, ("evil.go", "package m\n"));
        TestFiles.DeleteTree(_world.Cache);
        TrustWorld.Serve(_world.Proxy, evil);
        _world.Require(evil.GoSumLines, evil);
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        return evil;
    }

    private static void Change(string path, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
    }

    private static void ReplaceText(string path, string text)
    {
        File.Delete(path);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    private static void Open(string directory) => SetWrite(directory, true);

    private static void Close(string directory) => SetWrite(directory, false);

    private static void SetWrite(string directory, bool writable)
    {
        if (!OperatingSystem.IsWindows())
        {
            var mode = File.GetUnixFileMode(directory);
            File.SetUnixFileMode(directory, writable ? mode | UnixFileMode.UserWrite : mode & ~(UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
        }
    }

    private static void MakePipe(string path)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", ["-m", "444", path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    private void ForgetRecords() => Directory.Delete(Path.Combine(_world.Cache, "cache/sutler/v1/digests"), recursive: true);

    private async Task AssertAsync(Action damage, string expected, params string[] flags)
    {
        damage();
        var run = await _world.RunAsync(["mod", "verify", "--deep", .. flags], Cancellation);
        expected = Digest().Replace(expected, "sha256:ANY");
        Assert.Equal(expected.Replace($"h1:ANY", "h1:", StringComparison.Ordinal), Normal(run.Output).Replace(expected.Contains("h1:ANY", StringComparison.Ordinal) ? FoundGoMod(run.Output) : "\0", "h1:", StringComparison.Ordinal));
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
    }

    private static string FoundGoMod(string output) => FoundHash().Match(output).Groups[1].Value;

    private string Normal(string output) => Digest().Replace(
        Time().Replace(output, "TIME UTC")
            .Replace(_world.Cache, "CACHE", StringComparison.Ordinal)
            .Replace(_world.Project, "PROJECT", StringComparison.Ordinal)
            .Replace($"0-{_module.Zip.Length - 1})", "0-ZIP)", StringComparison.Ordinal),
        "sha256:ANY");

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC")]
    private static partial Regex Time();

    [GeneratedRegex("sha256:([0-9a-f]{64}|ANY)")]
    private static partial Regex Digest();

    [GeneratedRegex(@"found +(h1:\S+)")]
    private static partial Regex FoundHash();
}
