using Sutler.Errors;
using Xunit;

namespace Sutler.Tests.Queries;

// QUERY-8
public sealed class IncompatibleVersionsTests
{
    [Theory]
    [InlineData("latest", "", "v1.5.2")]
    [InlineData("upgrade", "", "v1.5.2")]
    [InlineData(">=v1.5.2", "", "v1.5.2")]
    [InlineData(">v1.5.2", "", "v2.0.0+incompatible")] // no compatible version to judge by
    [InlineData("v2", "", "v2.0.0+incompatible")]
    [InlineData("v2.0.0+incompatible", "", "v2.0.0+incompatible")]
    [InlineData("<=v3.0.0", "", "v2.0.0+incompatible")]
    [InlineData("<v2.0.5", "", "v2.0.0+incompatible")]
    [InlineData("upgrade", "v2.0.0+incompatible", "v2.0.0+incompatible")]
    [InlineData("latest", "v2.0.0+incompatible", "v2.0.0+incompatible")]
    public async Task Are_no_answer_once_a_compatible_version_has_a_go_mod(string query, string current, string answer)
    {
        var world = new QueryWorld();
        world.Module("b.x/f").Add("v1.0.0").AddVersion("v1.5.2", "module b.x/f\n\ngo 1.11\n").Add("v2.0.0+incompatible", "v2.1.0-pre+incompatible");
        Assert.Equal(answer, await world.AskAsync("b.x/f@" + query, current));
    }

    [Theory]
    [InlineData("latest", "v2.0.0+incompatible")]
    [InlineData("v1", "v1.2.0")]
    public async Task Are_as_good_as_others_while_no_compatible_version_has_a_go_mod(string query, string answer)
    {
        var world = new QueryWorld();
        world.Module("l.x/t").Add("v1.0.0", "v1.2.0", "v2.0.0+incompatible");
        Assert.Equal(answer, await world.AskAsync("l.x/t@" + query));
    }

    [Fact]
    public async Task Lose_against_a_compatible_prerelease_with_a_go_mod()
    {
        var world = new QueryWorld();
        world.Module("l.x/t").AddVersion("v1.0.0-pre", "module l.x/t // has a comment\n").Add("v2.0.0+incompatible");
        Assert.Equal("v1.0.0-pre", await world.AskAsync("l.x/t@latest"));
    }

    [Fact]
    public async Task Are_judged_by_the_highest_allowed_compatible_version()
    {
        var world = new QueryWorld().Exclude("l.x/t@v1.1.0");
        world.Module("l.x/t").Add("v1.0.0").AddVersion("v1.1.0", "module l.x/t\ngo 1.12\n").Add("v2.0.0+incompatible");
        Assert.Equal("v2.0.0+incompatible", await world.AskAsync("l.x/t@latest"));
    }

    [Fact]
    public async Task Fail_the_query_when_that_go_mod_cannot_be_read()
    {
        var world = new QueryWorld { GoModFailure = module => module.Version == "v1.0.0" ? new SutlerException("l.x/t@v1.0.0: 500") : null };
        world.Module("l.x/t").Add("v1.0.0", "v2.0.0+incompatible");
        Assert.Equal("l.x/t@latest: l.x/t@v1.0.0: 500", await world.AskAsync("l.x/t@latest"));
    }
}
