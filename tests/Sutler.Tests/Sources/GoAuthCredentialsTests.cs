using Sutler.Errors;
using Sutler.Go.Sources.Credentials;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Sources;

public sealed class GoAuthCredentialsTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("sutler-test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Delete(recursive: true);

    [Theory]
    [InlineData("host", "machine a.b login u password p", "https://a.b/x/@v/list", "u:p")]
    [InlineData("another host", "machine a.b login u password p", "https://c.d/x", null)]
    [InlineData("a host below", "machine a.b login u password p", "https://x.a.b/x", null)]
    [InlineData("the port must be named", "machine a.b login u password p", "https://a.b:8443/x", null)]
    [InlineData("port", "machine a.b:8443 login u password p", "https://a.b:8443/x", "u:p")]
    [InlineData("the whole URL", "machine a.b/x/@v/list login u password p", "https://a.b/x/@v/list", "u:p")]
    [InlineData("with its scheme", "machine https://a.b login u password p", "https://a.b/x", "u:p")]
    [InlineData("nothing between whole URL and host", "machine a.b/x login u password p", "https://a.b/x/@v/list", null)]
    [InlineData("the whole URL before the host", "machine a.b login u password p\nmachine a.b/x login v password q", "https://a.b/x", "v:q")]
    [InlineData("the first entry wins", "machine a.b login u password p\nmachine a.b login v password q", "https://a.b/x", "u:p")]
    [InlineData("userinfo in the URL hides the host", "machine a.b login u password p", "https://me:pw@a.b/x", null)]
    [InlineData("default is for nobody", "default login u password p", "https://a.b/x", null)]
    public async Task Finds_netrc_entries(string name, string netrc, string url, string? expected)
    {
        _ = name;
        await WriteNetrcAsync(netrc);

        var found = await Source("netrc").FindAsync(Url.Parse(url), Token);

        Assert.Equal(expected is null ? null : HttpFetcher.BasicAuthorization(expected.Split(':')[0], expected.Split(':')[1]), found);
    }

    [Fact]
    public async Task Prefers_the_file_that_NETRC_names()
    {
        await WriteNetrcAsync("machine a.b login u password p");
        var other = Path.Combine(_home.FullName, "other");
        await File.WriteAllTextAsync(other, "machine a.b login v password q", Token);

        var found = await new GoAuthCredentials("netrc", Variables(("NETRC", other))).FindAsync(Url.Parse("https://a.b/"), Token);

        Assert.Equal(HttpFetcher.BasicAuthorization("v", "q"), found);
    }

    [Fact]
    public async Task Knows_nobody_without_a_file_and_without_a_home()
    {
        var trace = new List<string>();

        Assert.Null(await Source("netrc").FindAsync(Url.Parse("https://a.b/"), Token));
        Assert.Null(await new GoAuthCredentials("netrc", new Dictionary<string, string>(StringComparer.Ordinal), trace.Add).FindAsync(Url.Parse("https://a.b/"), Token));
        Assert.Single(trace);
    }

    [Fact]
    public async Task Says_in_the_trace_why_a_file_cannot_be_read()
    {
        var trace = new List<string>();

        Assert.Null(await new GoAuthCredentials("netrc", Variables(("NETRC", _home.FullName)), trace.Add).FindAsync(Url.Parse("https://a.b/"), Token));

        Assert.Equal([$"GOAUTH=netrc: read {_home.FullName}: is a directory"], trace);
    }

    [Fact]
    public async Task Reads_nothing_when_off()
    {
        await WriteNetrcAsync("machine a.b login u password p");

        Assert.Null(await Source(" off ").FindAsync(Url.Parse("https://a.b/"), Token));
    }

    [Theory]
    [InlineData("empty", "", "GOAUTH encountered an empty command (GOAUTH=)")]
    [InlineData("empty among others", "netrc;;off", "GOAUTH=off cannot be combined with other authentication commands (GOAUTH=netrc;;off)")]
    [InlineData("empty at the end", "netrc; ", "GOAUTH encountered an empty command (GOAUTH=netrc; )")]
    [InlineData("off and more", "off;netrc", "GOAUTH=off cannot be combined with other authentication commands (GOAUTH=off;netrc)")]
    [InlineData("git without directory", "git", "GOAUTH=git dir method requires an absolute path to the git working directory")]
    [InlineData("git with a relative one", "git x", "GOAUTH=git dir method requires an absolute path to the git working directory, dir is not absolute")]
    [InlineData("git with a missing one", "git /no/such", "GOAUTH=git encountered an error; cannot stat /no/such: stat /no/such: no such file or directory")]
    [InlineData("git with a file", "git /dev/null", "GOAUTH=git dir method requires an absolute path to the git working directory, dir is not a directory")]
    [InlineData("git is not there yet", "git /", "GOAUTH command \"git\" is not supported yet")]
    [InlineData("nor are commands", "netrc;my-helper --flag", "GOAUTH command \"my-helper\" is not supported yet")]
    public async Task Ends_the_run_over_a_goauth_it_cannot_use(string name, string goAuth, string expected)
    {
        _ = name;
        var failure = await Assert.ThrowsAsync<FatalException>(async () => await Source(goAuth).FindAsync(Url.Parse("https://a.b/"), Token));

        Assert.Equal(expected, failure.Message);
        Assert.True(failure.Prefixed);
    }

    [Fact]
    public async Task Is_not_asked_for_plain_http()
    {
        await using var upstream = await TestKit.ScriptedUpstream.StartAsync();
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions { Credentials = Source("") });

        await using var response = await fetcher.GetAsync(new FetchRequest(Url.Parse(upstream.Url + "/x"), FetchPriority.Metadata), Token);

        Assert.Null(upstream.Requests[0]["Authorization"]);
    }

    private GoAuthCredentials Source(string goAuth) => new(goAuth, Variables());

    private Dictionary<string, string> Variables(params (string Name, string Value)[] more)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _home.FullName, ["USERPROFILE"] = _home.FullName };
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }
        return variables;
    }

    private Task WriteNetrcAsync(string text) => File.WriteAllTextAsync(Path.Combine(_home.FullName, ".netrc"), text, Token);
}
