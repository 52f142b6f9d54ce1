using Sutler.Errors;
using Sutler.Go.Queries;
using Sutler.Go.Sources;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Queries;

// JSON-6
public sealed class QueryOriginTests
{
    private static readonly Origin Tags = new() { Vcs = "git", Url = "https://o.x/o", TagPrefix = "v", TagSum = "t1:a" };

    private static readonly Origin Commit = new() { Vcs = "git", Url = "https://o.x/o", Ref = "refs/tags/v1.0.0", Hash = "abc" };

    public static TheoryData<string, Origin?, Origin?, Origin?> Pairs => new()
    {
        { "union", Tags, Commit, Tags with { Ref = "refs/tags/v1.0.0", Hash = "abc" } },
        { "same", Tags, Tags, Tags },
        { "first missing", null, Commit, null },
        { "second missing", Tags, null, null },
        { "other system", Tags, Commit with { Vcs = "hg" }, null },
        { "other repository", Tags, Commit with { Url = "https://o.x/p" }, null },
        { "other directory", Tags, Commit with { Subdir = "d" }, null },
        { "other commit", Commit, Commit with { Hash = "def" }, null },
        { "other reference", Commit, Commit with { Ref = "HEAD" }, null },
        { "other tags", Tags, Tags with { TagSum = "t1:b" }, null },
        { "other tag prefix", Tags, Tags with { TagPrefix = "w" }, null },
        { "tag prefix without tags", Tags, Commit with { TagPrefix = "w" }, Tags with { Ref = "refs/tags/v1.0.0", Hash = "abc" } },
        { "sum of the repository is the first one's", Tags with { RepoSum = "r1:a" }, Commit with { RepoSum = "r1:b" }, Tags with { RepoSum = "r1:a", Ref = "refs/tags/v1.0.0", Hash = "abc" } },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Joins_two_origins_that_agree(string name, Origin? first, Origin? second, Origin? merged) =>
        Assert.True(merged == OriginMerge.Merge(first, second), name);

    [Fact]
    public async Task Gives_the_origin_of_list_and_version_together()
    {
        var found = await AskAsync(Module(Tags), "latest");
        Assert.Equal(Tags with { Ref = "refs/tags/v1.0.0", Hash = "abc" }, found.Origin);
    }

    [Fact]
    public async Task Gives_no_origin_of_a_list_that_has_none() => Assert.Null((await AskAsync(Module(null), "latest")).Origin);

    [Fact]
    public async Task Gives_the_origin_of_a_version_asked_for_by_name() => Assert.Equal(Commit, (await AskAsync(Module(null), "v1.0.0")).Origin);

    [Fact]
    public async Task Tells_where_it_looked_in_vain()
    {
        var failure = await Assert.ThrowsAnyAsync<SutlerException>(() => AskAsync(Module(Tags), "v7"));
        Assert.Equal(Tags, QueryFailure.OriginOf(failure));
        Assert.Equal("module o.x/o: no matching versions for query \"v7\"", QueryFailure.Attribute("o.x/o", "v7", failure).Message);
        Assert.False(failure.IsNotExist);
    }

    [Fact]
    public async Task Has_no_origin_of_a_plain_failure()
    {
        var failure = await Assert.ThrowsAnyAsync<SutlerException>(() => AskAsync(Module(null), "v7"));
        Assert.Null(QueryFailure.OriginOf(failure));
    }

    [Fact]
    public async Task Takes_an_earlier_answer_that_still_holds()
    {
        var module = Module(Tags);
        module.Holding = Tags;
        var settings = new QueryWorld().Settings() with
        {
            Sources = new MemoryModuleSources([module]),
            Earlier = new EarlierResults([new EarlierResult { Path = "o.x/o", Version = "v0.9.0", Query = "latest", Origin = Tags }]),
        };
        Assert.Equal("v0.9.0", (await new VersionQuery(settings).ResolveAsync("o.x/o", "latest", "", null, CancellationToken.None)).Version);
        Assert.Empty(module.Requests);
        Assert.Equal("v1.0.0", (await new VersionQuery(settings).ResolveAsync("o.x/o", "v1", "", null, CancellationToken.None)).Version);
    }

    private static Task<RevisionInfo> AskAsync(MemoryModuleRepository module, string query)
    {
        var settings = new QueryWorld().Settings() with { Sources = new MemoryModuleSources([module]) };
        return new VersionQuery(settings).ResolveAsync("o.x/o", query, "", null, CancellationToken.None);
    }

    private static MemoryModuleRepository Module(Origin? list)
    {
        var module = new MemoryModuleRepository("o.x/o").AddVersion("v1.0.0", goMod: null, origin: Commit);
        module.ListOrigin = list;
        return module;
    }
}
