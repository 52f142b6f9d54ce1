using Sutler.Errors;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Tests.Direct;

// Spec: VER-4 to VER-14. Commits are numbered from 1, a day apart, the first on 2020-01-02 at noon.
public sealed class VersionNamingTests
{
    private const string First = "20200102120000-00000001aaaa";
    private const string Second = "20200103120000-00000002aaaa";
    private const string Third = "20200104120000-00000003aaaa";

    private static (string, string)[] Module(string path, params (string, string)[] files) => [("go.mod", $"module {path}\n"), .. files];

    // A repository without go.mod: v1.0.0 and mytag on the first commit, then v2.0.0, then nothing.
    private static CodeWorld Legacy()
    {
        var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit([("a.go", "")]), "v0.0.0", "v1.0.0", "mytag");
        world.Code.Tag(world.Code.Commit([("a.go", "")]), "v2.0.0");
        world.Code.Branch("master", world.Code.Commit([("a.go", "")]));
        return world;
    }

    [Theory]
    [InlineData("version", "v1.0.0", "v1.0.0")]
    [InlineData("lower version on the same commit", "v0.0.0", "v0.0.0")]
    [InlineData("hash of a tagged commit", "00000001", "v1.0.0")]
    [InlineData("other tag of a tagged commit", "mytag", "v1.0.0")]
    [InlineData("major version without go.mod", "v2.0.0", "v2.0.0+incompatible")]
    [InlineData("the same by its name", "v2.0.0+incompatible", "v2.0.0+incompatible")]
    [InlineData("hash of a commit with such a version", "00000002", "v2.0.0+incompatible")]
    [InlineData("branch", "master", $"v2.0.1-0.{Third}+incompatible")]
    [InlineData("newest", "", $"v2.0.1-0.{Third}+incompatible")]
    [InlineData("its pseudo-version", $"v2.0.1-0.{Third}+incompatible", $"v2.0.1-0.{Third}+incompatible")]
    [InlineData("its pseudo-version without a word", $"v2.0.1-0.{Third}", $"v2.0.1-0.{Third}+incompatible")]
    [InlineData("lower pseudo-version", $"v1.0.1-0.{Third}", $"v1.0.1-0.{Third}")]
    [InlineData("lowest pseudo-version", $"v0.0.0-{Third}", $"v0.0.0-{Third}")]
    [InlineData("compatible version called incompatible", "v1.0.0+incompatible", "h.io/r@v1.0.0+incompatible: invalid version: +incompatible suffix not allowed: major version v1 is compatible")]
    [InlineData("unknown branch", "nope", "h.io/r@nope: invalid version: unknown revision nope")]
    [InlineData("unknown version", "v1.9.9", "h.io/r@v1.9.9: invalid version: unknown revision v1.9.9")]
    [InlineData("unknown incompatible version", "v2.9.9+incompatible", "h.io/r@v2.9.9+incompatible: invalid version: unknown revision v2.9.9")]
    [InlineData("pseudo-version of an unknown commit", "v0.0.0-20200101000000-ffffffffffff", "h.io/r@v0.0.0-20200101000000-ffffffffffff: invalid version: unknown revision ffffffffffff")]
    public async Task Names_revisions_of_a_repository_without_go_mod(string name, string revision, string expected)
    {
        Assert.NotEmpty(name);
        await using var world = Legacy();
        Assert.Equal(expected, await world.StatAsync("h.io/r", revision));
    }

    [Theory]
    [InlineData("directory without go.mod", "h.io/r/sub", "v1.0.0", "h.io/r/sub@v1.0.0: invalid version: unknown revision sub/v1.0.0")]
    [InlineData("directory without go.mod, by hash", "h.io/r/sub", "00000001", $"h.io/r/sub@v0.0.0-{First}: invalid version: missing h.io/r/sub/go.mod at revision 00000001aaaa")]
    [InlineData("major version without go.mod", "h.io/r/v2", "v2.0.0", "h.io/r/v2@v2.0.0: invalid version: missing h.io/r/go.mod and .../v2/go.mod at revision v2.0.0")]
    [InlineData("major version without go.mod, by hash", "h.io/r/v54321", "00000001", $"h.io/r/v54321@v54321.0.0-{First}: invalid version: missing h.io/r/go.mod and .../v54321/go.mod at revision 00000001aaaa")]
    public async Task Says_where_there_is_no_module(string name, string path, string revision, string expected)
    {
        Assert.NotEmpty(name);
        await using var world = Legacy();
        var (answer, _) = await world.InfoAsync(path, revision);
        Assert.Equal(expected, answer);
    }

    // v1.0.0 with go.mod, then v2.0.0 with go.mod of v1, then a branch named like a version.
    private static CodeWorld Modern()
    {
        var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit(Module("h.io/r")), "v1.0.0");
        world.Code.Tag(world.Code.Commit(Module("h.io/r")), "v2.0.0");
        var third = world.Code.Commit(Module("h.io/r"));
        world.Code.Branch("v1.5.0", third);
        world.Code.Branch("v3.0.0-devel", third);
        return world;
    }

    [Theory]
    [InlineData("other major version", "v2.0.0", "h.io/r@v2.0.0: invalid version: module contains a go.mod file, so module path must match major version (\"h.io/r/v2\")")]
    [InlineData("the same called incompatible", "v2.0.0+incompatible", "h.io/r@v2.0.0+incompatible: invalid version: module contains a go.mod file, so module path must match major version (\"h.io/r/v2\")")]
    [InlineData("commit with it", "00000002", $"v1.0.1-0.{Second}")]
    [InlineData("pseudo-version above it", $"v2.0.1-0.{Third}", $"h.io/r@v2.0.1-0.{Third}: invalid version: module contains a go.mod file, so module path must match major version (\"h.io/r/v2\")")]
    [InlineData("branch named like a version", "v1.5.0", $"h.io/r@v1.5.0: invalid version: resolves to version v1.0.1-0.{Third} (v1.5.0 is not a tag)")]
    [InlineData("branch named like another major version", "v3.0.0-devel", $"h.io/r@v3.0.0-devel: invalid version: resolves to version v1.0.1-0.{Third} (v3.0.0-devel is not a tag)")]
    [InlineData("the same called incompatible, though no tag", "v3.0.0-devel+incompatible", $"h.io/r@v3.0.0-devel+incompatible: invalid version: resolves to version v1.0.1-0.{Third} (v3.0.0-devel is not a tag)")]
    public async Task Names_revisions_of_a_repository_with_go_mod(string name, string revision, string expected)
    {
        Assert.NotEmpty(name);
        await using var world = Modern();
        Assert.Equal(expected, await world.StatAsync("h.io/r", revision));
    }

    [Fact]
    public async Task Takes_no_version_of_another_major_from_the_root_when_the_path_has_one()
    {
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit(Module("h.io/r/v2")), "v3.0.0", "v2.1.0");
        Assert.Equal("h.io/r/v2@v3.0.0: invalid version: module path includes a major version suffix, so major version must match", await world.StatAsync("h.io/r/v2", "v3.0.0"));
        Assert.Equal("v2.1.0", await world.StatAsync("h.io/r/v2", "00000001"));
    }

    // go.dev/issue/51324: v2/go.mod speaks for the tags of v2, unless somebody names an incompatible version.
    [Theory]
    [InlineData("root, commit", "h.io/r", "00000002", $"v0.0.0-{Second}")]
    [InlineData("root, tag", "h.io/r", "v2.0.0", "h.io/r@v2.0.0: invalid version: module contains a go.mod file, so module path must match major version (\"h.io/r/v2\")")]
    [InlineData("root, pseudo-version", "h.io/r", $"v2.0.1-0.{Second}", $"h.io/r@v2.0.1-0.{Second}: invalid version: module contains a go.mod file, so module path must match major version (\"h.io/r/v2\")")]
    [InlineData("root, incompatible", "h.io/r", "v2.0.0+incompatible", "v2.0.0+incompatible")]
    [InlineData("root, incompatible pseudo-version", "h.io/r", $"v2.0.1-0.{Second}+incompatible", $"v2.0.1-0.{Second}+incompatible")]
    [InlineData("major, tag", "h.io/r/v2", "v2.0.0", "v2.0.0")]
    [InlineData("major, commit", "h.io/r/v2", "00000002", $"v2.0.1-0.{Second}")]
    public async Task Leaves_the_tags_of_a_major_to_the_module_in_its_directory(string name, string path, string revision, string expected)
    {
        Assert.NotEmpty(name);
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit([("a.go", ""), ("v2/go.mod", "module h.io/r/v2\n")]), "v2.0.0");
        world.Code.Commit([("a.go", ""), ("v2/go.mod", "module h.io/r/v2\n")]);
        Assert.Equal(expected, await world.StatAsync(path, revision));
    }

    [Theory]
    [InlineData("tag with build metadata", "v0.1.0+meta", $"v0.1.1-0.{First}")]
    [InlineData("its commit", "00000001", $"v0.1.1-0.{First}")]
    [InlineData("equal version with other metadata", "v0.1.0+other", "h.io/r@v0.1.0+other: invalid version: unknown revision v0.1.0+other")]
    [InlineData("tag that calls itself incompatible is none", "v2.0.0+incompatible", "h.io/r@v2.0.0+incompatible: invalid version: unknown revision v2.0.0")]
    [InlineData("its commit builds on it", "00000002", $"v2.0.1-0.{Second}+incompatible")]
    [InlineData("tag that looks like a pseudo-version names the commit in it", $"v3.0.0-{Second}", $"v3.0.0-{Second}+incompatible")]
    [InlineData("short tag is a name like any other", "v1.2", $"v0.0.0-{Third}")]
    public async Task Makes_pseudo_versions_of_odd_tags(string name, string revision, string expected)
    {
        Assert.NotEmpty(name);
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit([("a", "")], parents: []), "v0.1.0+meta");
        world.Code.Tag(world.Code.Commit([("a", "")], parents: []), "v2.0.0+incompatible");
        world.Code.Tag(world.Code.Commit([("a", "")], parents: []), $"v3.0.0-{Second}", "v1.2");
        Assert.Equal(expected, await world.StatAsync("h.io/r", revision));
    }

    [Fact]
    public async Task Builds_on_the_highest_tag_of_an_ancestor_that_fits()
    {
        await using var world = new CodeWorld();
        var first = world.Code.Tag(world.Code.Commit(Module("h.io/r")), "v1.0.0", "sub/v1.9.0", "v2.0.0", "v1.0", "v1.1.0-rc.1");
        world.Code.Tag(world.Code.Commit(Module("h.io/r"), parents: []), "v1.8.0");
        world.Code.Branch("main", world.Code.Commit(Module("h.io/r"), parents: [first]));
        Assert.Equal($"v1.1.0-rc.1.0.{Third}", await world.StatAsync("h.io/r", "main"));
    }

    [Fact]
    public async Task Neither_names_nor_builds_on_what_was_retracted()
    {
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit(Module("h.io/r")), "v1.0.0", "v1.1.0");
        world.Code.Commit(Module("h.io/r"));
        world.Code.Tag(world.Code.Commit([("go.mod", "module h.io/r\nretract [v1.1.0, v1.2.0]\n")]), "v1.2.0", "v1.3.0-pre");
        world.Code.Branch("main", world.Code.Commit(Module("h.io/r")));

        Assert.Equal("v1.0.0", await world.StatAsync("h.io/r", "00000001"));
        Assert.Equal($"v1.0.1-0.{Second}", await world.StatAsync("h.io/r", "00000002"));
        Assert.Equal("v1.3.0-pre", await world.StatAsync("h.io/r", "00000003"));
        Assert.Equal("v1.3.0-pre.0.20200105120000-00000004aaaa", await world.StatAsync("h.io/r", "main"));

        // Who names it gets it.
        Assert.Equal("v1.1.0", await world.StatAsync("h.io/r", "v1.1.0"));
    }

    [Fact]
    public async Task Goes_without_retractions_where_they_cannot_be_read()
    {
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit(Module("h.io/r")), "v1.0.0");
        world.Code.Tag(world.Code.Commit([("go.mod", "module h.io/r\nretract \"\n")]), "v1.1.0");
        Assert.Equal("v1.0.0", await world.StatAsync("h.io/r", "00000001"));
    }

    [Fact]
    public async Task Builds_on_nothing_where_ancestors_cannot_be_searched()
    {
        await using var world = new CodeWorld(new MemoryCodeRepository { Vcs = "hg", KnowsHistory = false });
        world.Code.Tag(world.Code.Commit(Module("h.io/r")), "v1.0.0");
        world.Code.Branch("main", world.Code.Commit(Module("h.io/r")));
        Assert.Equal($"v0.0.0-{Second}", await world.StatAsync("h.io/r", "main"));
        Assert.Equal(
            $"h.io/r@v1.0.1-0.{Second}: invalid pseudo-version: ancestors cannot be searched: unsupported operation",
            await world.StatAsync("h.io/r", $"v1.0.1-0.{Second}"));
    }

    [Fact]
    public async Task Keeps_to_the_major_of_gopkg_in()
    {
        await using var world = new CodeWorld();
        world.Code.Tag(world.Code.Commit([("a.go", "")]), "v1.0.0", "v2.0.0", "v2.1");
        world.Code.Branch("main", world.Code.Commit([("a.go", "")]));
        Assert.Equal("v2.0.0", await world.StatAsync("gopkg.in/y.v2", "v2.1"));
        Assert.Equal($"v2.0.1-0.{Second}", await world.StatAsync("gopkg.in/y.v2", "main"));
        Assert.Equal($"v3.0.0-{Second}", await world.StatAsync("gopkg.in/y.v3", "main"));
    }

    [Fact]
    public async Task Says_that_there_is_nothing_yet()
    {
        await using var world = new CodeWorld();
        var failure = await Assert.ThrowsAnyAsync<SutlerException>(() => world.Open("h.io/r").LatestAsync(CancellationToken.None));
        Assert.True(failure.IsNotExist);
        Assert.Equal("no commits", failure.Message);
    }
}
