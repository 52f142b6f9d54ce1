using System.Text.RegularExpressions;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Direct;

/// <summary>Several queries in one command: what one of them found answers the next, in the order of the command line, however they travel. Spec: STEP-7, JSON-6.</summary>
public sealed partial class QueryOrderTests(ScriptWorld world)
{
    private const string Host = "vcs-test.golang.org/git/";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The reference of each result, "-" for an origin without one and "none" for no origin: the newest and a branch at the same commit disagree.
    [Theory]
    [InlineData("newest first", "hello.git@latest hello.git@master hello.git@latest", "HEAD refs/heads/master HEAD")]
    [InlineData("branch first", "hello.git@master hello.git@latest", "refs/heads/master none")]
    [InlineData("branch at a tag, then the tag", "tagtests.git@b tagtests.git@v0.2.2", "refs/heads/b refs/heads/b")]
    [InlineData("tag, then a branch at it", "tagtests.git@v0.2.2 tagtests.git@b", "refs/tags/v0.2.2 refs/heads/b")]
    [InlineData("tag, then its commit", "tagtests.git@v0.2.2 tagtests.git@59356c8cd18c", "refs/tags/v0.2.2 -")]
    [InlineData("commit that another module fetched", "prefixtagtests.git/sub@v0.0.10 prefixtagtests.git@2b7c4692e12c", "refs/tags/sub/v0.0.10 -")]
    public async Task Is_that_of_the_command_line(string name, string queries, string expected)
    {
        Assert.NotEmpty(name);
        using var repositories = await KnownRepositories.MakeAsync(Token);
        string[] arguments = ["-json", .. queries.Split(' ').Select(query => Host + query)];
        string cache = repositories.NewCache();

        var ours = await repositories.DownloadAsync(world.Settings.SutlerPath, cache, Token, arguments);

        Assert.Equal("", ours.Error);
        Assert.Equal(expected, string.Join(' ', ours.Output.Split("}\n{").Select(Reference)));
        if (ExternalProgram.Find("go") is { } go && !world.Settings.ToolIsGo)
        {
            string theirCache = repositories.NewCache();
            var theirs = await repositories.DownloadAsync(go, theirCache, Token, arguments);
            Assert.Equal((theirs.Code, theirs.Output), (ours.Code, ours.Output));
            Assert.Equal(Infos(theirCache), Infos(cache));
        }
    }

    private static string Reference(string text) => !text.Contains("\"Origin\"", StringComparison.Ordinal) ? "none"
        : ReferenceField().Match(text) is { Success: true } found ? found.Groups["ref"].Value
        : "-";

    private static IEnumerable<string> Infos(string cache) =>
        Directory.EnumerateFiles(cache, "*.info", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => Path.GetRelativePath(cache, file) + " " + File.ReadAllText(file));

    [GeneratedRegex("\"Ref\": \"(?<ref>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReferenceField();
}
