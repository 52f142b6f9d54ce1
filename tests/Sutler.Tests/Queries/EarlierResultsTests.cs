using Sutler.Go.Queries;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Queries;

/// <summary>Spec: REUSE-2 to REUSE-5.</summary>
public sealed class EarlierResultsTests
{
    private static readonly Origin None = new() { Vcs = "git", Url = "https://o.x/o" };

    public static TheoryData<string, string, Origin, bool> Sufficiency => new()
    {
        { "version by hash", "v1.0.0", None with { Hash = "a" }, true },
        { "version by ref", "v1.0.0", None with { Ref = "refs/tags/v1.0.0" }, true },
        { "version by tags", "v1.0.0", None with { TagSum = "t1:a" }, true },
        { "version by nothing", "v1.0.0", None, false },
        { "branch by hash alone", "main", None with { Hash = "a" }, false },
        { "branch by tags alone", "main", None with { TagSum = "t1:a" }, false },
        { "branch by ref and tags", "main", None with { Ref = "refs/heads/main", TagSum = "t1:a" }, true },
        { "branch by all refs", "main", None with { RepoSum = "r1:a" }, true },
        { "latest by hash", "latest", None with { Hash = "a" }, false },
        { "latest by tags", "latest", None with { TagSum = "t1:a" }, true },
        { "prefix by tags", "v1", None with { TagSum = "t1:a" }, true },
    };

    [Theory]
    [MemberData(nameof(Sufficiency))]
    public async Task Judges_an_answer_by_what_its_query_needs(string name, string query, Origin origin, bool expected)
    {
        _ = name;
        var results = new EarlierResults([new EarlierResult { Path = "o.x/o", Version = "v1.0.0", Query = query, Origin = origin }]);
        var repository = new MemoryModuleRepository("o.x/o") { Holding = origin };
        var answer = await results.AnswerAsync("o.x/o", query, repository, CancellationToken.None);
        Assert.Equal(expected ? "v1.0.0" : null, answer?.Version);
        Assert.Equal(expected ? origin : null, answer?.Origin);
    }

    [Fact]
    public async Task Asks_the_repository_and_finds_only_what_was_asked_before()
    {
        var origin = None with { Hash = "a" };
        var results = new EarlierResults([new EarlierResult { Path = "o.x/o", Version = "v1.0.0", Origin = origin }]);
        var repository = new MemoryModuleRepository("o.x/o") { Holding = origin with { Hash = "b" } };
        Assert.Null(await results.AnswerAsync("o.x/o", "v1.0.0", repository, CancellationToken.None));
        repository.Holding = origin;
        Assert.NotNull(await results.AnswerAsync("o.x/o", "v1.0.0", repository, CancellationToken.None));
        Assert.Null(await results.AnswerAsync("o.x/o", "v1.1.0", repository, CancellationToken.None));
        Assert.Null(await results.AnswerAsync("o.x/p", "v1.0.0", repository, CancellationToken.None));
    }

    [Fact]
    public async Task Takes_over_the_result_of_a_version_only_from_a_source_that_confirms_it()
    {
        var origin = None with { Hash = "a" };
        var module = new MemoryModuleRepository("o.x/o");
        var settings = new QueryWorld().Settings() with
        {
            Sources = new MemoryModuleSources([module]),
            Earlier = new EarlierResults([new EarlierResult { Path = "o.x/o", Version = "v1.0.0", Error = "gone", Origin = origin }]),
        };
        var version = new ModuleId("o.x/o", "v1.0.0");
        Assert.Null(await new VersionQuery(settings).FindEarlierAsync(version, CancellationToken.None));
        module.Holding = origin;
        Assert.Equal("gone", (await new VersionQuery(settings).FindEarlierAsync(version, CancellationToken.None))?.Error);
    }
}
