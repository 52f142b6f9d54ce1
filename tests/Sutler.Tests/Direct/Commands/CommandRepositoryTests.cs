using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Direct;
using Sutler.Go.Direct.Commands;
using Sutler.Go.Direct.Programs;
using Sutler.Go.Sources;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Direct.Commands;

/// <summary>What every system must do. Spec: OTHER-1 to OTHER-6.</summary>
public abstract class CommandRepositoryTests(ServedRepository served)
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected ServedRepository Served { get; } = served;

    /// <summary>The repository, opened once for all tests that leave no trace in it.</summary>
    protected Task<ICodeRepository> OpenAsync()
    {
        Assert.SkipWhen(Served.Missing is not null, Served.Missing ?? "");
        return Served.OpenedAsync();
    }

    protected Task<ICodeRepository> OpenAsync(DirectContext world, string? url = null)
    {
        Assert.SkipWhen(Served.Missing is not null, Served.Missing ?? "");
        return CommandRepository.OpenAsync(Served.Table, world, url ?? Served.Url, Token);
    }

    protected static async Task<string> ReadAsync(CodeArchive archive, string path)
    {
        await using var content = archive.Open(archive.Entries.Single(entry => entry.Path == path));
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await reader.ReadToEndAsync(Token);
    }

    private CodeRevision Expected(int number, string version)
    {
        var (name, shortName, time) = Served.Revisions[number];
        return new CodeRevision
        {
            Origin = new Origin { Vcs = Served.Table.Vcs, Url = Served.Url, Hash = name.Length == 40 ? name : "" },
            Name = name,
            ShortName = shortName,
            Version = version,
            Time = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture),
            Tags = [],
        };
    }

    private static void AssertSame(CodeRevision expected, CodeRevision found) => Assert.Equal(expected with { Tags = found.Tags }, found);

    [Fact]
    public async Task Finds_the_latest()
    {
        var latest = await (await OpenAsync()).LatestAsync(Token);
        AssertSame(Expected(1, latest.Version), latest);
    }

    [Fact]
    public async Task Finds_a_revision_by_its_tag_and_by_its_name()
    {
        var repository = await OpenAsync();
        AssertSame(Expected(0, Served.Revisions[0].Name), await repository.StatAsync(Served.Revisions[0].Name, Token));
        AssertSame(Expected(0, Served.Revisions[0].Name), await repository.StatAsync(Served.Revisions[0].ShortName.TrimStart('0'), Token));
        if (Served.Tag is not null)
        {
            AssertSame(Expected(0, Served.Tag), await repository.StatAsync(Served.Tag, Token));
        }
    }

    [Fact]
    public async Task Does_not_find_what_is_no_revision()
    {
        var repository = await OpenAsync();
        string[] revisions =
        [
            "name", "v9.9.9", "sub/v9.9.9", "0123456789ab", new('f', 40), new('0', 40), "null", "", "-1", "-x", "--config=alias.log=!touch x", "a\nb", "a b", "a'b\"c\\d", "$(touch x)",
            "branch:/", "outgoing('/')", "remote(tip,\"/\")", "revno:1:/", "../..", "/", ".fossil", "x@1", ".",
        ];
        foreach (var revision in revisions)
        {
            var failure = await Assert.ThrowsAnyAsync<SutlerException>(() => repository.StatAsync(revision, Token));
            Assert.Equal(($"unknown revision {revision}", true), (failure.Message, failure.IsNotExist));
        }
    }

    [Fact]
    public async Task Reads_a_file()
    {
        var repository = await OpenAsync();
        var (first, second) = (Served.Revisions[0].Name, Served.Revisions[1].Name);
        Assert.Equal(ServedRepository.GoMod, Encoding.UTF8.GetString(await repository.ReadFileAsync(first, "go.mod", 1 << 20, Token)));
        Assert.Equal(ServedRepository.Mixed, Encoding.UTF8.GetString(await repository.ReadFileAsync(first, "crlf.txt", 1 << 20, Token)));
        Assert.Equal("package sub\n", Encoding.UTF8.GetString(await repository.ReadFileAsync(second, "sub/s.go", 1 << 20, Token)));
    }

    [Theory]
    [InlineData("absent", "nope")]
    [InlineData("absent then", "sub/go.mod")]
    [InlineData("below a file", "go.mod/go.mod")]
    [InlineData("like an option", "-x/go.mod")]
    public async Task Tells_that_a_file_is_not_there(string name, string path)
    {
        Assert.NotEmpty(name);
        var repository = await OpenAsync();
        var failure = await Assert.ThrowsAsync<SutlerException>(() => repository.ReadFileAsync(Served.Revisions[0].Name, path, 1 << 20, Token));
        Assert.True(failure.IsNotExist, failure.Message);
    }

    [Fact]
    public async Task Refuses_a_file_that_is_too_large()
    {
        var repository = await OpenAsync();
        var failure = await Assert.ThrowsAsync<VcsProgramException>(() => repository.ReadFileAsync(Served.Revisions[0].Name, "go.mod", 5, Token));
        Assert.False(failure.IsNotExist);
    }

    [Fact]
    public async Task Archives_the_whole_tree_as_it_was_committed()
    {
        using var archive = await (await OpenAsync()).ArchiveAsync(Served.Revisions[1].Name, "", 1 << 20, Token);
        var files = archive.Entries.Where(entry => entry.Path is not (".hg_archival.txt" or ".hgtags")).OrderBy(entry => entry.Path, StringComparer.Ordinal);
        Assert.Equal(
            [new("crlf.txt", 5, true), new("go.mod", 16, true), new("one.go", 12, true), new("sub/go.mod", 20, true), new("sub/s.go", 12, true)], files);
        Assert.Equal((ServedRepository.Mixed, ServedRepository.GoMod), (await ReadAsync(archive, "crlf.txt"), await ReadAsync(archive, "go.mod")));
    }

    [Fact]
    public async Task Archives_a_directory_as_the_go_command_does()
    {
        using var archive = await (await OpenAsync()).ArchiveAsync(Served.Revisions[1].Name, "sub", 1 << 20, Token);
        Assert.Equal(Served.SubArchive, archive.Entries.Select(entry => entry.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Bounds_an_archive()
    {
        var repository = await OpenAsync();
        var failure = await Assert.ThrowsAsync<SutlerException>(() => repository.ArchiveAsync(Served.Revisions[1].Name, "", 5, Token));
        Assert.Equal("downloaded zip file too large", failure.Message);
    }

    [Fact]
    public async Task Lists_tags()
    {
        var repository = await OpenAsync();
        var origin = new Origin { Vcs = Served.Table.Vcs, Url = Served.Url };
        var (all, some) = (await repository.TagsAsync("", Token), await repository.TagsAsync("sub/", Token));
        Assert.Equal((origin, origin), (all.Origin, some.Origin));
        Assert.Equal(Served.Tags.Select(tag => new CodeTag(tag, "")), all.Tags);
        Assert.Equal(Served.Tags.Where(tag => tag.StartsWith("sub/", StringComparison.Ordinal)).Select(tag => new CodeTag(tag, "")), some.Tags);
    }

    [Fact]
    public async Task Cannot_tell_ancestors()
    {
        var repository = await OpenAsync();
        Assert.Null(await repository.RecentTagAsync(Served.Revisions[1].Name, "", (_, _) => Task.FromResult(true), Token));
        Assert.False(await repository.StillHoldsAsync(new Origin(), "", Token));
        var failure = await Assert.ThrowsAsync<SutlerException>(() => repository.DescendsFromAsync(Served.Revisions[1].Name, "v1.0.0", Token));
        Assert.Equal($"vcs {Served.Table.Vcs}: DescendsFrom: unsupported operation", failure.Message);
    }

    [Fact]
    public async Task Goes_to_the_network_once_a_run()
    {
        Assert.SkipWhen(Served.Table.Fetch is null, "asks the server each time");
        var cache = Served.Scratch["shared"];
        List<string> first = [], second = [], third = [];
        await AskAsync(first, Served.Tag, "nope", null);
        await AskAsync(second, Served.Tag, Served.Revisions[1].Name);
        await AskAsync(third, "nope", null, Served.Tag);
        Assert.Equal(["clone"], Network(first));
        Assert.Empty(Network(second));
        Assert.Equal(["fetch"], Network(third));

        async Task AskAsync(List<string> trace, params string?[] revisions)
        {
            var repository = await OpenAsync(Served.World(cache, trace));
            await Task.WhenAll(revisions.Select(async revision =>
            {
                try
                {
                    _ = revision is null ? await repository.LatestAsync(Token) : await repository.StatAsync(revision, Token);
                }
                catch (SutlerException failure) when (failure.IsNotExist)
                {
                    // That it looked is what counts.
                }
            }));
            using (await repository.ArchiveAsync(Served.Revisions[0].Name, "", 1 << 20, Token))
            {
            }
        }
    }

    [Fact]
    public async Task Sees_what_was_released_after_its_clone_was_made()
    {
        var cache = Served.Scratch["later"];
        var before = await OpenAsync(Served.World(cache), Served.LaterUrl);
        var (latest, tags) = (await before.LatestAsync(Token), (await before.TagsAsync("v", Token)).Tags);
        await Served.ReleaseAsync();
        var after = await OpenAsync(Served.World(cache), Served.LaterUrl);
        var released = Served.Tag is null ? [] : new[] { new CodeTag("v1.1.0", "") };
        Assert.Equal(Served.Tags.Contains("v1.0.0") ? [.. tags, .. released] : tags, (await after.TagsAsync("v", Token)).Tags);
        var later = await after.LatestAsync(Token);
        Assert.NotEqual(latest.Name, later.Name);
        Assert.Equal("more\n", Encoding.UTF8.GetString(await after.ReadFileAsync(Served.Tag is null ? later.Name : "v1.1.0", "more.txt", 1 << 20, Token)));
    }

    private IEnumerable<string> Network(List<string> trace)
    {
        var (clone, fetch) = (string.Join(' ', Served.Table.Clone(Served.Url)!), string.Join(' ', Served.Table.Fetch!));
        return trace.Where(line => line == clone || line == fetch).Select(line => line == clone ? "clone" : "fetch");
    }

    [Fact]
    public async Task Works_in_a_clone_of_the_go_command()
    {
        Assert.SkipWhen(Served.Missing is not null, Served.Missing ?? "");
        Assert.SkipWhen(Served.GoClone is null, "has no clones");
        var world = Served.World();
        var work = await WorkDirectory.OpenAsync(world, "vcs1." + Served.Table.Vcs, Served.Url, null, (_, _) => Task.CompletedTask, Token);
        await world.Programs.ReadAsync(new VcsCommand(Served.GoClone!, work.DirectoryPath) { Variables = new Dictionary<string, string> { ["USER"] = "gopher" } }, Token);
        List<string> trace = [];
        var repository = await OpenAsync(Served.World(world.Layout.Root, trace));
        AssertSame(Expected(0, Served.Tag!), await repository.StatAsync(Served.Tag!, Token));
        AssertSame(Expected(1, (await repository.LatestAsync(Token)).Version), await repository.LatestAsync(Token));
        Assert.Equal(["fetch"], Network(trace));
    }

    [Fact]
    public async Task Makes_anew_what_a_killed_run_left_of_a_clone()
    {
        Assert.SkipWhen(Served.Missing is not null, Served.Missing ?? "");
        Assert.SkipWhen(Served.Table.Marker is null, "has no clones");
        var world = Served.World();
        var left = await WorkDirectory.OpenAsync(world, "vcs1." + Served.Table.Vcs, Served.Url, null, (_, _) => Task.CompletedTask, Token);
        Directory.CreateDirectory(Path.Combine(left.DirectoryPath, "clone", Served.Table.Marker!));
        List<string> trace = [];
        var repository = await OpenAsync(Served.World(world.Layout.Root, trace));
        AssertSame(Expected(0, Served.Tag!), await repository.StatAsync(Served.Tag!, Token));
        Assert.Equal(["clone"], Network(trace));
        Assert.Equal([Served.Table.Marker!], Directory.EnumerateFileSystemEntries(left.DirectoryPath).Select(path => Path.GetFileName(path)!));
    }

    [Fact]
    public async Task Makes_one_clone_for_two_runs_at_the_same_time()
    {
        Assert.SkipWhen(Served.Missing is not null, Served.Missing ?? "");
        Assert.SkipWhen(Served.Table.Marker is null, "has no clones");
        var cache = Served.Scratch["together"];
        List<string> trace = [];
        var repositories = await Task.WhenAll(OpenAsync(Served.World(cache, trace)), OpenAsync(Served.World(cache, trace)));
        await Task.WhenAll(repositories.Select(repository => repository.StatAsync(Served.Tag!, Token)));
        Assert.Equal(["clone"], Network(trace));
    }

    [Fact]
    public async Task Leaves_nothing_of_a_clone_that_failed()
    {
        Assert.SkipWhen(Served.Table.Fetch is null, "has no clones");
        var world = Served.World();
        var failure = await Assert.ThrowsAsync<VcsProgramException>(() => OpenAsync(world, Served.Base + "none"));
        Assert.StartsWith(string.Join(' ', Served.Table.Clone(Served.Base + "none")!), failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsNotExist);
        Assert.Empty(Directory.GetDirectories(world.Layout.VcsDirectory));
    }

    [Fact]
    public async Task Tells_a_server_that_cannot_be_asked_from_a_revision_that_is_not_there()
    {
        var failure = await Assert.ThrowsAsync<VcsProgramException>(async () => await (await OpenAsync(Served.World(), Served.Base + "none")).LatestAsync(Token));
        Assert.False(failure.IsNotExist);
    }

    [Fact]
    public async Task Tells_that_the_program_is_missing()
    {
        var world = Served.World(variables: new Dictionary<string, string> { ["PATH"] = "" });
        var failure = await Assert.ThrowsAsync<VcsProgramException>(async () => await (await OpenAsync(world)).LatestAsync(Token));
        Assert.EndsWith($": exec: \"{Served.Table.Vcs}\": executable file not found in $PATH", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsNotExist);
    }

    [Theory]
    [InlineData("no scheme", "host/x")]
    [InlineData("option", "--x://host/x")]
    [InlineData("host like an option", "ssh://-oProxyCommand=touch x/x")]
    [InlineData("host like an option behind a user", "ssh://u@-oProxyCommand=touch x/x")]
    [InlineData("no host", "ssh://")]
    public async Task Refuses_what_is_no_url(string name, string url)
    {
        Assert.NotEmpty(name);
        var failure = await Assert.ThrowsAsync<SutlerException>(() => OpenAsync(Served.World(), url));
        Assert.Equal($"invalid vcs remote: {Served.Table.Vcs} {url}", failure.Message);
    }
}
