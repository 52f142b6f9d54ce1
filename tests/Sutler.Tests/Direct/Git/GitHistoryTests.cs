using Sutler.Go.Direct;
using Sutler.Go.Sources;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Tests.Direct.Git;

public sealed class GitHistoryTests : IDisposable
{
    private readonly GitWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    // main: v1.0.0 - v1.1.0 - sub/v0.5.0 - tip;  other: v1.0.0 - v1.9.0
    private async Task<GitTestRepository> SourceAsync()
    {
        var source = await _world.CreateAsync("history");
        await source.CommitAsync("a", "1", tag: "v1.0.0");
        await source.GitAsync("checkout", "-q", "-b", "other");
        await source.CommitAsync("a", "9", tag: "v1.9.0");
        await source.GitAsync("checkout", "-q", "main");
        await source.CommitAsync("a", "2", tag: "v1.1.0");
        await source.CommitAsync("a", "3", tag: "sub/v0.5.0");
        await source.CommitAsync("a", "4");
        return source;
    }

    [Theory]
    [InlineData("the nearest that is highest", "main", "", "", "v1.1.0")]
    [InlineData("of another branch", "other", "", "", "v1.9.0")]
    [InlineData("not allowed", "main", "", "v1.1.0", "v1.0.0")]
    [InlineData("none allowed", "main", "", "v1.1.0 v1.0.0", null)]
    [InlineData("of a directory", "main", "sub/", "", "sub/v0.5.0")]
    [InlineData("of a directory without any", "main", "nothing/", "", null)]
    [InlineData("on the commit itself", "v1.0.0", "", "", "v1.0.0")]
    [InlineData("before the tag of a directory", "v1.1.0", "sub/", "", null)]
    public async Task Finds_the_highest_tag_among_the_ancestors(string name, string revision, string prefix, string refused, string? tag)
    {
        _ = name;
        var repository = await _world.OpenAsync(await SourceAsync(), Token);

        Assert.Equal(tag, await repository.RecentTagAsync(revision, prefix, (candidate, _) => Task.FromResult(!refused.Split(' ').Contains(candidate)), Token));
    }

    [Fact]
    public async Task Asks_for_candidates_from_the_highest_and_stops_at_the_first_allowed()
    {
        var repository = await _world.OpenAsync(await SourceAsync(), Token);
        await repository.DescendsFromAsync("main", "v1.0.0", Token);
        List<string> asked = [];

        await repository.RecentTagAsync("main", "", (candidate, _) => AddAsync(candidate), Token);

        Assert.Equal(["v1.1.0"], asked);

        Task<bool> AddAsync(string candidate)
        {
            asked.Add(candidate);
            return Task.FromResult(true);
        }
    }

    [Fact]
    public async Task Counts_builds_as_equal_and_takes_the_first_by_name()
    {
        var source = await _world.CreateAsync("builds");
        await source.CommitAsync("a", "1", tag: "v1.0.0+b");
        await source.GitAsync("tag", "v1.0.0+a");
        await source.GitAsync("tag", "v0.9.0");
        await source.GitAsync("tag", "vnone");
        var repository = await _world.OpenAsync(source, Token);

        Assert.Equal("v1.0.0+a", await repository.RecentTagAsync("main", "", (_, _) => Task.FromResult(true), Token));
    }

    [Fact]
    public async Task Fetches_no_history_when_there_are_no_tags_to_find()
    {
        var source = await _world.CreateAsync("untagged");
        await source.CommitAsync("a", "1");
        await source.CommitAsync("a", "2", tag: "something");
        var repository = await _world.OpenAsync(source, Token);

        Assert.Null(await repository.RecentTagAsync("main", "", (_, _) => Task.FromResult(true), Token));

        Assert.Equal(["-c protocol.version=2 fetch -f --depth=1 origin refs/heads/main:refs/heads/main"], _world.Fetches);
    }

    [Theory]
    [InlineData("an ancestor", "main", "v1.0.0", true)]
    [InlineData("itself", "v1.1.0", "v1.1.0", true)]
    [InlineData("of another branch", "main", "v1.9.0", false)]
    [InlineData("a descendant", "v1.0.0", "v1.1.0", false)]
    [InlineData("not there", "main", "v7.0.0", false)]
    [InlineData("a branch, no tag", "main", "other", false)]
    public async Task Knows_whether_a_tag_is_an_ancestor(string name, string revision, string tag, bool expected)
    {
        _ = name;
        var repository = await _world.OpenAsync(await SourceAsync(), Token);

        var commit = (await repository.StatAsync(revision, Token)).Name;

        Assert.Equal(expected, await repository.DescendsFromAsync(commit, tag, Token));
    }

