using Sutler.Errors;
using Sutler.Go.Queries;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Queries;

public sealed class VersionQueryTests
{
    private const string Master = "v1.9.10-pre2.0.20190513201126-42abcb6df8ee";

    // QUERY-1 to QUERY-5
    [Theory]
    [InlineData("latest", "v1.9.9")]
    [InlineData("v0", "v0.3.0")]
    [InlineData("v0.1", "v0.1.2")]
    [InlineData("v0.0", "v0.0.3")] // not v0.0.0-pre1, which is below v0.0
    [InlineData("v0.2", "module q.x/t: no matching versions for query \"v0.2\"")]
    [InlineData("v9", "module q.x/t: no matching versions for query \"v9\"")]
    [InlineData("<v0.0.0", "v0.0.0-pre1")]
    [InlineData("<v0.0.0-pre1", "module q.x/t: no matching versions for query \"<v0.0.0-pre1\"")]
    [InlineData("<=v0.0.0", "v0.0.0")]
    [InlineData(">v0.0.0", "v0.0.1")]
    [InlineData(">=v0.0.0", "v0.0.0")]
    [InlineData(">=v0.0.1-pre", "v0.0.1")]
    [InlineData(">v1.9.9", "v1.9.10-pre1")]
    [InlineData(">v1.10.0", "module q.x/t: no matching versions for query \">v1.10.0\"")]
    [InlineData("<v1.9", "v0.3.0")]
    [InlineData(">=v1.9", "v1.9.0")]
    [InlineData("<=v1.9", "q.x/t@<=v1.9: ambiguous semantic version \"v1.9\" in range \"<=v1.9\"")]
    [InlineData(">v1", "q.x/t@>v1: ambiguous semantic version \"v1\" in range \">v1\"")]
    [InlineData("<bad", "q.x/t@<bad: invalid semantic version \"bad\" in range \"<bad\"")]
    [InlineData("<=", "q.x/t@<=: invalid semantic version \"\" in range \"<=\"")]
    [InlineData(">=v01.0.0", "q.x/t@>=v01.0.0: invalid semantic version \"v01.0.0\" in range \">=v01.0.0\"")]
    [InlineData("v0.0.1", "v0.0.1")]
    [InlineData("v0.0.99", "q.x/t@v0.0.99: unknown revision v0.0.99")]
    [InlineData("v0.0.1+foo", "v0.0.1")]
    [InlineData("v0.0.99+foo", "q.x/t@v0.0.99+foo: invalid version: unknown revision v0.0.99+foo")]
    [InlineData("v1.9.10-pre2+metadata", Master)] // the tag itself, which is no version
    [InlineData("master", Master)]
    [InlineData("none", "q.x/t@none: invalid version: unknown revision none")]
    [InlineData("", "q.x/t@: invalid version: unknown revision ")]
    [InlineData("upgrade", "v1.9.9")]
    [InlineData("patch", "q.x/t@patch: can't query version \"patch\" of module q.x/t: no existing version is required")]
    public async Task Answers_a_query_outside_any_module(string query, string answer) =>
        Assert.Equal(answer, await QueryTestWorld().AskAsync("q.x/t@" + query));

    // QUERY-6, QUERY-18
    [Theory]
    [InlineData("latest", "v1.9.10-pre1", "v1.9.9")]
    [InlineData("upgrade", "none", "v1.9.9")]
    [InlineData("upgrade", "v1.9.0", "v1.9.9")]
    [InlineData("upgrade", "v1.9.10-pre1", "v1.9.10-pre1")]
    [InlineData("upgrade", Master, Master)]
    [InlineData("upgrade", "v0.0.0-20190513201126-42abcb6df8ee", "v0.0.0-20190513201126-42abcb6df8ee")] // v1.9.9 is older than that commit
    [InlineData("upgrade", "v0.0.0-20180101000000-000000000000", "v1.9.9")]
    [InlineData("upgrade", "v1.99.99", "q.x/t@v1.99.99: unknown revision v1.99.99")]
    [InlineData("patch", "none", "q.x/t@patch: can't query version \"patch\" of module q.x/t: no existing version is required")]
    [InlineData("patch", "v0.1.0", "v0.1.2")]
    [InlineData("patch", "v1.9.0", "v1.9.9")]
    [InlineData("patch", "v1.9.10-pre1", "v1.9.10-pre1")]
    [InlineData("patch", Master, Master)]
    [InlineData("patch", "v0.0.0-20190513201126-42abcb6df8ee", "v0.0.0-20190513201126-42abcb6df8ee")]
    [InlineData("latest", "bad", "q.x/t@latest: invalid previous version q.x/t@bad")]
    public async Task Never_goes_below_the_current_version_to_upgrade(string query, string current, string answer) =>
        Assert.Equal(answer, await QueryTestWorld().AskAsync("q.x/t@" + query, current));

