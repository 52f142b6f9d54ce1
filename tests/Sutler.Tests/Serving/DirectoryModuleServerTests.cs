using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Directories;
using Sutler.GoModules.Modules;
using Sutler.Tests.Cache;
using Xunit;

namespace Sutler.Tests.Serving;

public sealed class DirectoryModuleServerTests : IDisposable
{
    private const string PseudoOld = "v0.0.0-20200101000000-aaaaaaaaaaaa";
    private const string PseudoNew = "v0.0.0-20210101000000-0123456789ab";
    private readonly ServedTree _tree = new();

    public void Dispose() => _tree.Dispose();

    // SRV-12: the list may be missing, lag behind, or name what there is nothing of.
    [Fact]
    public async Task Lists_what_a_module_cache_holds()
    {
        _tree.WriteCached("rsc.io/quote", "v1.10.0");
        _tree.WriteCached("rsc.io/quote", "v1.9.0");
        _tree.WriteCached("rsc.io/quote", "v1.9.0-!r!c1", """{"Version":"v1.9.0-RC1"}""");
        _tree.WriteCached("rsc.io/quote", "v2.0.0", """{"Version":"v2.0.0"}""");
        _tree.WriteCached("rsc.io/quote", "v2.0.0+incompatible");
        _tree.WriteCached("rsc.io/quote", PseudoNew);
        _tree.Write("cache/download/rsc.io/quote/@v/v1.8.0.mod", "module rsc.io/quote\n");
        _tree.Write("cache/download/rsc.io/quote/@v/v1.7.0.info123.tmp", "{}");
        _tree.Write("cache/download/rsc.io/quote/@v/list", "\0\0\0\0");
        Assert.Equal("v1.9.0-RC1\nv1.9.0\nv1.10.0\nv2.0.0+incompatible\n", await _tree.ListAsync("rsc.io/quote"));
    }

    // SRV-4; 05, trap 10
    [Fact]
    public async Task Tells_a_module_without_tags_from_an_unknown_one()
    {
        _tree.WriteCached("rsc.io/untagged", PseudoNew);
        _tree.Write("cache/download/rsc.io/sought/@v/v1.0.0.lock", "");
        Assert.Equal("", await _tree.ListAsync("rsc.io/untagged"));
        Assert.Equal("404 list of versions of rsc.io/sought is not in the directory that is served here", await _tree.ListAsync("rsc.io/sought"));
        Assert.Equal("404 list of versions of rsc.io/other is not in the directory that is served here", await _tree.ListAsync("rsc.io/other"));
        Assert.Equal("404 newest version of rsc.io/other is not in the directory that is served here", await _tree.LatestAsync("rsc.io/other"));
    }

    [Fact]
    public async Task Believes_the_list_of_another_tree()
    {
        _tree.Write("rsc.io/quote/@v/list", $"v1.10.0\nv1.9.0 2018-02-14T15:44:20Z\n{PseudoNew}\nnonsense\nv1.2\nv3.0.0\n\nv1.9.0\n");
        _tree.Write("rsc.io/quote/@v/v1.11.0.info", """{"Version":"v1.11.0"}""");
        _tree.Write("rsc.io/quote/@v/v1.11.0.mod", "module rsc.io/quote\n");
        Assert.Equal("v1.9.0\nv1.10.0\n", await _tree.ListAsync("rsc.io/quote"));
        _tree.Write("rsc.io/quote/@v/list", new string('\0', 20));
        Assert.Equal("v1.11.0\n", await _tree.ListAsync("rsc.io/quote"));
        File.Delete(_tree["rsc.io/quote/@v/list"]);
        Assert.Equal("v1.11.0\n", await _tree.ListAsync("rsc.io/quote"));
    }

    // LOCK-3, ATOMIC-2: a list is empty for a moment while it is written.
    [Fact]
    public async Task Waits_for_a_list_that_is_being_written()
    {
        var list = _tree.Write("rsc.io/quote/@v/list", "");
        var locks = new FileLocks(TimeProvider.System);
        Task<string> answer;
        using (await locks.ExclusiveAsync(list, TestContext.Current.CancellationToken))
        {
            answer = _tree.ListAsync("rsc.io/quote");
            Assert.False(answer.IsCompleted);
            await File.WriteAllTextAsync(list, "v1.0.0\n", TestContext.Current.CancellationToken);
        }

        Assert.Equal("v1.0.0\n", await answer);
    }

