using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Xunit;

namespace Sutler.Tests.Sources;

/// <summary>Spec: REUSE-5, VER-13.</summary>
public sealed class DirectSourceTests
{
    private static readonly Origin Commit = new() { Vcs = "git", Url = "https://github.com/a/b", Hash = "0123456789012345678901234567890123456789" };

    public static TheoryData<string, string, Origin, bool> Origins => new()
    {
        { "commit of the repository", "github.com/a/b", Commit, true },
        { "major version", "github.com/a/b/v2", Commit, true },
        { "directory", "github.com/a/b/c", Commit with { Subdir = "c" }, true },
        { "major version of a directory", "github.com/a/b/c/v3", Commit with { Subdir = "c" }, true },
        { "Bitbucket", "bitbucket.org/a/b", Commit with { Url = "https://bitbucket.org/a/b" }, true },
        { "capital letters", "github.com/A/b", Commit with { Url = "https://github.com/A/b" }, true },
        { "other directory", "github.com/a/b/c", Commit with { Subdir = "d" }, false },
        { "directory of a major version", "github.com/a/b/v2", Commit with { Subdir = "v2" }, false },
        { "other repository", "github.com/a/b", Commit with { Url = "https://github.com/a/c" }, false },
        { "other version control", "github.com/a/b", Commit with { Vcs = "hg" }, false },
        { "tag that may have moved", "github.com/a/b", Commit with { Ref = "refs/tags/v1.0.0" }, false },
        { "tags that may have changed", "github.com/a/b", Commit with { TagSum = "t1:a" }, false },
        { "references that may have changed", "github.com/a/b", Commit with { RepoSum = "r1:a" }, false },
        { "no commit", "github.com/a/b", Commit with { Hash = "" }, false },
        { "address that must be discovered", "example.com/a/b", Commit with { Url = "https://example.com/a/b" }, false },
        { "no repository", "github.com/a", Commit with { Url = "https://github.com/a" }, false },
        { "suffix that GitHub paths must not have", "github.com/a/b.git", Commit with { Url = "https://github.com/a/b.git" }, false },
    };

    [Theory]
    [MemberData(nameof(Origins))]
    public async Task Confirms_only_a_commit_of_the_place_the_path_names(string name, string path, Origin origin, bool expected)
    {
        _ = name;
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions());
        var chain = new SourceChain("direct", new GlobList(""), new UrlReader(fetcher, NoRetry.Retrier));
        Assert.Equal(expected, await chain.TryEachAsync(
            ModulePath.Parse(path), (repository, token) => repository.StillHoldsAsync(origin, token), CancellationToken.None));
    }
}
