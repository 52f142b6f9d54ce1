using System.Text;
using Sutler.Go.Direct.Discovery;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Direct.Discovery;

// DISC-5 to DISC-12
public sealed class PageDiscoveryTests
{
    private const string Tag = "ex.test/r git https://git.test/r";

    private static readonly RepositoryRoot Found = new("ex.test/r", "git", "https://git.test/r");

    [Fact]
    public async Task Asks_the_host_of_the_path()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        Assert.Equal(Found, await world.Say("ex.test/r", Tag).FindAsync("ex.test/r"));
        Assert.Equal(["ex.test/r?go-get=1"], world.Asked);
    }

    [Fact]
    public async Task Asks_a_host_alone_with_a_slash()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        Assert.Equal(Found with { Root = "ex.test" }, await world.Say("ex.test", "ex.test git https://git.test/r").FindAsync("ex.test"));
        Assert.Equal(["ex.test/?go-get=1"], world.Asked);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(201)]
    public async Task Does_not_mind_the_status_of_a_page_with_tags(int status)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Answer("ex.test/r", Reply.Failure(status, DiscoveryWorld.Page(Tag), "text/html"));
        Assert.Equal(Found, await world.FindAsync("ex.test/r"));
    }

    [Theory]
    [InlineData("html", 404, "text/html", "unrecognized import path \"ex.test/r\": reading https://ex.test/r?go-get=1: 404 Not Found")]
    [InlineData("text", 403, "text/plain", "unrecognized import path \"ex.test/r\": reading https://ex.test/r?go-get=1: 403 Forbidden\n\tserver response: go away")]
    [InlineData("empty success", 204, "text/html", "unrecognized import path \"ex.test/r\": reading https://ex.test/r?go-get=1: 204 No Content")]
    public async Task Names_the_status_of_a_page_without_tags(string name, int status, string type, string text)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Answer("ex.test/r", status == 204 ? new Reply { Status = 204 } : Reply.Failure(status, "go away", type));
        Assert.True(text == await world.FailAsync("ex.test/r"), name);
    }

    [Theory]
    [InlineData("no tags", "<html>", "parse https://ex.test/r?go-get=1: no go-import meta tags ()")]
    [InlineData("broken", "<p>\n<p", "parsing ex.test/r: XML syntax error on line 2: unexpected EOF")]
    [InlineData("others", "<meta name=go-import content='other.test/z git https://x.y'>", "parse https://ex.test/r?go-get=1: no go-import meta tags (meta tag other.test/z did not match import path ex.test/r)")]
    [InlineData("twice", "<meta name=go-import content='ex.test git https://a.b'><meta name=go-import content='ex.test/r git https://a.b'>", "parse //ex.test/r?go-get=1: multiple meta tags match import path \"ex.test/r\"")]
    [InlineData("unknown system", "<meta name=go-import content='ex.test/r foo https://a.b'>", "https://ex.test/r?go-get=1: unknown vcs \"foo\"")]
    [InlineData("no scheme", "<meta name=go-import content='ex.test/r git a.b/c'>", "https://ex.test/r?go-get=1: invalid repo root \"a.b/c\": no scheme")]
    [InlineData("file", "<meta name=go-import content='ex.test/r git FILE:///x'>", "https://ex.test/r?go-get=1: invalid repo root \"FILE:///x\": file scheme disallowed")]
    [InlineData("no URL", "<meta name=go-import content='ex.test/r git http#://x'>", "https://ex.test/r?go-get=1: invalid repo root \"http#://x\": no scheme")]
    [InlineData("an option", "<meta name=go-import content='ex.test/r git -upload-pack=x'>", "https://ex.test/r?go-get=1: invalid repo root \"-upload-pack=x\": no scheme")]
    [InlineData("a command", "<meta name=go-import content='ex.test/r git ext::x://y'>", "https://ex.test/r?go-get=1: invalid repo root \"ext::x://y\": ext scheme disallowed")]
    [InlineData("a descriptor", "<meta name=go-import content='ex.test/r git fd::3'>", "https://ex.test/r?go-get=1: invalid repo root \"fd::3\": fd scheme disallowed")]
    [InlineData("an option for ssh", "<meta name=go-import content='ex.test/r git ssh://-oProxyCommand=x/y'>", "https://ex.test/r?go-get=1: invalid repo root \"ssh://-oProxyCommand=x/y\": host begins with a dash")]
    [InlineData("an option for a user", "<meta name=go-import content='ex.test/r svn svn+ssh://-oProxyCommand=x@y/z'>", "https://ex.test/r?go-get=1: invalid repo root \"svn+ssh://-oProxyCommand=x@y/z\": user begins with a dash")]
    [InlineData("an escaped option for a user", "<meta name=go-import content='ex.test/r hg ssh://%2dx@y/z'>", "https://ex.test/r?go-get=1: invalid repo root \"ssh://%2dx@y/z\": user begins with a dash")]
    [InlineData("a password", "<meta name=go-import content='ex.test/r git fd://u:secret@y/z'>", "https://ex.test/r?go-get=1: invalid repo root \"fd://u:xxxxx@y/z\": fd scheme disallowed")]
    public async Task Says_what_is_wrong_with_a_page(string name, string page, string text)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var failure = await world.Answer("ex.test/r", Reply.Text(page)).FailAsync("ex.test/r");
        Assert.True($"unrecognized import path \"ex.test/r\": {text}" == failure, $"{name}: {failure}");
    }

    [Theory]
    [InlineData("http", "git http://git.test/r")]
    [InlineData("ssh with a user", "hg ssh://hg@git.test/r")]
    [InlineData("a user and a password", "git https://u:p@git.test/r")]
    public async Task Takes_the_URLs_that_go_takes(string name, string tag)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        Assert.True(tag == await world.Say("ex.test/r", "ex.test/r " + tag).FindAsync("ex.test/r") switch { var root => $"{root.Vcs} {root.Url}" }, name);
    }

    [Fact]
    public async Task Asks_the_root_whether_it_says_the_same()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Say("ex.test/r/a/v2", Tag).Say("ex.test/r", Tag, "ex.test/other git https://git.test/o");
        Assert.Equal(Found, await world.FindAsync("ex.test/r/a/v2"));
        Assert.Equal(["ex.test/r/a/v2?go-get=1", "ex.test/r?go-get=1"], world.Asked);
    }

    [Theory]
    [InlineData("another repository", "ex.test/r git https://git.test/evil", "https://ex.test/r/a?go-get=1 and //ex.test/r?go-get=1 disagree about go-import for ex.test/r")]
    [InlineData("another root", "ex.test git https://git.test/r", "https://ex.test/r/a?go-get=1 and //ex.test/r?go-get=1 disagree about go-import for ex.test/r")]
    [InlineData("nothing that fits", "ex.test/q git https://git.test/r", "https://ex.test/r/a?go-get=1 and //ex.test/r?go-get=1 disagree about go-import for ex.test/r")]
    [InlineData("nothing at all", null, "fetching ex.test/r: no go-import meta tag found in https://ex.test/r?go-get=1")]
    public async Task Does_not_believe_a_page_that_its_root_contradicts(string name, string? tag, string text)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Say("ex.test/r/a", Tag).Say("ex.test/r", tag is null ? [] : [tag]);
        var failure = await world.FailAsync("ex.test/r/a");
        Assert.True($"unrecognized import path \"ex.test/r/a\": {text}" == failure, $"{name}: {failure}");
    }

    [Theory]
    [InlineData("gone", "reading https://ex.test/r?go-get=1: 404 Not Found")]
    [InlineData("broken", "parsing https://ex.test/r?go-get=1: XML syntax error on line 1: unexpected EOF")]
    public async Task Says_what_is_wrong_with_the_page_of_the_root(string name, string text)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Say("ex.test/r/a", Tag);
        if (name == "broken")
        {
            world.Answer("ex.test/r", Reply.Text("<"));
        }

        Assert.Equal($"unrecognized import path \"ex.test/r/a\": {text}", await world.FailAsync("ex.test/r/a"));
    }

    [Fact]
    public async Task Says_why_a_host_does_not_answer()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var failure = await world.Answer("ex.test/r", new Reply { HangUp = true }).FailAsync("ex.test/r");
        Assert.StartsWith("unrecognized import path \"ex.test/r\": https fetch: Get \"https://ex.test/r?go-get=1\": ", failure, StringComparison.Ordinal);
        world.Say("ex.test/s/a", "ex.test/s git https://git.test/s").Answer("ex.test/s", new Reply { HangUp = true });
        Assert.StartsWith("unrecognized import path \"ex.test/s/a\": fetching ex.test/s: Get \"https://ex.test/s?go-get=1\": ", await world.FailAsync("ex.test/s/a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_the_proxy_of_a_path()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Variables["GOVCS"] = "*:off";
        world.Say("ex.test/r", Tag, "ex.test/r mod http://proxy.test/x");
        Assert.Equal(new RepositoryRoot("ex.test/r", "mod", "http://proxy.test/x"), await world.FindAsync("ex.test/r"));
    }

    [Fact]
    public async Task Follows_redirects_and_names_the_first_URL()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Answer("ex.test/r", Reply.Redirect("https://other.test/page")).Show("other.test/page", "<html>");
        Assert.Equal("unrecognized import path \"ex.test/r\": parse https://ex.test/r?go-get=1: no go-import meta tags ()", await world.FailAsync("ex.test/r"));
        world.Show("other.test/page", DiscoveryWorld.Page(Tag));
        Assert.Equal(Found, await world.FindAsync("ex.test/r"));
    }

    [Fact]
    public async Task Does_not_follow_a_redirect_to_http()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Answer("ex.test/r", Reply.Redirect("http://ex.test/page"));
        Assert.Equal(
            "unrecognized import path \"ex.test/r\": https fetch: Get \"http://ex.test/page\": redirected from secure URL https://ex.test/r?go-get=1 to insecure URL http://ex.test/page",
            await world.FailAsync("ex.test/r"));
        Assert.Empty(world.Plain.Requests);
    }

    [Fact]
    public async Task Uses_what_came_of_a_page_that_ends_early()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var whole = Encoding.UTF8.GetBytes(DiscoveryWorld.Page(Tag));
        world.Answer("ex.test/r", Reply.Truncated(whole, whole.Length - 3));
        Assert.Equal(Found, await world.FindAsync("ex.test/r"));
        world.Answer("ex.test/r", Reply.Truncated(whole, 20));
        Assert.Equal("unrecognized import path \"ex.test/r\": parsing ex.test/r: unexpected EOF", await world.FailAsync("ex.test/r"));
    }

    [Fact]
    public async Task Reads_only_the_beginning_of_a_huge_page()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var filling = new string('x', 1 << 20);
        world.Answer("ex.test/r", Reply.Text(DiscoveryWorld.Page(Tag) + filling) with { IsChunked = true });
        Assert.Equal(Found, await world.FindAsync("ex.test/r"));
        world.Answer("ex.test/r", Reply.Text(filling + DiscoveryWorld.Page(Tag)));
        Assert.Equal("unrecognized import path \"ex.test/r\": parsing ex.test/r: no go-import meta tag in the first 1048576 bytes", await world.FailAsync("ex.test/r"));
    }

    [Fact]
    public async Task Reads_subdirectories_as_Go_1_25_does()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Say("ex.test/r", Tag + " sub/dir");
        Assert.Equal("unrecognized import path \"ex.test/r\": parse https://ex.test/r?go-get=1: no go-import meta tags ()", await world.FailAsync("ex.test/r"));
        Assert.Equal(Found with { Subdirectory = "sub/dir" }, await world.Finder("1.25.0").FindAsync(ModulePath.Parse("ex.test/r"), CancellationToken.None));
    }

    [Theory]
    [InlineData("/sub", "leading slash")]
    [InlineData("-sub", "leading hyphen")]
    [InlineData("sub/../..", "malformed file path \"sub/../..\": invalid path element \"..\"")]
    public async Task Refuses_subdirectories_that_are_none(string subdirectory, string reason)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Say("ex.test/r", $"{Tag} {subdirectory}");
        var failure = await Assert.ThrowsAsync<RepositoryNotFoundException>(() => world.Finder("1.25.0").FindAsync(ModulePath.Parse("ex.test/r"), CancellationToken.None));
        Assert.Equal($"unrecognized import path \"ex.test/r\": https://ex.test/r?go-get=1: invalid subdirectory \"{subdirectory}\": {reason}", failure.Message);
    }

    [Fact]
    public async Task Asks_once_for_each_path_and_once_for_their_root()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var paths = Enumerable.Range(0, 50).Select(i => $"ex.test/r/m{i}").Append("ex.test/r").ToList();
        paths.ForEach(path => world.Say(path, Tag));
        var finder = world.Finder();

        var roots = await Task.WhenAll(paths.Concat(paths).Select(path => finder.FindAsync(ModulePath.Parse(path), CancellationToken.None)));

        Assert.All(roots, root => Assert.Equal(Found, root));
        // The go command asks for the root twice: once as a path and once as a root.
        Assert.Equal(paths.Select(path => path + "?go-get=1").Order(StringComparer.Ordinal), world.Asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sends_credentials_by_the_rules_of_GOAUTH()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Files.Write("home/.netrc", "machine ex.test login u password p\n");
        world.Variables["GOAUTH"] = "netrc";
        world.Say("ex.test/r", Tag).Say("other.test/r", "other.test/r git https://git.test/r");
        await world.FindAsync("ex.test/r");
        await world.FindAsync("other.test/r");
        Assert.Equal(["Basic dTpw", null], world.Secure.Requests.Select(request => request["Authorization"]));
    }
}