    [Fact]
    public async Task Serves_the_files_of_a_version_as_they_are()
    {
        _tree.WriteCached("rsc.io/!q!u!o!t!e", "v1.5.3-!p!r!e", """{"Version":"v1.5.3-PRE","Time":"2018-02-14T15:44:20Z","Extra":[1]}""");
        Assert.Equal("""{"Version":"v1.5.3-PRE","Time":"2018-02-14T15:44:20Z","Extra":[1]}""", await _tree.InfoAsync("rsc.io/QUOTE", "v1.5.3-PRE"));
        Assert.Equal("module rsc.io/!q!u!o!t!e\n\ngo 1.21\n", await _tree.GoModAsync("rsc.io/QUOTE", "v1.5.3-PRE"));
        Assert.Equal("PK rsc.io/!q!u!o!t!e v1.5.3-!p!r!e", await _tree.ZipAsync("rsc.io/QUOTE", "v1.5.3-PRE"));
        Assert.Equal("404 go.mod of rsc.io/QUOTE@v1.5.4 is not in the directory that is served here", await _tree.GoModAsync("rsc.io/QUOTE", "v1.5.4"));
    }

    // SRV-3, SRV-10
    [Fact]
    public async Task Says_what_an_answer_is_and_how_long_it_holds()
    {
        var path = ModulePath.Parse("rsc.io/quote");
        _tree.WriteCached("rsc.io/quote", "v1.0.0");
        (ModuleRequest, string, AnswerLife)[] expected =
        [
            (new ModuleRequest.List(path), "text/plain; charset=utf-8", AnswerLife.Short),
            (new ModuleRequest.Latest(path), "application/json", AnswerLife.Short),
            (new ModuleRequest.Info(path, "v1"), "application/json", AnswerLife.Short),
            (new ModuleRequest.Info(path, "v1.0.0"), "application/json", AnswerLife.Immutable),
            (new ModuleRequest.GoMod(path, "v1.0.0"), "text/plain; charset=utf-8", AnswerLife.Immutable),
            (new ModuleRequest.Zip(path, "v1.0.0"), "application/zip", AnswerLife.Immutable),
        ];
        foreach (var (request, type, life) in expected)
        {
            var found = Assert.IsType<ServedAnswer.Found>(await _tree.AskAsync(request));
            await using var content = found.Content;
            Assert.Equal((type, life), (content.MediaType, found.Life));
            Assert.NotNull(content.Tag);
            Assert.True(content.Handle is not null == request is ModuleRequest.Zip);
        }
    }

    // SRV-12, CACHE-7
    [Theory]
    [InlineData("no hash", null, "404 zip of rsc.io/quote@v1.0.0 is not in the directory that is served here")]
    [InlineData("a hash never written", "\0\0\0", "404 zip of rsc.io/quote@v1.0.0 is not in the directory that is served here")]
    [InlineData("another hash", "h2:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0=", "500 zip of rsc.io/quote@v1.0.0 is damaged here: unexpected ziphash: \"h2:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0=\"")]
    public async Task Serves_no_zip_of_a_module_cache_that_is_not_complete(string name, string? hash, string answer)
    {
        _tree.WriteCached("rsc.io/quote", "v1.0.0", hash: hash ?? "");
        if (hash is null)
        {
            File.Delete(_tree["cache/download/rsc.io/quote/@v/v1.0.0.ziphash"]);
        }

        Assert.True(answer == await _tree.ZipAsync("rsc.io/quote", "v1.0.0"), name);
    }

    [Fact]
    public async Task Serves_a_zip_of_another_tree_without_a_hash()
    {
        _tree.Write("rsc.io/quote/@v/v1.0.0.zip", "PK");
        Assert.Equal("PK", await _tree.ZipAsync("rsc.io/quote", "v1.0.0"));
    }

