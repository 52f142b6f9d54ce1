using Sutler.Go.Doctor;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>The decision, without a world around it.</summary>
public sealed class DiagnosisTests
{
    private static readonly Subject Mod = new(new ModuleId("ex.com/mod", "v1.0.0"), IsPrivate: false, "", "", "environment");

    [Fact]
    public void Nothing_is_wrong_where_nothing_was_found() => Assert.Equal(FaultClass.None, Verdict.From(Mod, []).Class);

    [Theory]
    [InlineData("a setting before all", FaultClass.BadSettings, 0, 1, 2, 3, 4)]
    [InlineData("a source before disk and cache", FaultClass.ServerError, 1, 2, 3, 4)]
    [InlineData("the checksum database before the cache", FaultClass.DatabaseUnreachable, 2, 3, 4)]
    [InlineData("permissions before room", FaultClass.ReadOnlyCache, 3, 4)]
    [InlineData("room alone", FaultClass.FullDisk, 4)]
    public void Of_several_troubles_the_first_that_a_download_meets_counts(string name, FaultClass expected, params int[] which)
    {
        Finding[] all =
        [
            new Finding.BadSetting("GOPROXY", "is bad", "environment"),
            new Finding.SourceFailed(new SourceFault(FaultClass.ServerError, "500") { Host = "p.example" }, IsDecisive: true),
            new Finding.DatabaseFailed("sum.example", new SourceFault(FaultClass.Timeout, "timeout"), IsNeeded: true),
            new Finding.ReadOnly("/c", "permission denied", ""),
            new Finding.Full("no room"),
        ];
        Assert.Equal((name, expected), (name, Of(which.Reverse().Select(index => all[index])).Class));
    }

    [Fact]
    public void Of_a_machine_the_cache_counts_before_the_network() => Assert.Equal(FaultClass.ReadOnlyCache, Verdict.From(Mod with { Module = null },
    [
        new Step("cache", StepStatus.Fail, "") { Finding = new Finding.ReadOnly("/c", "permission denied", "") },
        new Step("source", StepStatus.Fail, "") { Finding = new Finding.SourceFailed(new SourceFault(FaultClass.ServerError, "500"), IsDecisive: true) },
    ]).Class);

    [Theory]
    [InlineData("passed over", false, FaultClass.None)]
    [InlineData("decisive", true, FaultClass.AccessDenied)]
    public void A_source_that_is_passed_over_is_no_trouble(string name, bool isDecisive, FaultClass expected) =>
        Assert.Equal((name, expected), (name, Of([new Finding.SourceFailed(new SourceFault(FaultClass.AccessDenied, "403 Forbidden"), isDecisive)]).Class));

    [Theory]
    [InlineData("database that go.sum makes needless", false, FaultClass.None)]
    [InlineData("database that is needed", true, FaultClass.DatabaseUnreachable)]
    public void The_checksum_database_counts_when_it_is_needed(string name, bool isNeeded, FaultClass expected) =>
        Assert.Equal((name, expected), (name, Of([new Finding.DatabaseFailed("sum.example", new SourceFault(FaultClass.Unreachable, "no route"), isNeeded)]).Class));

    [Theory]
    [InlineData("there is no way", FaultClass.Unreachable, "", "there is no way to p.example: reason", "connect this machine to the network, or set HTTPS_PROXY to the way out of it")]
    [InlineData("an HTTP proxy wants credentials", FaultClass.AccessDenied, "http://proxy.example", "the HTTP proxy http://proxy.example wants to know who asks: reason", "put user and password of the HTTP proxy into its URL in https_proxy")]
    [InlineData("an HTTP proxy refuses credentials", FaultClass.AccessDenied, "http://me@proxy.example", "the HTTP proxy http://me@proxy.example refuses the user and password it is told: reason", "correct user and password in the URL in https_proxy")]
    [InlineData("a module proxy answers as an HTTP proxy does", FaultClass.AccessDenied, "407", "p.example answers as an HTTP proxy does, and is asked as a module proxy: reason", "correct GOPROXY (environment): an HTTP proxy belongs into HTTPS_PROXY; if p.example is a module proxy, tell who runs it")]
    public void Words_that_no_scripted_upstream_calls_forth(string name, FaultClass fault, string through, string summary, string next)
    {
        var isProxy = through.StartsWith("http", StringComparison.Ordinal);
        var source = new SourceFault(fault, "reason")
        {
            Host = "p.example",
            Through = isProxy ? through : "",
            ThroughSetting = isProxy ? "https_proxy" : "",
            ThroughHasUser = through.Contains('@', StringComparison.Ordinal),
            IsOfHttpProxy = isProxy,
            StatusCode = through.Length > 0 ? 407 : 0,
        };
        Assert.Equal((name, summary, next), (name, Of([new Finding.SourceFailed(source, IsDecisive: true)]).Summary, Of([new Finding.SourceFailed(source, IsDecisive: true)]).Next));
    }

    [Theory]
    [InlineData("the version is not listed", ".info", "v1.1.0", FaultClass.VersionNotFound)]
    [InlineData("the version is listed, but not served", ".info", "v1.0.0", FaultClass.BadAnswer)]
    [InlineData("only its zip is missing", ".zip", "v1.1.0", FaultClass.BadAnswer)]
    public void What_is_missing_of_a_known_module(string name, string file, string listed, FaultClass expected) => Assert.Equal((name, expected), (name, Of(
    [
        new Finding.SourceFailed(new SourceFault(FaultClass.ServerError, "500") { Host = "down.example" }, IsDecisive: false),
        new Finding.SourceFailed(new SourceFault(FaultClass.PathNotFound, "404 Not Found") { Host = "p.example" }, IsDecisive: true) { File = file },
        new Finding.KnownVersions([listed], ""),
    ]).Class));

