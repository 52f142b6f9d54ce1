using Sutler.Errors;
using Sutler.Go.Queries;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Queries;

// QUERY-17
public sealed class ReplacementQueryTests
{
    [Theory]
    [InlineData("joins the list", "r.x/r@v1.9.0", "r.x/r@v1.9", "v1.9.0")]
    [InlineData("is the highest", "r.x/r@v1.9.0", "r.x/r@latest", "v1.9.0")]
    [InlineData("is not the highest", "r.x/r@v1.0.1", "r.x/r@latest", "v1.1.0")]
    [InlineData("exists by name", "r.x/r@v1.9.0", "r.x/r@v1.9.0", "v1.9.0")]
    [InlineData("only canonical names", "r.x/r@v1.9.0", "r.x/r@v1.9.0+foo", "v1.9.0")]
    [InlineData("other version is still missing", "r.x/r@v1.9.0", "r.x/r@v1.8.0", "r.x/r@v1.8.0: unknown revision v1.8.0")]
    [InlineData("pseudo-version stays out of the list", "r.x/r@v1.9.1-0.20200101000000-abcdefabcdef", "r.x/r@v1.9", "module r.x/r: no matching versions for query \"v1.9\"")]
    [InlineData("all versions make any version exist", "r.x/r", "r.x/r@v7.8.9", "v7.8.9+incompatible")]
    [InlineData("all versions add none to the list", "r.x/r", "r.x/r@latest", "v1.1.0")]
    [InlineData("a branch is no version", "r.x/r", "r.x/r@master", "r.x/r@master: invalid version: unknown revision master")]
    [InlineData("module unknown, version listed", "u.x/u@v1.2.3", "u.x/u@latest", "v1.2.3")]
    [InlineData("module unknown, all versions", "u.x/u", "u.x/u@latest", "v0.0.0-00010101000000-000000000000")]
    [InlineData("module unknown, with major", "u.x/u/v3", "u.x/u/v3@latest", "v3.0.0-00010101000000-000000000000")]
    [InlineData("path no source can serve", "u@v1.2.3", "u@latest", "v1.2.3")]
    [InlineData("path no source can serve, other version", "u@v1.2.3", "u@v1.0.0", "u@v1.0.0: malformed module path \"u\": missing dot in first path element")]
    public async Task Lets_replaced_versions_exist(string name, string replaced, string pathAtQuery, string answer)
    {
        var world = new QueryWorld().Replace(replaced, "./dir").Directory("./dir", "module x\n");
        world.Module("r.x/r").Add("v1.0.0", "v1.1.0");
        Assert.True(answer == await world.AskAsync(pathAtQuery), name);
    }

    [Fact]
    public async Task Gives_a_replaced_pseudo_version_its_time()
    {
        var world = new QueryWorld().Replace("u.x/u@v0.0.0-20200102030405-abcdefabcdef", "./dir");
        var found = await new VersionQuery(world.Settings()).ResolveAsync("u.x/u", "v0.0.0-20200102030405-abcdefabcdef", "", null, CancellationToken.None);
        Assert.Equal("2020-01-02T03:04:05Z", found.Time);
    }

    [Fact]
    public async Task Does_not_hide_a_broken_list()
    {
        var world = new QueryWorld().Replace("r.x/r@v1.9.0", "./dir");
        world.Module("r.x/r").Failure = new SutlerException("500");
        Assert.Equal("r.x/r@v1: 500", await world.AskAsync("r.x/r@v1"));
    }

    [Fact]
    public void Finds_the_line_of_the_version_before_that_of_all_and_go_work_before_go_mod()
    {
        var all = (new ModuleId("a.x/a", ""), new ModuleId("./all", ""));
        var one = (new ModuleId("a.x/a", "v1.0.0"), new ModuleId("b.x/b", "v2.0.0"));
        var work = (new ModuleId("a.x/a", "v1.1.0"), new ModuleId("./work", ""));
        var replacements = new ReplaceDirectives([work], [[all, one]]);
        Assert.Equal("b.x/b@v2.0.0", replacements.Find(new ModuleId("a.x/a", "v1.0.0")).ToString());
        Assert.Equal("./work", replacements.Find(new ModuleId("a.x/a", "v1.1.0")).ToString());
        Assert.Equal("./all", replacements.Find(new ModuleId("a.x/a", "v1.2.0")).ToString());
        Assert.Null(replacements.Find(new ModuleId("c.x/c", "v1.0.0")));
        Assert.Equal("c.x/c@v1.0.0", replacements.Resolve(new ModuleId("c.x/c", "v1.0.0")).ToString());
    }

    [Fact]
    public void Lets_go_work_decide_alone_which_version_of_its_paths_is_highest()
    {
        var work = (new ModuleId("a.x/a", "v1.1.0"), new ModuleId("./work", ""));
        var main = (new ModuleId("a.x/a", "v1.9.0"), new ModuleId("./main", ""));
        var replacements = new ReplaceDirectives([work], [[main]]);
        Assert.Equal("v1.1.0", replacements.HighestReplaced("a.x/a"));
        Assert.Equal(["v1.9.0"], replacements.ListedVersions("a.x/a", "v1."));
        Assert.Null(replacements.HighestReplaced("b.x/b"));
    }
}
