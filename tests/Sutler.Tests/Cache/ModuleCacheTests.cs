using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Cache;

public sealed class ModuleCacheTests : IDisposable
{
    private const string Hash = "h1:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0=";
    private static readonly ModuleId Quote = new("rsc.io/quote", "v1.5.2");
    private readonly ScratchDirectory _scratch = new();
    private readonly ModuleCache _cache;
    private readonly CachedVersion _quote;

    public ModuleCacheTests()
    {
        _cache = new ModuleCache(new CacheLayout(_scratch["mod"]), new FileLocks(TimeProvider.System), TimeProvider.System);
        _quote = _cache.Locate(Quote);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Lays_files_out_as_go_does()
    {
        CachedVersion version = _cache.Locate(new("github.com/BurntSushi/toml", "v1.0.0-RC1"));
        string download = Path.Combine(_scratch["mod"], "cache/download/github.com/!burnt!sushi/toml/@v");
        Assert.Equal(
            [
                download + "/v1.0.0-!r!c1.info", download + "/v1.0.0-!r!c1.mod", download + "/v1.0.0-!r!c1.zip", download + "/v1.0.0-!r!c1.ziphash",
                download + "/v1.0.0-!r!c1.lock", download + "/v1.0.0-!r!c1.partial", download + "/list",
                Path.Combine(_scratch["mod"], "github.com/!burnt!sushi/toml@v1.0.0-!r!c1"),
            ],
            [
                version.InfoPath, version.ModPath, version.ZipPath, version.ZipHashPath,
                version.LockPath, version.PartialMarkerPath, version.ListPath, version.TreePath,
            ]);
        Assert.StartsWith(Path.Combine(_scratch["mod"], "cache/sutler/v1/partial/"), version.PartialZipPath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no semver", "a.b/c", "master", "non-semver module version \"master\"")]
    [InlineData("not canonical", "a.b/c", "v1.0", "non-canonical module version \"v1.0\"")]
    [InlineData("with build", "a.b/c", "v1.0.0+meta", "non-canonical module version \"v1.0.0+meta\"")]
    [InlineData("go", "go", "1.21", "internal error: invalid operation on toolchain module")]
    [InlineData("climbing path", "a.b/../c", "v1.0.0", "malformed module path \"a.b/../c\": invalid path element \"..\"")]
    public void Has_no_place_for(string name, string path, string version, string text)
    {
        _ = name;
        Assert.Equal(text, Assert.Throws<SutlerException>(() => _cache.Locate(new(path, version))).Message);
    }

    [Fact]
    public async Task Writes_info_and_mod_and_lists_the_version()
    {
        await _cache.WriteInfoAsync(_quote, new RevisionInfo { Version = "v1.5.2", Time = "2018-02-14T15:44:20Z" }, Cancellation);
        await _cache.WriteModAsync(_quote, "module rsc.io/quote\n"u8.ToArray(), Cancellation);
        Assert.Equal("""{"Version":"v1.5.2","Time":"2018-02-14T15:44:20Z"}""", File.ReadAllText(_quote.InfoPath));
        Assert.Equal("v1.5.2\n", File.ReadAllText(_quote.ListPath));
        Assert.Equal("2018-02-14T15:44:20Z", _cache.ReadInfo(_quote)?.Time);
        Assert.Equal("module rsc.io/quote\n"u8.ToArray(), _cache.ReadMod(_quote));
        Assert.Equal(3, Directory.GetFileSystemEntries(_quote.Directory).Length);
    }

    [Fact]
    public async Task Lists_what_has_a_mod_sorted_with_pseudo_versions_but_without_escaped_names()
    {
        string[] names =
        [
            "v1.10.0.mod", "v1.2.0.mod", "v1.2.0-pre.mod", "v2.0.0+incompatible.mod", "v1.0.mod", "v1.0.0-!r!c1.mod", "v1.3.0.info",
            "v0.0.0-20190509225625-c7818c24fa2f.mod", "v1.4.0+meta.mod", ".mod", "v1.9.0.mod123.tmp",
        ];
        foreach (string name in names)
        {
            _ = _scratch.Write(Path.Combine(_quote.Directory, name), "");
        }

        _ = _scratch.Write(_quote.ListPath, "v1.2.0\n\0\0\0\0");
        await _cache.WriteModAsync(_quote, "module rsc.io/quote\n"u8.ToArray(), Cancellation);
        Assert.Equal(
            "v0.0.0-20190509225625-c7818c24fa2f\nv1.2.0-pre\nv1.2.0\nv1.5.2\nv1.10.0\nv2.0.0+incompatible\n",
            File.ReadAllText(_quote.ListPath));
    }

    [Theory]
    [InlineData("no JSON", "{", false)]
    [InlineData("nothing", "", false)]
    [InlineData("not canonical", " {\"version\":\"v1.5.2\",\"Name\":\"x\"}\n", true)]
    public void Takes_a_broken_info_for_missing_and_a_loose_one_as_it_is(string name, string content, bool usable)
    {
        _ = name;
        _ = _scratch.Write(_quote.InfoPath, content);
        Assert.Equal(usable ? "v1.5.2" : null, _cache.ReadInfo(_quote)?.Version);
        Assert.Equal(content, File.ReadAllText(_quote.InfoPath));
    }

    [Fact]
    public void Takes_a_made_up_go_mod_for_missing()
    {
        _ = _scratch.Write(_quote.ModPath, "//vgo 0.0.3\n\nmodule rsc.io/quote\n");
        Assert.Null(_cache.ReadMod(_quote));
    }

    [Theory]
    [InlineData("good", Hash, typeof(ZipHash.Present))]
    [InlineData("good with white space", " " + Hash + "\r\n", typeof(ZipHash.Present))]
    [InlineData("never written", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", typeof(ZipHash.Damaged))]
    [InlineData("cut", "h1:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0", typeof(ZipHash.Damaged))]
    [InlineData("empty", "", typeof(ZipHash.Damaged))]
    [InlineData("not ASCII", "h1:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L\u00e9=", typeof(ZipHash.Damaged))]
    [InlineData("another kind", "h2:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0=", typeof(ZipHash.Unexpected))]
    public async Task Judges_a_ziphash_that_is(string name, string content, Type kind)
    {
        _ = name;
        _ = _scratch.Write(_quote.ZipHashPath, content);
        Assert.IsType(kind, await _cache.ReadZipHashAsync(_quote, Cancellation));
    }

    [Fact]
    public async Task Judges_an_overlong_ziphash_without_reading_it()
    {
        _ = _scratch.Write(_quote.ZipHashPath, Hash + new string(' ', 5000));
        _ = Assert.IsType<ZipHash.Damaged>(await _cache.ReadZipHashAsync(_quote, Cancellation));
    }

    [Fact]
    public async Task Says_why_there_is_no_ziphash() => Assert.Equal(
        new ZipHash.Missing($"open {_quote.ZipHashPath}: no such file or directory"),
        await _cache.ReadZipHashAsync(_quote, Cancellation));

    [Fact]
    public async Task Publishes_zip_and_tree_as_the_go_command_would()
    {
        await PublishAsync(TreeModes.CloseAll);
        Assert.Equal(
            [
                "mod/", "mod/cache/", "mod/cache/download/", "mod/cache/download/rsc.io/", "mod/cache/download/rsc.io/quote/",
                "mod/cache/download/rsc.io/quote/@v/", "mod/cache/download/rsc.io/quote/@v/v1.5.2.lock",
                "mod/cache/download/rsc.io/quote/@v/v1.5.2.zip", "mod/cache/download/rsc.io/quote/@v/v1.5.2.ziphash",
                "mod/rsc.io/", "mod/rsc.io/quote@v1.5.2/", "mod/rsc.io/quote@v1.5.2/buggy/", "mod/rsc.io/quote@v1.5.2/buggy/buggy.go",
                "mod/rsc.io/quote@v1.5.2/go.mod",
            ],
            _scratch.Tree());
        Assert.Equal(Hash, File.ReadAllText(_quote.ZipHashPath));
        Assert.True(ModuleCache.IsTreeComplete(_quote));
        Assert.True(ModuleCache.HasZip(_quote));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("r-xr-xr-x r-xr-xr-x", $"{Mode(_quote.TreePath)} {Mode(Path.Combine(_quote.TreePath, "buggy"))}");
        }
    }

    [Fact]
    public async Task Leaves_directories_open_for_modcacherw()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions");
        await PublishAsync(TreeModes.Writable);
        Assert.Equal("rwxr-xr-x", Mode(_quote.TreePath));
    }

    [Theory]
    [InlineData("all there", "dir hash", true)]
    [InlineData("no hash", "dir", false)]
    [InlineData("being unpacked", "dir hash partial", false)]
    [InlineData("no directory", "hash", false)]
    [InlineData("a file in its place", "file hash", false)]
    public void Counts_a_tree_as_whole_only_with_all_its_signs(string name, string signs, bool complete)
    {
        _ = name;
        ArrangeTree(signs);
        Assert.Equal(complete, ModuleCache.IsTreeComplete(_quote));
    }

    [Theory]
    [InlineData("killed while unpacking", "dir hash partial")]
    [InlineData("killed before the hash", "dir")]
    [InlineData("a file in its place", "file hash")]
    [InlineData("marker without tree", "hash partial")]
    public async Task Recovers_from(string name, string signs)
    {
        _ = name;
        ArrangeTree(signs);
        if (Directory.Exists(_quote.TreePath))
        {
            ReadOnlyTree.Close(_quote.TreePath);
        }

        await PublishAsync(TreeModes.CloseAll);
        Assert.True(ModuleCache.IsTreeComplete(_quote));
        Assert.False(File.Exists(Path.Combine(_quote.TreePath, "half.go")));
        Assert.False(File.Exists(_quote.PartialMarkerPath));
    }

    [Fact]
    public async Task Removes_leftovers_of_this_version_only()
    {
        string[] stale = ["v1.5.2.zip123.tmp", "v1.5.2.zip.tmp"];
        string[] kept = ["v1.5.20.zip123.tmp", "v1.5.2.zip", "v1.5.2.mod5.tmp", "v1.5.2.ziphash"];
        foreach (string name in stale.Concat(kept))
        {
            _ = _scratch.Write(Path.Combine(_quote.Directory, name), "");
        }

        _ = _scratch.Write(_quote.TreePath + ".tmp-1/a/b.go", "");
        _ = _scratch.Write(_quote.TreePath + "0.tmp-1/b.go", "");
        _ = _scratch.Write(_quote.TreePath + "/go.mod", "");
        ModuleCache.RemoveStaleZips(_quote);
        await _cache.RemoveStaleTreesAsync(_quote, Cancellation);
        Assert.Equal(kept.Order(StringComparer.Ordinal), Directory.GetFiles(_quote.Directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(Directory.Exists(_quote.TreePath));
        Assert.False(Directory.Exists(_quote.TreePath + ".tmp-1"));
        Assert.True(Directory.Exists(_quote.TreePath + "0.tmp-1"));
    }

    [Theory]
    [InlineData("highest of two", "c7818c24fa2fffff0000", "v1.2.1-0.20190509225625-c7818c24fa2f v0.0.0-20190509225625-c7818c24fa2f")]
    [InlineData("twelve digits", "aaaaaaaaaaaa", "v0.0.0-20200101000000-aaaaaaaaaaaa")]
    [InlineData("eleven digits", "c7818c24fa2", "")]
    [InlineData("capital digits", "C7818C24FA2F", "")]
    [InlineData("not hexadecimal", "c7818c24fa2g", "")]
    public void Finds_cached_pseudo_versions_by_commit(string name, string revision, string expected)
    {
        _ = name;
        string[] files =
        [
            "v0.0.0-20190509225625-c7818c24fa2f.info", "v1.2.1-0.20190509225625-c7818c24fa2f.info", "x-c7818c24fa2f.info",
            "v0.0.0-20200101000000-aaaaaaaaaaaa.info", "v0.0.0-20200101000000-aaaaaaaaaaab.mod",
        ];
        foreach (string file in files)
        {
            _ = _scratch.Write(Path.Combine(_quote.Directory, file), "{}");
        }

        Assert.Equal(expected, string.Join(' ', _cache.CachedPseudoVersions(ModulePath.Parse(Quote.Path), revision)));
    }

    [Theory]
    [InlineData("empty", "", "module cache not found: neither GOMODCACHE nor GOPATH is set")]
    [InlineData("relative", "rel/mod", "GOMODCACHE entry is relative; must be absolute path: \"rel/mod\".\n")]
    [InlineData("a file", "ROOT/file", "could not create module cache: \"ROOT/file\" is not a directory")]
    [InlineData("below a file", "ROOT/file/mod", "could not create module cache: stat ROOT/file/mod: not a directory")]
    public void Refuses_a_cache_that_is(string name, string root, string text)
    {
        _ = name;
        Assert.SkipWhen(OperatingSystem.IsWindows(), "other words there");
        _ = _scratch.Write("file", "");
        SutlerException? problem = CacheRoot.FindProblem(root.Replace("ROOT", _scratch.Root, StringComparison.Ordinal));
        Assert.Equal(text.Replace("ROOT", _scratch.Root, StringComparison.Ordinal), problem?.Message);
    }

    private static string Mode(string path)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        return string.Concat("rwxrwxrwx".Select((letter, bit) => ((int)mode & (1 << (8 - bit))) != 0 ? letter : '-'));
    }

    private async Task PublishAsync(TreeModes modes)
    {
        using FileLock held = await _cache.LockVersionAsync(_quote, Cancellation);
        ModuleCache.RemoveStaleZips(_quote);
        string zip = ModuleCache.CreateZipTemporary(_quote);
        Assert.True(H1Hash.TryParse(Hash, out H1Hash hash, out _));
        await _cache.WriteZipHashAsync(_quote, hash, Cancellation);
        await _cache.PublishZipAsync(_quote, zip, Cancellation);
        await _cache.RemoveStaleTreesAsync(_quote, Cancellation);
        string tree = ModuleCache.CreateTreeTemporary(_quote);
        _ = _scratch.Write(Path.Combine(tree, "buggy/buggy.go"), "");
        _ = _scratch.Write(Path.Combine(tree, "go.mod"), "");
        await _cache.PublishTreeAsync(_quote, tree, modes, Cancellation);
    }

    private void ArrangeTree(string signs)
    {
        foreach (string sign in signs.Split(' '))
        {
            _ = sign switch
            {
                "dir" => _scratch.Write(Path.Combine(_quote.TreePath, "half.go"), ""),
                "file" => _scratch.Write(_quote.TreePath, ""),
                "hash" => _scratch.Write(_quote.ZipHashPath, Hash),
                _ => _scratch.Write(_quote.PartialMarkerPath, ""),
            };
        }
    }
}
