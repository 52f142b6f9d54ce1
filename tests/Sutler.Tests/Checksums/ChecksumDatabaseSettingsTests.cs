using Sutler.Errors;
using Sutler.Go.Checksums;
using Xunit;

namespace Sutler.Tests.Checksums;

/// <summary>Spec: SUMDB-1, SUMDB-2. Error texts were taken from the go command 1.24.4.</summary>
public sealed class ChecksumDatabaseSettingsTests
{
    private const string Key = "localhost.localdev/sumdb+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6";

    [Fact]
    public void Knows_the_public_database_by_name()
    {
        var settings = ChecksumDatabaseSettings.Parse("sum.golang.org")!;
        Assert.Equal("sum.golang.org+033de0ae", settings.Key.ToString());
        Assert.Equal("https://sum.golang.org", settings.Direct.ToString());
        Assert.Null(settings.ExplicitUrl);
    }

    [Fact]
    public void Knows_the_mirror_of_the_public_database()
    {
        var settings = ChecksumDatabaseSettings.Parse("sum.golang.google.cn")!;
        Assert.Equal("sum.golang.org", settings.Name);
        Assert.Equal("https://sum.golang.google.cn", settings.ExplicitUrl!.ToString());
    }

    [Theory]
    [InlineData("a known name", "sum.golang.org http://x/y", "sum.golang.org")]
    [InlineData("a key", Key + " http://x/y", "localhost.localdev/sumdb")]
    [InlineData("any white space", "\u00a0" + Key + "\t\u2003http://x/y\n", "localhost.localdev/sumdb")]
    public void Takes_a_url_beside(string what, string gosumdb, string name)
    {
        var settings = ChecksumDatabaseSettings.Parse(gosumdb)!;
        Assert.Equal((what, name, "http://x/y"), (what, settings.Name, settings.ExplicitUrl!.ToString()));
    }

    [Fact]
    public void Off_is_no_database() => Assert.Null(ChecksumDatabaseSettings.Parse("off"));

    [Theory]
    [InlineData("nothing", "", "missing GOSUMDB")]
    [InlineData("white space", " \t", "missing GOSUMDB")]
    [InlineData("three fields", "a b c", "invalid GOSUMDB: too many fields")]
    [InlineData("an unknown name", "bad", "invalid GOSUMDB: malformed verifier id")]
    [InlineData("the mirror with a URL", "sum.golang.google.cn http://x", "invalid GOSUMDB: malformed verifier id")]
    [InlineData("the hash of another name", "h+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6", "invalid GOSUMDB: invalid verifier hash")]
    [InlineData("another algorithm", "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "invalid GOSUMDB: unknown verifier algorithm")]
    [InlineData("an open bracket", Key + " http://[::1", "invalid GOSUMDB URL: parse \"http://[::1\": missing ']' in host")]
    [InlineData("no scheme", Key + " :x", "invalid GOSUMDB URL: parse \":x\": missing protocol scheme")]
    [InlineData("a bad escape", Key + " http://x/%zz", "invalid GOSUMDB URL: parse \"http://x/%zz\": invalid URL escape \"%zz\"")]
    public void Refuses(string what, string gosumdb, string expected) => Assert.Equal((what, expected), (what, Refusal(gosumdb)));

    [Theory]
    [InlineData("host/", "{Scheme:https Opaque: User: Host:host Path:/ RawPath: OmitHost:false ForceQuery:false RawQuery: Fragment: RawFragment:}")]
    [InlineData("a?b", "{Scheme:https Opaque: User: Host:a Path: RawPath: OmitHost:false ForceQuery:false RawQuery:b Fragment: RawFragment:}")]
    [InlineData("u:p@h", "{Scheme:https Opaque: User:u:p Host:h Path: RawPath: OmitHost:false ForceQuery:false RawQuery: Fragment: RawFragment:}")]
    [InlineData("h/%2f", "{Scheme:https Opaque: User: Host:h Path:// RawPath:/%2f OmitHost:false ForceQuery:false RawQuery: Fragment: RawFragment:}")]
    [InlineData("/x", "{Scheme:https Opaque: User: Host: Path:/x RawPath: OmitHost:false ForceQuery:false RawQuery: Fragment: RawFragment:}")]
    [InlineData("h?", "{Scheme:https Opaque: User: Host:h Path: RawPath: OmitHost:false ForceQuery:true RawQuery: Fragment: RawFragment:}")]
    [InlineData("h#f", "{Scheme:https Opaque: User: Host:h Path: RawPath: OmitHost:false ForceQuery:false RawQuery: Fragment:f RawFragment:}")]
    public void Refuses_a_name_that_is_no_host_and_path(string name, string parts) =>
        Assert.Equal($"invalid sumdb name (must be host[/path]): {name} {parts}", Refusal(KeyNamed(name)));

    // The go command crashes on the first two and leaves its own directory with the others.
    [Theory]
    [InlineData("h%zz")]
    [InlineData("h:x")]
    [InlineData("h/../../x")]
    [InlineData("h/./x")]
    [InlineData("h\\..\\x")]
    public void Refuses_a_name_that_would_do_harm(string name) =>
        Assert.StartsWith($"invalid sumdb name (must be host[/path]): {name}", Refusal(KeyNamed(name)), StringComparison.Ordinal);

    private static string KeyNamed(string name) => Sutler.TestKit.Checksums.NoteSigner.FromSeed(name, new byte[32]).VerifierText;

    private static string Refusal(string gosumdb) => Assert.Throws<SutlerException>(() => ChecksumDatabaseSettings.Parse(gosumdb)).Message;
}