    // SRV-12, INFO-1, INFO-2: what a machine leaves that lost its power; never "not found".
    [Fact]
    public async Task Says_what_is_damaged()
    {
        _tree.WriteCached("rsc.io/quote", "v1.0.0", "\0\0");
        _tree.Write("cache/download/rsc.io/quote/@v/v1.0.0.mod", "module\0");
        _tree.Write("cache/download/rsc.io/quote/@v/v1.0.0.zip", "\0\0\0\0");
        Assert.Equal(AnswerCause.Broken, (await AskGoModAsync()).Cause);
        _tree.WriteCached("rsc.io/quote", "v1.0.1", """{"Version":"v1.0.0"}""");
        _tree.Write("cache/download/rsc.io/quote/@v/v1.0.1.mod", "//vgo 0.0.4\n");
        _tree.Write("cache/download/rsc.io/quote/@v/v1.0.1.zip", "");
        Assert.Equal("500 metadata of rsc.io/quote@v1.0.0 is damaged here: invalid character '\\x00' looking for beginning of value", await _tree.InfoAsync("rsc.io/quote", "v1.0.0"));
        Assert.Equal("500 go.mod of rsc.io/quote@v1.0.0 is damaged here: it has bytes that are zero", await _tree.GoModAsync("rsc.io/quote", "v1.0.0"));
        Assert.Equal("500 zip of rsc.io/quote@v1.0.0 is damaged here: it is no zip", await _tree.ZipAsync("rsc.io/quote", "v1.0.0"));
        Assert.Equal("500 metadata of rsc.io/quote@v1.0.1 is damaged here: it is about version \"v1.0.0\"", await _tree.InfoAsync("rsc.io/quote", "v1.0.1"));
        Assert.Equal("404 go.mod of rsc.io/quote@v1.0.1 is not in the directory that is served here", await _tree.GoModAsync("rsc.io/quote", "v1.0.1"));
        Assert.Equal("500 zip of rsc.io/quote@v1.0.1 is damaged here: it is no zip", await _tree.ZipAsync("rsc.io/quote", "v1.0.1"));
    }