    [Theory]
    [InlineData("a branch behind tags", "main", "", "fetch -f origin refs/heads/*:refs/heads/* refs/tags/*:refs/tags/*")]
    [InlineData("a tag", "v1.1.0", "", "-c protocol.version=2 fetch -f --depth=1 origin refs/tags/v1.1.0:refs/tags/v1.1.0")]
    [InlineData("no such tags", "main", "nothing/", "-c protocol.version=2 fetch -f --depth=1 origin refs/heads/main:refs/heads/main")]
    public async Task Fetches_history_at_once_for_who_is_going_to_look_back(string name, string revision, string prefix, string fetch)
    {
        _ = name;
        var source = await SourceAsync();
        var repository = await _world.OpenAsync(source, Token);

        var found = await repository.StatAsync(revision, prefix, Token);
        await repository.RecentTagAsync(revision, prefix, (_, _) => Task.FromResult(true), Token);

        Assert.Equal(await source.HashAsync(revision), found.Name);
        Assert.Equal([fetch], _world.Fetches);
    }

    [Fact]
    public async Task Completes_what_was_fetched_without_history()
    {
        var source = await SourceAsync();
        var repository = await _world.OpenAsync(source, Token);
        await repository.StatAsync("main", Token);

        Assert.Equal("v1.1.0", await repository.RecentTagAsync("main", "", (_, _) => Task.FromResult(true), Token));
        Assert.True(await repository.DescendsFromAsync(await source.HashAsync("main"), "v1.0.0", Token));

        Assert.Equal(
            [
                "-c protocol.version=2 fetch -f --depth=1 origin refs/heads/main:refs/heads/main",
                "fetch -f origin refs/heads/*:refs/heads/* refs/tags/*:refs/tags/*",
                "fetch --unshallow -f origin",
            ],
            _world.Fetches);
        Assert.Equal(1, _world.RemoteCommands.Count(command => command.StartsWith("ls-remote", StringComparison.Ordinal)));
    }

    public static TheoryData<string, Origin, string, bool> Origins => new()
    {
        { "a commit alone is believed", new() { Hash = "0123" }, "", true },
        { "nothing to check", new() { Ref = "HEAD" }, "", false },
        { "another directory", new() { Hash = "0123", Subdir = "sub" }, "", false },
        { "the same directory", new() { Hash = "0123", Subdir = "sub" }, "sub", true },
        { "another repository", new() { Hash = "0123", Url = "https://git.test/other" }, "", false },
        { "another system", new() { Hash = "0123", Vcs = "hg" }, "", false },
        { "a ref that moved", new() { Hash = "0123", Ref = "refs/heads/b" }, "", false },
        { "a ref that is gone", new() { Hash = "59356c8cd18c5fe9a598167d98a6843e52d57952", Ref = "refs/heads/gone" }, "", false },
        { "a ref that stayed", new() { Hash = "59356c8cd18c5fe9a598167d98a6843e52d57952", Ref = "refs/heads/b" }, "", true },
        { "tags that stayed", new() { TagSum = "t1:Dp7yRKDuE8WjG0429PN9hYWjqhy2te7P9Oki/sMEOGo=" }, "", true },
        { "tags that stayed, with another prefix", new() { TagPrefix = "sub/", TagSum = "t1:Dp7yRKDuE8WjG0429PN9hYWjqhy2te7P9Oki/sMEOGo=" }, "", false },
        { "no tags with a prefix", new() { TagPrefix = "sub/", TagSum = "t1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }, "", true },
        { "refs that changed", new() { RepoSum = "r1:c0/9JCZ25lxoBiK3+3BhACU4giH49flcJmBynJ+Jvmc=" }, "", false },
    };

    [Theory]
    [MemberData(nameof(Origins))]
    public async Task Knows_whether_an_origin_still_holds(string name, Origin origin, string directory, bool holds)
    {
        _ = name;
        var repository = await _world.OpenAsync(await GitFixtures.TagTestsAsync(_world), Token);
        origin = origin with { Vcs = origin.Vcs.Length == 0 ? "git" : origin.Vcs, Url = origin.Url.Length == 0 ? repository.Url : origin.Url };

        Assert.Equal(holds, await repository.StillHoldsAsync(origin, directory, Token));
    }

    [Fact]
    public async Task Confirms_nothing_when_the_repository_cannot_be_asked()
    {
        var repository = await _world.OpenAsync("https://git.test/missing", Token);

        Assert.False(await repository.StillHoldsAsync(new Origin { Vcs = "git", Url = repository.Url, Hash = "0123" }, "", Token));
    }
}