    [Theory]
    [InlineData("upgrade", "q.x/t@v1.9.9: excluded by go.mod")]
    [InlineData("patch", "q.x/t@v1.9.9: excluded by go.mod")]
    public async Task Does_not_stay_at_an_excluded_version(string query, string answer)
    {
        var world = QueryTestWorld().Exclude("q.x/t@v1.9.9").Exclude("q.x/t@v1.9.10-pre1");
        Assert.Equal(answer, await world.AskAsync("q.x/t@" + query, "v1.9.9"));
    }

    // QUERY-5
    [Theory]
    [InlineData("empty", null, "module q.x/t: no matching versions for query \"latest\"")]
    [InlineData("newest revision", "v0.0.0-20180704023549-7bb914627242", "v0.0.0-20180704023549-7bb914627242")]
    public async Task Takes_the_newest_revision_when_there_is_no_version(string name, string? latest, string answer)
    {
        var world = new QueryWorld();
        var module = world.Module("q.x/t").Add("v0.0.0-20180704023549-7bb914627242");
        module.Latest = latest;
        Assert.True(answer == await world.AskAsync("q.x/t@latest"), name);
        Assert.Equal("module q.x/t: no matching versions for query \">v0.0.0\"", await world.AskAsync("q.x/t@>v0.0.0"));
    }

    [Fact]
    public async Task Prefers_any_prerelease_to_the_newest_revision()
    {
        var world = new QueryWorld();
        world.Module("q.x/t").Add("v0.5.0-alpha", "v0.5.0-alpha.0.20190619023908-3da23a9deb9e").Latest = "v0.5.0-alpha.0.20190619023908-3da23a9deb9e";
        Assert.Equal("v0.5.0-alpha", await world.AskAsync("q.x/t@latest"));
    }

    // LIST-3
    [Fact]
    public async Task Fails_when_the_newest_revision_is_refused()
    {
        var world = new QueryWorld();
        world.Module("q.x/t").LatestFailure = new SutlerException("403 Forbidden");
        Assert.Equal("q.x/t@latest: 403 Forbidden", await world.AskAsync("q.x/t@latest"));
    }

    // QUERY-11
    [Fact]
    public async Task Fails_when_the_chosen_version_is_only_listed()
    {
        var world = new QueryWorld();
        world.Module("q.x/t").Add("v1.0.0").AddListedOnly("v1.1.0");
        Assert.Equal("q.x/t@v1.1.0: unknown revision v1.1.0", await world.AskAsync("q.x/t@latest"));
    }

    // QUERY-2
    [Fact]
    public async Task Asks_for_a_whole_version_and_nothing_else()
    {
        var world = new QueryWorld().Exclude("q.x/t@v1.0.0");
        var module = world.Module("q.x/t").Add("v1.0.0");
        Assert.Equal("v1.0.0", await world.AskAsync("q.x/t@v1.0.0"));
        Assert.Equal(["info v1.0.0"], module.Requests);
    }

    [Fact]
    public async Task Does_not_hide_a_failure_of_the_source_behind_a_missing_build()
    {
        var world = new QueryWorld();
        world.Module("q.x/t").Failure = new SutlerException("500 Internal Server Error");
        Assert.Equal("q.x/t@v1.0.0+foo: 500 Internal Server Error", await world.AskAsync("q.x/t@v1.0.0+foo"));
    }

    // QUERY-12
    [Fact]
    public async Task Does_not_ask_the_next_source_after_no_version_matched()
    {
        var second = new MemoryModuleRepository("q.x/t").Add("v9.0.0");
        var settings = new QueryWorld().Settings() with { Sources = new MemoryModuleSources([new MemoryModuleRepository("q.x/t").Add("v1.0.0")], [second]) };
        await Assert.ThrowsAsync<NoMatchingVersionException>(() => new VersionQuery(settings).ResolveAsync("q.x/t", "v9", "", null, CancellationToken.None));
        Assert.Empty(second.Requests);
    }