    [Fact]
    public async Task Says_what_cannot_be_read_without_saying_where_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no such files");
        Directory.CreateDirectory(_tree["rsc.io/quote/@v/v1.0.0.mod"]);
        File.CreateSymbolicLink(_tree["rsc.io/quote/@v/v1.0.0.zip"], "/dev/null");
        File.CreateSymbolicLink(_tree["rsc.io/quote/@v/v1.0.1.mod"], "v1.0.1.mod");
        Assert.Equal("500 go.mod of rsc.io/quote@v1.0.0 cannot be read here: is a directory", await _tree.GoModAsync("rsc.io/quote", "v1.0.0"));
        Assert.Equal("500 zip of rsc.io/quote@v1.0.0 cannot be read here: neither a file nor a directory", await _tree.ZipAsync("rsc.io/quote", "v1.0.0"));
        Assert.StartsWith("500 go.mod of rsc.io/quote@v1.0.1 cannot be read here: ", await _tree.GoModAsync("rsc.io/quote", "v1.0.1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_may_not_be_read()
    {
        if (!await OrdinaryUser.IsAsync(GetType(), nameof(Says_what_may_not_be_read), TestContext.Current.CancellationToken))
        {
            return;
        }

        _tree.WriteCached("rsc.io/quote", "v1.0.0");
        _tree.WriteCached("rsc.io/closed", "v1.0.0");
        File.SetUnixFileMode(_tree["cache/download/rsc.io/quote/@v/v1.0.0.mod"], UnixFileMode.None);
        File.SetUnixFileMode(_tree["cache/download/rsc.io/closed"], UnixFileMode.None);
        Assert.Equal("500 go.mod of rsc.io/quote@v1.0.0 cannot be read here: permission denied", await _tree.GoModAsync("rsc.io/quote", "v1.0.0"));
        Assert.Equal("500 list of versions of rsc.io/closed cannot be read here: permission denied", await _tree.ListAsync("rsc.io/closed"));
        Assert.Equal("500 metadata of rsc.io/closed@v1.0.0 cannot be read here: permission denied", await _tree.InfoAsync("rsc.io/closed", "v1.0.0"));
        Assert.Equal("500 zip of rsc.io/closed@v1.0.0 cannot be read here: permission denied", await _tree.ZipAsync("rsc.io/closed", "v1.0.0"));
        Assert.StartsWith("404 ", await _tree.ListAsync("rsc.io/other"), StringComparison.Ordinal);
        File.SetUnixFileMode(_tree["cache/download/rsc.io/closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Finds_nothing_under_a_name_that_is_too_long_or_below_a_file()
    {
        _tree.Write("rsc.io/quote", "a file");
        Assert.StartsWith("404 ", await _tree.ListAsync("rsc.io/quote"), StringComparison.Ordinal);
        Assert.StartsWith("404 ", await _tree.InfoAsync("rsc.io/quote", "v1.0.0"), StringComparison.Ordinal);
        Assert.StartsWith("404 ", await _tree.InfoAsync("rsc.io/other", new string('x', 300)), StringComparison.Ordinal);
        Assert.StartsWith("404 ", await _tree.ListAsync("rsc.io/" + new string('x', 300)), StringComparison.Ordinal);
    }

    // SRV-7
    [Fact]
    public async Task Computes_the_newest_version()
    {
        _tree.WriteCached("rsc.io/quote", PseudoOld);
        _tree.WriteCached("rsc.io/quote", PseudoNew);
        _tree.WriteCached("rsc.io/quote", "v0.0.1-0.20200601000000-bbbbbbbbbbbb");
        Assert.Contains(PseudoNew, await _tree.LatestAsync("rsc.io/quote"), StringComparison.Ordinal);
        _tree.WriteCached("rsc.io/quote", "v1.1.0-rc.1");
        _tree.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Contains("v1.1.0-rc.1", await _tree.LatestAsync("rsc.io/quote"), StringComparison.Ordinal);
        _tree.WriteCached("rsc.io/quote", "v1.0.0");
        _tree.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Contains("v1.0.0", await _tree.LatestAsync("rsc.io/quote"), StringComparison.Ordinal);
    }

    // QUERY-8
    [Fact]
    public async Task Takes_no_legacy_version_for_the_newest_of_a_module_with_a_go_mod()
    {
        _tree.WriteCached("rsc.io/quote", "v1.0.0");
        _tree.WriteCached("rsc.io/quote", "v2.0.0+incompatible");
        Assert.Contains("v1.0.0", await _tree.LatestAsync("rsc.io/quote"), StringComparison.Ordinal);
        _tree.Write("cache/download/rsc.io/quote/@v/v1.0.0.mod", "module rsc.io/quote\n");
        Assert.Contains("v2.0.0+incompatible", await _tree.LatestAsync("rsc.io/quote"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serves_what_another_tree_calls_the_newest_version()
    {
        _tree.Write("rsc.io/quote/@latest", """{"Version":"v0.9.0"}""");
        Assert.Equal("", await _tree.ListAsync("rsc.io/quote"));
        _tree.Write("rsc.io/quote/@v/list", "v1.0.0\n");
        Assert.Equal("""{"Version":"v0.9.0"}""", await _tree.LatestAsync("rsc.io/quote"));
    }

    // SRV-5, QUERY-3, PROXY-9
    [Theory]
    [InlineData("a branch with metadata of its own", "master", PseudoNew)]
    [InlineData("a major version", "v1", "v1.2.1")]
    [InlineData("a minor version with nothing but pre-releases", "v1.3", "v1.3.1-rc.1")]
    [InlineData("a commit", "0123456789ab", PseudoNew)]
    [InlineData("a whole commit", "0123456789abcdef0123456789abcdef01234567", PseudoNew)]
    [InlineData("too little of a commit", "0123456789a", "404")]
    [InlineData("a commit in capitals", "0123456789AB", "404")]
    [InlineData("another branch", "feature", "404")]
    [InlineData("a version with metadata", "v1.2.1+meta", "404")]
    [InlineData("a version that is not there", "v1.2.2", "404")]
    public async Task Resolves_what_the_tree_can_tell(string name, string revision, string expected)
    {
        _tree.WriteCached("rsc.io/quote", PseudoNew);
        _tree.WriteCached("rsc.io/quote", "v1.2.0");
        _tree.WriteCached("rsc.io/quote", "v1.2.1");
        _tree.WriteCached("rsc.io/quote", "v1.3.0-rc.1");
        _tree.WriteCached("rsc.io/quote", "v1.3.1-rc.1");
        _tree.Write("cache/download/rsc.io/quote/@v/master.info", $$"""{"Version":"{{PseudoNew}}"}""");
        Assert.True((await _tree.InfoAsync("rsc.io/quote", revision)).Contains(expected, StringComparison.Ordinal), name);
    }

    [Fact]
    public async Task Sees_what_is_added_replaced_and_taken_away()
    {
        _tree.WriteCached("rsc.io/quote", "v1.0.0");
        Assert.Equal("v1.0.0\n", await _tree.ListAsync("rsc.io/quote"));
        var first = Assert.IsType<ServedAnswer.Found>(await AskGoModAsync());
        Assert.Same(first, await AskGoModAsync());
        _tree.WriteCached("rsc.io/quote", "v1.1.0");
        _tree.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal("v1.0.0\nv1.1.0\n", await _tree.ListAsync("rsc.io/quote"));
        Assert.Same(first, await AskGoModAsync());
        _tree.Write("cache/download/rsc.io/quote/@v/v1.0.0.mod", "module replaced\n");
        _tree.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal("module replaced\n", await _tree.GoModAsync("rsc.io/quote", "v1.0.0"));
        File.Delete(_tree["cache/download/rsc.io/quote/@v/v1.0.0.mod"]);
        _tree.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.StartsWith("404 ", await _tree.GoModAsync("rsc.io/quote", "v1.0.0"), StringComparison.Ordinal);
        Assert.Equal("v1.1.0\n", await _tree.ListAsync("rsc.io/quote"));
    }

    // Times of files are coarse: what was written just now may be written again without a trace.
    [Fact]
    public async Task Keeps_nothing_that_was_written_a_moment_ago()
    {
        _tree.WriteCached("rsc.io/quote", "v1.0.0");
        var now = File.GetLastWriteTimeUtc(_tree["cache/download/rsc.io/quote/@v/v1.0.0.mod"]);
        using var young = new ServedTree();
        young.WriteCached("rsc.io/quote", "v1.0.0");
        young.Clock.AdjustTime(new DateTimeOffset(now).AddSeconds(1));
        Assert.NotSame(await AskGoModAsync(young), await AskGoModAsync(young));
        var zip = Assert.IsType<ServedAnswer.Found>(await young.AskAsync(new ModuleRequest.Zip(ModulePath.Parse("rsc.io/quote"), "v1.0.0")));
        await using var content = zip.Content;
        Assert.Null(content.Tag);
    }

    // The h1 alone is no strong validator: it does not say which bytes a zip is made of.
    [Fact]
    public async Task Gives_another_packing_of_a_zip_another_tag()
    {
        _tree.WriteCached("rsc.io/quote", "v1.0.0");
        var zip = new ModuleRequest.Zip(ModulePath.Parse("rsc.io/quote"), "v1.0.0");
        var first = Assert.IsType<ServedAnswer.Found>(await _tree.AskAsync(zip));
        var again = Assert.IsType<ServedAnswer.Found>(await _tree.AskAsync(zip));
        Assert.Equal(first.Content.Tag, again.Content.Tag);
        _tree.Write("cache/download/rsc.io/quote/@v/v1.0.0.zip", "PK packed otherwise");
        var other = Assert.IsType<ServedAnswer.Found>(await _tree.AskAsync(zip));
        Assert.NotEqual(first.Content.Tag, other.Content.Tag);
        await first.Content.DisposeAsync();
        await again.Content.DisposeAsync();
        await other.Content.DisposeAsync();
    }

    [Fact]
    public async Task Notices_a_file_that_is_cut_or_written_over_while_it_is_sent()
    {
        _tree.WriteCached("rsc.io/quote", "v1.0.0");
        var zip = _tree["cache/download/rsc.io/quote/@v/v1.0.0.zip"];
        var request = new ModuleRequest.Zip(ModulePath.Parse("rsc.io/quote"), "v1.0.0");
        await using var cut = Assert.IsType<ServedAnswer.Found>(await _tree.AskAsync(request)).Content;
        await using var written = Assert.IsType<ServedAnswer.Found>(await _tree.AskAsync(request)).Content;
        await using var replaced = Assert.IsType<ServedAnswer.Found>(await _tree.AskAsync(request)).Content;
        File.WriteAllText(zip + ".new", "PK another one");
        File.Move(zip, zip + ".old");
        File.Move(zip + ".new", zip);
        Assert.Equal("PK rsc.io/quote v1.0.0"u8.ToArray(), await ServedTree.AllAsync(replaced));
        File.WriteAllText(zip + ".old", "PK rsc.io/quote v1.0.X");
        File.SetLastWriteTimeUtc(zip + ".old", new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await Assert.ThrowsAsync<SutlerException>(() => ServedTree.AllAsync(written));
        File.WriteAllText(zip + ".old", "PK");
        var failure = await Assert.ThrowsAsync<SutlerException>(() => ServedTree.AllAsync(cut));
        Assert.Equal("zip of rsc.io/quote@v1.0.0 was changed while it was being sent", failure.Message);
    }

    [Fact]
    public void Refuses_a_directory_that_is_none()
    {
        Assert.Equal($"open {_tree["none"]}: no such file or directory", Assert.Throws<SutlerException>(() => ModuleTree.Open(_tree["none"])).Message);
        var file = _tree.Write("file", "");
        Assert.Equal($"open {file}: not a directory", Assert.Throws<SutlerException>(() => ModuleTree.Open(file)).Message);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("cache/download", true)]
    [InlineData("cache", false)]
    public void Knows_a_module_cache(string below, bool isCache)
    {
        _tree.WriteCached("rsc.io/quote", "v1.0.0");
        Assert.Equal(isCache, ModuleTree.Open(_tree[below]).IsModuleCache);
    }

    private ValueTask<ServedAnswer> AskGoModAsync(ServedTree? tree = null) =>
        (tree ?? _tree).AskAsync(new ModuleRequest.GoMod(ModulePath.Parse("rsc.io/quote"), "v1.0.0"));
}
