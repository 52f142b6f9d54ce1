using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Direct;

/// <summary><c>-reuse</c> with git: what still holds is given again, and the real go command, where there is one, gives the same. Spec: REUSE rules.</summary>
public sealed class ReuseTests(ScriptWorld world)
{
    private const string Host = "vcs-test.golang.org/git/";

    private static readonly string[] Queries =
    [
        "hello.git@latest", "hello.git@v0.0.0-20170922010558-fc3a09f3dc5c", "hello.git@fc3a09f3dc5c", "hello.git/v9@latest", "hello.git/sub/v9@latest",
        "hello.git@nonexist", "hello.git@1234567890123456789012345678901234567890", "hello.git@v0.0.0-20220101120101-123456789abc", "hello.git/sub@nonexist",
        "tagtests.git@latest", "tagtests.git@v0.2.2", "tagtests.git@master", "tagtests.git@v0.2", "tagtests.git@<v0.2.2", "prefixtagtests.git/sub@latest",
        "prefixtagtests.git/sub@v0.0.9", "v2sub.git/v2@latest", "odd-tags.git@main", "odd-tags.git@v2.0.0+incompatible", "semver-branch.git@v1.0.0",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gives_again_what_the_repository_confirms()
    {
        using var repositories = await KnownRepositories.MakeAsync(Token);
        foreach (string query in Queries)
        {
            var first = await AskAsync(repositories, "", query);
            var again = await AskAsync(repositories, repositories.Write("earlier.json", first.Output), query);

            // Below the root, where a revision is not is told without the directory.
            Assert.Equal((query, query is not "hello.git/sub@nonexist"), (query, again.Output.Contains("\"Reuse\": true", StringComparison.Ordinal)));
            Assert.Equal(first.Code, again.Code);
        }
    }

    [Theory]
    [InlineData("hash that the reference does not have", "tagtests.git@v0.2.2", "57952\"", "56952\"")]
    [InlineData("reference that is gone", "tagtests.git@v0.2.2", "refs/tags/v0.2.2", "refs/tags/v0.2.9")]
    [InlineData("other repository", "tagtests.git@v0.2.2", "git/tagtests\"", "git/tagtestsXXX\"")]
    [InlineData("other system", "tagtests.git@v0.2.2", "\"git\"", "\"hg\"")]
    [InlineData("other directory", "tagtests.git@v0.2.2", "\"Ref\":", "\"Subdir\": \"subdir\",\n\t\t\"Ref\":")]
    [InlineData("other tags", "tagtests.git@latest", "sMEOGo=", "sMEoGo=")]
    [InlineData("other tags of a branch", "tagtests.git@master", "sMEOGo=", "sMEoGo=")]
    [InlineData("other references", "hello.git@nonexist", "Jvmc=", "JvmC=")]
    [InlineData("too little of an origin", "tagtests.git@v0.2.2", "\"Hash\":", "\"Hush\":")]
    [InlineData("no origin", "tagtests.git@v0.2.2", "\"Origin\":", "\"Orison\":")]
    public async Task Asks_anew_what_is_not_the_same_any_more(string name, string query, string from, string to)
    {
        Assert.NotEmpty(name);
        using var repositories = await KnownRepositories.MakeAsync(Token);
        var first = await AskAsync(repositories, "", query);
        Assert.Contains(from, first.Output, StringComparison.Ordinal);
        string earlier = repositories.Write("earlier.json", first.Output.Replace(from, to, StringComparison.Ordinal));

        var again = await AskAsync(repositories, earlier, query);

        Assert.Equal(first, again);
    }

    [Fact]
    public async Task Notices_what_changed_in_the_repository()
    {
        using var repositories = await KnownRepositories.MakeAsync(Token);
        string[] queries = ["tagtests.git@latest", "tagtests.git@v0.2.2", "tagtests.git@master", "tagtests.git@nonexist", "hello.git@latest"];
        var first = await AskAsync(repositories, "", queries);
        string earlier = repositories.Write("earlier.json", first.Output);
        await ExternalProgram.RunAsync("git", ["-C", repositories.Repository("tagtests"), "tag", "v0.3.0", "b"], Token);

        var again = await AskAsync(repositories, earlier, queries);

        // A new tag changes what depends on tags, and no more.
        string[] parts = again.Output.Split("}\n{");
        Assert.Equal([false, true, false, false, true], parts.Select(part => part.Contains("\"Reuse\": true", StringComparison.Ordinal)));
    }

    // Asks Sutler and, where there is one, the go command, each with an empty cache.
    private async Task<(int Code, string Output)> AskAsync(KnownRepositories repositories, string earlier, params IEnumerable<string> queries)
    {
        string[] arguments = [.. earlier.Length > 0 ? ["-reuse=" + earlier] : Array.Empty<string>(), "-json", .. queries.Select(query => Host + query)];
        var ours = await repositories.DownloadAsync(world.Settings.SutlerPath, repositories.NewCache(), Token, arguments);
        Assert.Equal("", ours.Error);
        if (ExternalProgram.Find("go") is { } go && !world.Settings.ToolIsGo)
        {
            var theirs = await repositories.DownloadAsync(go, repositories.NewCache(), Token, arguments);
            Assert.Equal((theirs.Code, theirs.Output), (ours.Code, ours.Output));
        }

        return (ours.Code, ours.Output);
    }
}