    [Fact]
    public async Task Asks_the_next_source_for_a_revision_the_first_has_not()
    {
        var settings = new QueryWorld().Settings() with
        {
            Sources = new MemoryModuleSources([new MemoryModuleRepository("q.x/t").Add("v1.0.0")], [new MemoryModuleRepository("q.x/t").Add("v1.1.0")]),
        };
        var found = await new VersionQuery(settings).ResolveAsync("q.x/t", "v1.1.0", "", null, CancellationToken.None);
        Assert.Equal("v1.1.0", found.Version);
    }

    // QUERY-13, PATH-9
    [Theory]
    [InlineData("std@latest", "std@latest: can't query specific version (\"latest\") of standard-library module \"std\"")]
    [InlineData("cmd@v1.0.0", "cmd@v1.0.0: can't query specific version (\"v1.0.0\") of standard-library module \"cmd\"")]
    [InlineData("m@latest", "m@latest: malformed module path \"m\": missing dot in first path element")]
    [InlineData("x.y/..@latest", "x.y/..@latest: malformed module path \"x.y/..\": invalid path element \"..\"")]
    public async Task Refuses_paths_that_have_no_versions(string pathAtQuery, string answer) =>
        Assert.Equal(answer, await new QueryWorld().AskAsync(pathAtQuery));

    // QUERY-7
    [Fact]
    public async Task Leaves_the_main_module_as_it_is()
    {
        var world = new QueryWorld { MainModules = { "q.x/main" } };
        Assert.Equal("", await world.AskAsync("q.x/main@upgrade"));
        Assert.Equal("", await world.AskAsync("q.x/main@patch"));
    }

    // GOVER-3
    [Theory]
    [InlineData("go@1.21.0", "1.21.0")]
    [InlineData("go@latest", "1.25.1")]
    [InlineData("go@1.25", "1.25.1")]
    [InlineData("go@<1.25", "1.24.4")]
    [InlineData("go@go1.25.0", "1.25.0")]
    [InlineData("toolchain@1.25.0", "go1.25.0")]
    [InlineData("toolchain@latest", "go1.25.1")]
    [InlineData("toolchain@go1.24.4", "go1.24.4")]
    [InlineData("go@1.26", "module go: no matching versions for query \"1.26\"")]
    [InlineData("go@junk", "go@junk: invalid go version junk")]
    [InlineData("toolchain@go1.25.9", "golang.org/toolchain@v0.0.1-go1.25.9.linux-amd64: unknown revision v0.0.1-go1.25.9.linux-amd64")]
    public async Task Reads_versions_of_go_off_the_toolchains(string pathAtQuery, string answer)
    {
        var world = new QueryWorld();
        world.Module("golang.org/toolchain").Add(
            "v0.0.1-go1.21.0.linux-amd64", "v0.0.1-go1.25.0.linux-amd64", "v0.0.1-go1.25.0.windows-amd64", "v0.0.1-go1.25.1.linux-amd64", "v0.0.1", "v0.0.1-junk");
        Assert.Equal(answer, await world.AskAsync(pathAtQuery, filtered: false));
    }

    [Theory]
    [InlineData("latest", false)]
    [InlineData("upgrade", false)]
    [InlineData("patch", false)]
    [InlineData("v1", false)]
    [InlineData("v1.2", false)]
    [InlineData("<v1.2.3", false)]
    [InlineData(">=v1.2.3", false)]
    [InlineData("v1.2.3", true)]
    [InlineData("master", true)]
    [InlineData("none", true)]
    public void Tells_revisions_from_queries(string query, bool isRevision) =>
        Assert.Equal(isRevision, VersionQuery.IsRevision("q.x/t", query));

    private static QueryWorld QueryTestWorld()
    {
        var world = new QueryWorld();
        var module = world.Module("q.x/t")
            .Add("v0.0.0-pre1", "v0.0.0", "v0.0.1", "v0.0.2", "v0.1.0", "v0.1.1", "v0.1.2", "v0.3.0", "v1.9.0")
            .AddVersion("v0.0.3", goMod: null, time: "2018-07-03T22:35:49Z")
            .AddVersion("v1.9.9", goMod: null, time: "2019-01-01T00:00:00.5+01:00")
            .Add("v1.9.10-pre1", Master, "v0.0.0-20190513201126-42abcb6df8ee", "v0.0.0-20180101000000-000000000000")
            .AddRevision("v1.9.10-pre2+metadata", Master)
            .AddRevision("master", Master);
        module.Latest = Master;
        return world;
    }
}
