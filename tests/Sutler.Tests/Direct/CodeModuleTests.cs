using Sutler.Errors;
using Sutler.Go.Direct.Discovery;
using Sutler.Go.Sources;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Tests.Direct;

/// <summary>Lists, go.mod and origins. Spec: VER-3, VER-6, VER-11, VER-13, VER-14, CONT-1.</summary>
public sealed class CodeModuleTests
{
    private const string Second = "20200103120000-00000002aaaa";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static (string, string)[] Module(string path) => [("go.mod", $"module {path}\n")];

    private static (string, string)[] Plain => [("a.go", "")];

    [Fact]
    public async Task Lists_incompatible_versions_behind_others_unless_a_major_has_go_mod()
    {
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit(Plain), "v1.0.0", "v2.0.0", "v2.1.0", "v4.0.0", "v4.1.0-rc.1");
        world.Code.Tag(world.Code.Commit(Module("h.io/r/v3")), "v3.0.0", "v4.2.0");
        world.Code.Tag(world.Code.Commit(Plain), "v3.1.0", "v10.0.0");

        Assert.Equal("v1.0.0 v2.0.0+incompatible v2.1.0+incompatible v3.0.0+incompatible v3.1.0+incompatible v10.0.0+incompatible", await world.VersionsAsync("h.io/r"));
        Assert.Equal("v2.0.0+incompatible v2.1.0+incompatible", await world.VersionsAsync("h.io/r", "v2."));
        Assert.Equal("v3.0.0 v3.1.0", await world.VersionsAsync("h.io/r/v3"));
    }

    [Fact]
    public async Task Lists_no_incompatible_versions_once_the_newest_has_go_mod()
    {
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit(Plain), "v1.0.0", "v2.0.0");
        world.Code.Tag(world.Code.Commit(Module("h.io/r")), "v1.1.0");
        Assert.Equal("v1.0.0 v1.1.0", await world.VersionsAsync("h.io/r"));
    }

    [Fact]
    public async Task Lists_the_tags_of_a_directory()
    {
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit(Plain), "v1.0.0", "sub/v0.1.0", "sub/v0.2.0", "sub/v2.0.0", "sub/x/v0.3.0", "subv0.4.0");
        Assert.Equal("v0.1.0 v0.2.0", await world.VersionsAsync("h.io/r/sub"));
        Assert.Equal("v0.2.0", await world.VersionsAsync("h.io/r/sub", "v0.2."));
        Assert.Equal("v2.0.0", await world.VersionsAsync("h.io/r/sub/v2"));
    }

    [Fact]
    public async Task Lists_nothing_for_what_is_unstable()
    {
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit(Plain), "v2.0.0");
        Assert.Equal("", await world.VersionsAsync("gopkg.in/y.v2-unstable"));
        Assert.Equal("v2.0.0", await world.VersionsAsync("gopkg.in/y.v2"));
        Assert.Empty(world.Code.Requests.Where(request => request == "tags").Skip(1));
    }

    [Fact]
    public async Task Tells_the_module_when_tags_cannot_be_listed()
    {
        await using var world = new CodeWorld();
        world.Code.Failure = new SutlerException("git ls-remote -q origin: exit status 128") { IsNotExist = true };
        var failure = await Assert.ThrowsAnyAsync<SutlerException>(() => world.VersionsAsync("h.io/r"));
        Assert.Equal("module h.io/r: git ls-remote -q origin: exit status 128", failure.Message);
        Assert.True(failure.IsNotExist);
    }

    [Theory]
    [InlineData("as it is", "h.io/r", "v1.1.0", "module h.io/r\n")]
    [InlineData("none", "h.io/r", "v1.0.0", "module h.io/r\n")]
    [InlineData("none, in gopkg.in", "gopkg.in/y.v1", "v1.0.0", "module gopkg.in/y.v1\n")]
    [InlineData("of a fork", "h.io/r/sub", "v1.0.0", "module other.io/x // fork\n")]
    [InlineData("of the major version", "h.io/r/v2", "v2.0.0", "module h.io/r/v2\n")]
    [InlineData("of a directory that has none", "h.io/r/none", "v1.0.0", "reading h.io/r/none/go.mod at revision none/v1.0.0: unknown revision none/v1.0.0")]
    [InlineData("of a version that is not there", "h.io/r", "v1.9.0", "reading h.io/r/go.mod at revision v1.9.0: unknown revision v1.9.0")]
    [InlineData("of a branch", "h.io/r", "main", "version main is not canonical")]
    [InlineData("of a short version", "h.io/r", "v1.0", "version v1.0 is not canonical")]
    public async Task Reads_go_mod(string name, string path, string version, string expected)
    {
        Assert.NotEmpty(name);
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit([("a.go", ""), ("sub/go.mod", "module other.io/x // fork\n")]), "v1.0.0", "sub/v1.0.0");
        world.Code.Tag(world.Code.Commit([("go.mod", "module h.io/r\n"), ("v2/go.mod", "module h.io/r/v2\n")]), "v1.1.0", "v2.0.0");
        Assert.Equal(expected, await world.GoModAsync(path, version));
    }

    [Theory]
    [InlineData("tag", "h.io/r", "v1.0.0", "v1.0.0 refs/tags/v1.0.0 1")]
    [InlineData("tag of a directory", "h.io/r/sub", "v0.1.0", "v0.1.0 sub refs/tags/sub/v0.1.0 1")]
    [InlineData("branch on a tag", "h.io/r", "old", "v1.0.0 refs/heads/old 1")]
    [InlineData("branch", "h.io/r", "main", $"v1.0.1-0.{Second} refs/heads/main 2 '' t1:4")]
    [InlineData("branch, directory", "h.io/r/sub", "main", $"v0.1.1-0.{Second} sub refs/heads/main 2 'sub/' t1:1")]
    [InlineData("branch, major version", "h.io/r/v2", "main", $"v2.0.1-0.{Second} refs/heads/main 2 'v2.' t1:1")]
    [InlineData("newest", "h.io/r", "", $"v1.0.1-0.{Second} HEAD 2 '' t1:4")]
    [InlineData("pseudo-version with a base", "h.io/r", $"v1.0.1-0.{Second}", $"v1.0.1-0.{Second} 2 '' t1:4")]
    [InlineData("pseudo-version without a base", "h.io/r", $"v0.0.0-{Second}", $"v0.0.0-{Second} 2")]
    [InlineData("unknown", "h.io/r", "nope", "h.io/r@nope: invalid version: unknown revision nope all")]
    [InlineData("unknown, directory", "h.io/r/sub", "nope", "h.io/r/sub@nope: invalid version: unknown revision nope all")]
    [InlineData("no module there", "h.io/r/x", "main", $"h.io/r/x@v0.0.0-{Second}: invalid version: missing h.io/r/x/go.mod at revision 00000002aaaa x refs/heads/main 2")]
    public async Task Tells_the_origin(string name, string path, string revision, string expected)
    {
        Assert.NotEmpty(name);
        await using var world = new CodeWorld();
        (string, string)[] files = [("go.mod", "module h.io/r\n"), ("v2/go.mod", "module h.io/r/v2\n"), ("sub/go.mod", "module h.io/r/sub\n")];
        world.Code.Branch("old", world.Code.Tag(world.Code.Commit(files), "v1.0.0", "sub/v0.1.0", "v2.0.0", "zz"));
        world.Code.Branch("main", world.Code.Commit(files));

        var (version, origin) = await world.InfoAsync(path, revision);

        Assert.NotNull(origin);
        Assert.Equal(("git", "https://example.com/repo"), (origin.Vcs, origin.Url));
        string[] told =
        [
            version, origin.Subdir, origin.Ref, origin.Hash.Length > 0 ? origin.Hash[7..8] : "",
            origin.TagSum.Length > 0 ? $"'{origin.TagPrefix}' {origin.TagSum}" : origin.TagPrefix, origin.RepoSum.Replace("r1:", "", StringComparison.Ordinal),
        ];
        Assert.Equal(expected, string.Join(' ', told.Where(part => part.Length > 0)));
    }

    [Fact]
    public async Task Tells_the_origin_of_lists()
    {
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit(Plain), "sub/v1.0.0");
        var listing = await world.Open("h.io/r/sub").VersionsAsync("v1.", Token);
        Assert.Equal(new Origin { Vcs = "git", Url = "https://example.com/repo", Subdir = "sub", TagPrefix = "sub/v1.", TagSum = "t1:1" }, listing.Origin);
    }

    [Fact]
    public async Task Tells_of_a_system_that_cannot_sum_up_tags_only_where_it_is()
    {
        await using var world = new CodeWorld(new MemoryCodeRepository { Vcs = "hg", KnowsHistory = false });
        world.Code.Branch("main", world.Code.Commit(Module("h.io/r")));
        var listing = await world.Open("h.io/r").VersionsAsync("", Token);
        Assert.Equal(new Origin { Vcs = "hg", Url = "https://example.com/repo" }, listing.Origin);
        Assert.Equal("", (await world.InfoAsync("h.io/r", "main")).Origin!.TagSum);
    }

    [Fact]
    public async Task Confirms_what_the_repository_confirms_for_its_directory()
    {
        await using var world = new CodeWorld();
        var commit = world.Code.Commit(Plain);
        var origin = new Origin { Vcs = "git", Url = "https://example.com/repo", Hash = commit.Hash };
        Assert.True(await world.Open("h.io/r").StillHoldsAsync(origin, Token));
        Assert.False(await world.Open("h.io/r/sub").StillHoldsAsync(origin, Token));
        Assert.True(await world.Open("h.io/r/sub/v2").StillHoldsAsync(origin with { Subdir = "sub" }, Token));

        world.Code.Failure = new SutlerException("gone");
        Assert.False(await world.Open("h.io/r").StillHoldsAsync(origin, Token));
        world.Root = _ => throw new SutlerException("nowhere");
        Assert.False(await world.Open("h.io/r").StillHoldsAsync(origin, Token));
    }

    [Fact]
    public async Task Asks_for_nothing_that_it_does_not_need()
    {
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit(Module("h.io/r")), "v1.0.0", "v1.1.0");
        var repository = world.Open("h.io/r");
        Assert.Equal("", repository.Source);
        Assert.Equal("v1.0.0", (await repository.StatAsync("v1.0.0", Token)).Version);
        await repository.GoModAsync("v1.0.0", Token);
        await repository.OfferZipAsync("v1.0.0", Token);
        Assert.Equal(["stat v1.0.0", "file 00000001 go.mod"], world.Code.Requests);
        Assert.Equal("https://example.com/repo", repository.Source);
    }

    [Fact]
    public async Task Asks_once_for_what_modules_of_a_repository_share()
    {
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit([("go.mod", "module h.io/r\n"), ("a/go.mod", "module h.io/r/a\n")]), "v1.0.0", "a/v1.0.0");
        world.Code.Branch("main", world.Code.Commit([("go.mod", "module h.io/r\n"), ("a/go.mod", "module h.io/r/a\n")]));
        string[] paths = ["h.io/r", "h.io/r/a"];
        await Task.WhenAll(paths.Concat(paths).Select(path => world.StatAsync(path, "main")));
        Assert.Equal(1, world.Opened);
        Assert.Single(world.Code.Requests, request => request == "stat main");
        Assert.Single(world.Code.Requests, request => request == "file 00000002 a/go.mod");
        Assert.Single(world.Code.Requests, request => request == "tags a/");
    }

    [Fact]
    public async Task Fails_every_question_where_no_repository_is_found()
    {
        await using var world = new CodeWorld();
        world.Root = _ => throw new SutlerException("unrecognized import path \"h.io/r\"") { IsNotExist = true };
        var repository = world.Open("h.io/r");
        foreach (var ask in new Func<Task>[] { () => repository.VersionsAsync("", Token), () => repository.StatAsync("main", Token), () => repository.LatestAsync(Token), () => repository.GoModAsync("v1.0.0", Token), () => repository.OfferZipAsync("v1.0.0", Token) })
        {
            Assert.True((await Assert.ThrowsAsync<SutlerException>(ask)).IsNotExist);
        }
    }

    // Spec: DISC-11.
    [Fact]
    public async Task Asks_a_proxy_where_discovery_names_one()
    {
        var directory = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var versions = Directory.CreateDirectory(Path.Combine(directory, "h.io", "r", "@v")).FullName;
            await File.WriteAllTextAsync(Path.Combine(versions, "list"), "v1.2.3\n", Token);
            await using var world = new CodeWorld();
            world.Root = _ => new RepositoryRoot("h.io/r", "mod", $"file://{directory}/");
            Assert.Equal("v1.2.3", await world.VersionsAsync("h.io/r"));
            Assert.Equal(0, world.Opened);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
