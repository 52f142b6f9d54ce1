using Sutler.Errors;
using Sutler.Go.Sources.Credentials;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Sources;

public sealed class GoAuthCredentialsTests : IDisposable
{
    private readonly List<string> _trace = [];
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
    // Go 1.24 tries nothing between the whole URL and the host, although its help says so; later releases do.
    [InlineData("what the URL begins with", "machine a.b/x login u password p", "https://a.b/x/@v/list", "u:p")]
    [InlineData("whole elements", "machine a.b/x login u password p", "https://a.b/xy/@v/list", null)]
    [InlineData("a final slash", "machine https://a.b/x/ login u password p", "https://a.b/x/@v/list", "u:p")]
    [InlineData("the longest", "machine a.b login u password p\nmachine a.b/x/y login v password q", "https://a.b/x/y/z", "v:q")]
    [InlineData("a query is no path", "machine a.b/x login u password p", "https://a.b/x?go-get=1", "u:p")]
    [InlineData("the whole URL before the host", "machine a.b login u password p\nmachine a.b/x login v password q", "https://a.b/x", "v:q")]
    [InlineData("the first entry wins", "machine a.b login u password p\nmachine a.b login v password q", "https://a.b/x", "u:p")]
    [InlineData("userinfo in the URL hides the host", "machine a.b login u password p", "https://me:pw@a.b/x", null)]
    [InlineData("default is for nobody", "default login u password p", "https://a.b/x", null)]
    public async Task Finds_netrc_entries(string name, string netrc, string url, string? expected)
    {
        _ = name;
        await WriteNetrcAsync(netrc);

        var found = await Source("netrc").FindAsync(Url.Parse(url), Token);

        Assert.Equal(expected is null ? null : CredentialHeaders.Basic(expected.Split(':')[0], expected.Split(':')[1]), found);
    }

    [Fact]
    public async Task Prefers_the_file_that_NETRC_names()
    {
        await WriteNetrcAsync("machine a.b login u password p");
        var other = Path.Combine(_home.FullName, "other");
        await File.WriteAllTextAsync(other, "machine a.b login v password q", Token);

        var found = await Source("netrc", ("NETRC", other)).FindAsync(Url.Parse("https://a.b/"), Token);

        Assert.Equal(CredentialHeaders.Basic("v", "q"), found);
    }

    [Fact]
    public async Task Knows_nobody_without_a_file()
    {
        Assert.Null(await Source("netrc").FindAsync(Url.Parse("https://a.b/"), Token));
        Assert.Empty(_trace);
    }

    [Theory]
    [InlineData("no home", "", "$HOME is not defined")]
    [InlineData("a directory", "/", "read /: is a directory")]
    public async Task Says_in_the_trace_why_a_file_cannot_be_read_once_a_request_was_refused(string name, string netrc, string expected)
    {
        _ = name;
        var source = new GoAuthCredentials(Options("netrc") with { Variables = new Dictionary<string, string> { ["NETRC"] = netrc } });
        Assert.Null(await source.FindAsync(Url.Parse("https://a.b/"), Token));
        Assert.Empty(_trace);

        Assert.Null(await source.RefreshAsync(Refusal("https://a.b/x"), Token));

        Assert.Equal(["GOAUTH encountered errors for https://a.b/x:", $"  GOAUTH=netrc: {expected}"], _trace);
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
    [InlineData("git with more", "git / /", "GOAUTH=git dir method requires an absolute path to the git working directory")]
    [InlineData("arguments may be secret", "off;helper --token=s3cr3t", "GOAUTH=off cannot be combined with other authentication commands (GOAUTH=off;helper …)")]
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

    private GoAuthCredentials Source(string goAuth, params (string Name, string Value)[] more) => new(Options(goAuth) with { Variables = Variables(more) });

    private GoAuthOptions Options(string goAuth) => new() { GoAuth = goAuth, Variables = Variables(), WorkingDirectory = _home.FullName, Trace = _trace.Add };

    private static CredentialRefusal Refusal(string url) => new(Url.Parse(url), null)
    {
        StatusLine = "HTTP/1.1 401 Unauthorized",
        Headers = [],
        ProbeAsync = static (_, _, _) => Task.FromResult(404),
    };

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
