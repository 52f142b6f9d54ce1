using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.Transfer.Files;
using Sutler.Transfer.Http;
using Xunit;

namespace Sutler.Tests.Sources;

public sealed class SourceChainTests : IAsyncLifetime
{
    private const string Info = """{"Version":"v1.0.0"}""";
    private ScriptedUpstream _upstream = null!;
    private HttpFetcher _fetcher = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync();
        _upstream.Otherwise = request => request.Target.Split('/')[1] switch
        {
            "ok" => Reply.Text(Info),
            "bad" => Reply.Text("{"),
            var status => Reply.Failure(int.Parse(status), "", "text/html"),
        };
        _fetcher = new HttpFetcher(new HttpFetcherOptions());
    }

    public async ValueTask DisposeAsync()
    {
        await _fetcher.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    // P is the upstream's URL.
    [Theory]
    [InlineData("the first answers", "P/ok,P/500", "v1.0.0", "/ok")]
    [InlineData("absence goes on after a comma", "P/404,P/410,P/ok", "v1.0.0", "/404 /410 /ok")]
    [InlineData("another failure stops after a comma", "P/403,P/ok", "P/403: 403 Forbidden", "/403")]
    [InlineData("a server error stops after a comma", "P/500,P/ok", "P/500: 500 Internal Server Error", "/500")]
    [InlineData("broken JSON stops after a comma", "P/bad,P/ok", "P/bad: unexpected end of JSON input", "/bad")]
    [InlineData("anything goes on after a bar", "P/403|P/500|P/bad|http://127.0.0.1:1|P/ok", "v1.0.0", "/403 /500 /bad /ok")]
    [InlineData("the last absence is shown", "P/404,P/410", "P/410: 410 Gone", "/404 /410")]
    [InlineData("a failure is shown rather than absence", "P/500|P/404", "P/500: 500 Internal Server Error", "/500 /404")]
    [InlineData("absence before a failure", "P/404,P/500", "P/500: 500 Internal Server Error", "/404 /500")]
    [InlineData("the last failure is shown", "P/500|P/403|P/404", "P/403: 403 Forbidden", "/500 /403 /404")]
    [InlineData("off", "off", "module lookup disabled by GOPROXY=off", "")]
    [InlineData("off behind absence", "P/404,off", "module lookup disabled by GOPROXY=off", "/404")]
    [InlineData("a failure is shown rather than off", "P/500|off", "P/500: 500 Internal Server Error", "/500")]
    [InlineData("direct", "direct", "version control failed", "")]
    [InlineData("direct is shown rather than a failure", "P/500|direct", "version control failed", "/500")]
    [InlineData("direct is not asked after a failure and a comma", "P/500,direct", "P/500: 500 Internal Server Error", "/500")]
    [InlineData("a bad list", "P/ok,foo", "invalid proxy URL missing scheme: foo", "")]
    [InlineData("an empty list", ",", "GOPROXY list is not the empty string, but contains no entries", "")]
    public async Task Walks_the_list(string name, string goproxy, string expected, string asked)
    {
        _ = name;
        var (answer, _) = await StatAsync(Chain(goproxy, ""));

        Assert.Equal(expected, answer);
        Assert.Equal(asked, AskedBases());
    }

    [Theory]
    [InlineData("matching, one proxy", "P/ok", true)]
    [InlineData("matching, absence", "P/404,P/ok", true)]
    [InlineData("matching, bars", "P/500|P/ok|direct", true)]
    [InlineData("matching, off", "off", true)]
    [InlineData("matching, direct alone", "direct", true)]
    public async Task Never_names_a_private_module_to_a_proxy(string name, string goproxy, bool fails)
    {
        _ = name;
        var (answer, error) = await StatAsync(Chain(goproxy, "x.y,a.b"));

        Assert.Equal("version control failed", answer);
        Assert.Equal(fails, error is not null);
        Assert.False(error!.IsNotExist);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Never_names_a_private_module_to_a_proxy_even_when_direct_finds_nothing()
    {
        var chain = new SourceChain(Expand("P/ok|P/404,P/500"), new GlobList("a.b"), new UrlReader(_fetcher, NoRetry.Retrier), NoVersionControl.Open, r => new Absent(r.Path));

        var (answer, error) = await StatAsync(chain);

        Assert.Equal("absent", answer);
        Assert.True(error!.IsNotExist);
        Assert.Empty(_upstream.Requests);
    }

    [Theory]
    [InlineData("answers", "P/ok", "v1.0.0", "/ok")]
    [InlineData("absence", "P/404", "P/404: 404 Not Found", "/404")]
    [InlineData("off", "off", "module lookup disabled by GOPROXY=off", "")]
    public async Task Passes_over_noproxy_for_other_modules(string name, string goproxy, string expected, string asked)
    {
        _ = name;
        var (answer, _) = await StatAsync(Chain(goproxy, "x.y"));

        Assert.Equal(expected, answer);
        Assert.Equal(asked, AskedBases());
    }

    // QUERY-17: go 1.24.4 answers "latest" of a replaced module from noproxy already.
    [Theory]
    [InlineData("proxy and a private module", "P/ok", "a.b")]
    [InlineData("noproxy and another module", "P/ok", "x.y")]
    public async Task Lets_the_question_answer_in_the_place_of_a_source_that_must_not_be_asked(string name, string goproxy, string gonoproxy)
    {
        var answer = await Chain(goproxy, gonoproxy).TryEachAsync(ModulePath.Parse("a.b/c"), AskAsync, Token);

        Assert.True(answer == "replaced", name);
        Assert.Empty(_upstream.Requests);

        static async Task<string> AskAsync(IModuleRepository repository, CancellationToken token)
        {
            try
            {
                return (await repository.StatAsync("v1.0.0", token)).Version;
            }
            catch (SutlerException)
            {
                return "replaced";
            }
        }
    }

    [Fact]
    public async Task Begins_anew_for_every_question()
    {
        var chain = Chain("P/404,P/ok", "");

        await StatAsync(chain);
        await StatAsync(chain);

        Assert.Equal("/404 /ok /404 /ok", AskedBases());
    }

    [Fact]
    public async Task Says_that_off_is_absence() => Assert.True((await StatAsync(Chain("off", ""))).Error!.IsNotExist);

    [Fact]
    public async Task Decorates_each_repository_once_those_that_only_fail_included()
    {
        var decorated = 0;
        var chain = new SourceChain(Expand("P/404,off"), new GlobList(""), new UrlReader(_fetcher, NoRetry.Retrier), NoVersionControl.Open, r =>
        {
            decorated++;
            return r;
        });

        await StatAsync(chain);
        await StatAsync(chain);

        Assert.Equal(2, decorated);
    }

    [Fact]
    public async Task Ends_the_walk_at_once_when_the_process_must_end()
    {
        var chain = Chain("P/ok|P/ok", "");

        await Assert.ThrowsAsync<FatalException>(() => chain.TryEachAsync<int>(ModulePath.Parse("a.b/c"), (_, _) => throw new FatalException("stop"), Token));
    }

    [Fact]
    public async Task Takes_a_failed_verification_for_a_failure_of_that_proxy()
    {
        var chain = Chain("P/ok|P/404", "");
        var asked = 0;

        await Assert.ThrowsAsync<VerificationException>(() => chain.TryEachAsync<int>(
            ModulePath.Parse("a.b/c"),
            (repository, _) => throw (asked++ == 0 ? new VerificationException("forged") : new SutlerException("gone") { IsNotExist = true }),
            Token));

        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData("in order", "P/ok,P/404|direct", "x.y", "P/ok P/404 direct")]
    [InlineData("off", "P/ok,off", "", "P/ok (off: GOPROXY=off)")]
    [InlineData("private", "P/ok,P/404", "a.b", "direct (P/ok: disabled by GOPRIVATE/GONOPROXY) (P/404: disabled by GOPRIVATE/GONOPROXY)")]
    [InlineData("private, direct once", "P/ok,direct", "a.b", "direct (P/ok: disabled by GOPRIVATE/GONOPROXY)")]
    [InlineData("private, direct alone", "direct", "a.b", "direct")]
    [InlineData("private, off", "off", "a.b", "direct (off: GOPROXY=off)")]
    public void Names_each_source_that_may_be_asked(string name, string goproxy, string gonoproxy, string expected)
    {
        var sources = Chain(goproxy, gonoproxy).Each(ModulePath.Parse("a.b/c"));
        var shown = sources.Select(source => source.Repository is null ? $"({source.Name}: {source.Reason})" : source.Name);
        Assert.Equal((name, expected), (name, string.Join(' ', shown).Replace(_upstream.Url, "P")));
    }

    private SourceChain Chain(string goproxy, string gonoproxy) => new(Expand(goproxy), new GlobList(gonoproxy), new UrlReader(_fetcher, NoRetry.Retrier), NoVersionControl.Open);

    private string Expand(string goproxy) => goproxy.Replace("P/", _upstream.Url + "/");

    private string AskedBases() => string.Join(' ', _upstream.Targets.Select(t => t[..t.IndexOf("/a.b", StringComparison.Ordinal)]));

    private async Task<(string Answer, SutlerException? Error)> StatAsync(SourceChain chain)
    {
        try
        {
            return ((await chain.TryEachAsync(ModulePath.Parse("a.b/c"), (r, token) => r.StatAsync("v1.0.0", token), Token)).Version, null);
        }
        catch (SutlerException failure)
        {
            // Short forms keep the table readable.
            var text = failure.Message.Replace(_upstream.Url, "P").Replace("a.b/c@v1.0.0: reading ", "").Replace("/a.b/c/@v/v1.0.0.info", "");
            return (text.Replace("a.b/c@v1.0.0: invalid response from proxy \"P/bad\"", "P/bad"), failure);
        }
    }

    private sealed class Absent(ModulePath path) : IModuleRepository
    {
        public ModulePath Path => path;

        public Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken) => throw new SutlerException("absent") { IsNotExist = true };

        public Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<byte[]> GoModAsync(string version, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ZipOffer> OfferZipAsync(string version, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> StillHoldsAsync(Origin origin, CancellationToken cancellationToken) => Task.FromResult(false);

        public Task ZipAsync(string version, PartialFile destination, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