    [Fact]
    public void A_proxy_that_failed_explains_more_than_one_that_does_not_have_it() => Assert.Equal(FaultClass.ServerError, Of(
    [
        new Finding.SourceFailed(new SourceFault(FaultClass.ServerError, "500") { Host = "down.example" }, IsDecisive: false),
        new Finding.SourceFailed(new SourceFault(FaultClass.PathNotFound, "404 Not Found") { Host = "p.example" }, IsDecisive: true),
    ]).Class);

    [Theory]
    [InlineData("a proxy that sees all that is public", "proxy.golang.org", FaultClass.PathNotFound)]
    [InlineData("a company's own", "goproxy.corp.example", FaultClass.Direct)]
    public void What_no_proxy_has_may_be_in_version_control(string name, string host, FaultClass expected) => Assert.Equal((name, expected), (name, Of(
    [
        new Finding.SourceFailed(new SourceFault(FaultClass.PathNotFound, "404 Not Found") { Host = host }, IsDecisive: false),
        new Finding.SourceFailed(new SourceFault(FaultClass.Direct, "not yet"), IsDecisive: true),
    ]).Class));

    [Theory]
    [InlineData("go.sum stands alone", "h1:a", "h1:b", "h1:b", "", "git log -p go.sum")]
    [InlineData("the source stands alone", "h1:a", "h1:a", "h1:b", "", "do not use what p.example serves")]
    [InlineData("nobody to judge", "h1:a", "", "h1:b", "", "ask the module's authors")]
    [InlineData("the cache stands alone", "h1:a", "h1:a", "", "h1:b", "run 'sutler mod repair ex.com/mod@v1.0.0'")]
    [InlineData("cache against go.sum", "h1:a", "", "", "h1:b", "run 'sutler mod repair ex.com/mod@v1.0.0'")]
    [InlineData("go.sum against cache and database", "h1:a", "h1:b", "", "h1:b", "git log -p go.sum")]
    public void Who_stands_alone_is_likely_wrong(string name, string goSum, string database, string served, string cached, string next)
    {
        var diagnosis = Of([new Finding.Mismatch { What = "zip", GoSum = goSum, Database = database, Served = served, Source = "p.example", Cached = cached }]);
        Assert.True(diagnosis.Next.Contains(next, StringComparison.Ordinal), name + ": " + diagnosis.Next);
        Assert.DoesNotContain("GOSUMDB=off", diagnosis.Next, StringComparison.Ordinal);
        Assert.DoesNotContain("GOFLAGS", diagnosis.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("git.corp.example/a", "", true)]
    [InlineData("gitlab.example.com/a/b", "", true)]
    [InlineData("tools.internal/x", "", true)]
    [InlineData("github.com/a/b", "", false)]
    [InlineData("git.sr.ht/~a/b", "", false)]
    [InlineData("golang.org/x/text", "", false)]
    [InlineData("example.com/x", "", false)]
    [InlineData("go.uber.org/zapp", "", false)]
    [InlineData("code.cloudfoundry.org/x", "", false)]
    [InlineData("github.com/corp/secret", "fatal: could not read Username for 'https://github.com': terminal prompts disabled", true)]
    [InlineData("github.com/corp/gone", "not found: repository does not exist", false)]
    public void Some_names_look_private(string path, string words, bool expected) => Assert.Equal(expected, PrivateLook.Reason(path, words).Length > 0);

    [Theory]
    [InlineData("", "git.corp.example/a/b", "git.corp.example")]
    [InlineData("", "github.com/corp/secret/x", "github.com/corp")]
    [InlineData("*.other.example", "git.corp.example/a/b", "*.other.example,git.corp.example")]
    public void What_GOPRIVATE_says_already_stays(string goPrivate, string path, string expected) => Assert.Equal(expected, PrivateLook.Extended(goPrivate, path));

    [Theory]
    [InlineData("the next patch", "v1.1.1", "v1.1.2")]
    [InlineData("the last patch", "v1.1.9", "v1.1.2")]
    [InlineData("the next minor", "v1.0.7", "v1.1.0")]
    [InlineData("another major", "v3.0.0", "v1.2.0")]
    [InlineData("no version at all", "main", "v1.2.0")]
    public void The_nearest_version_is_offered(string name, string wanted, string expected) =>
        Assert.Equal((name, expected), (name, NearVersions.Nearest(wanted, ["v1.1.0", "v1.1.2", "v1.2.0", "v1.3.0-rc.1"])));

    [Theory]
    [InlineData("password in a URL", "see https://me:hunter22@h.example/x", "see https://xxxxx@h.example/x")]
    [InlineData("token as user", "see https://t0ken@h.example/x", "see https://xxxxx@h.example/x")]
    [InlineData("signature in a query", "Get \"https://h.example/x?X-Sig=abc&y=1\": EOF", "Get \"https://h.example/x?xxxxx\": EOF")]
    [InlineData("known secret anywhere", "the password is k-n-o-w-n.", "the password is xxxxx.")]
    [InlineData("mail address", "ask me@h.example", "ask me@h.example")]
    [InlineData("module version", "ex.com/mod@v1.0.0: reading https://h.example/ex.com/mod/@v/v1.0.0.info: 404", "ex.com/mod@v1.0.0: reading https://h.example/ex.com/mod/@v/v1.0.0.info: 404")]
    public void Secrets_are_taken_out_and_nothing_else(string name, string text, string expected) =>
        Assert.Equal((name, expected), (name, new SecretFilter(["k-n-o-w-n", "abc"]).Clean(text)));

    private static Verdict Of(IEnumerable<Finding> findings) => Verdict.From(Mod, [.. findings.Select(finding => new Step("x", StepStatus.Fail, "") { Finding = finding })]);
}
