using System.Text;
using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Xunit;

namespace Sutler.Tests.Sources;

public sealed class ProxyRepositoryTests : IAsyncLifetime
{
    private ScriptedUpstream _upstream = null!;
    private HttpFetcher _fetcher = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync();
        _fetcher = new HttpFetcher(new HttpFetcherOptions());
    }

    public async ValueTask DisposeAsync()
    {
        await _fetcher.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Escapes_upper_case_twice_on_the_wire()
    {
        _upstream.Answer("/rsc.io/%21q%21u%21o%21t%21e/@v/v1.5.3-%21p%21r%21e.info", """{"Version":"v1.5.3-PRE"}""");

        Assert.Equal("v1.5.3-PRE", (await Repository("rsc.io/QUOTE").StatAsync("v1.5.3-PRE", Token)).Version);
        await Assert.ThrowsAsync<ModuleException>(() => Repository("a.b/c").StatAsync("v2.0.0+incompatible", Token));
        Assert.Equal("/a.b/c/@v/v2.0.0+incompatible.info", _upstream.Targets[^1]);
    }

    [Theory]
    [InlineData("plain", "v1.1.0\nv1.0.0\n", "", "v1.0.0 v1.1.0")]
    [InlineData("CRLF and times", "v1.0.0\r\nv1.2.0 2020-01-01T00:00:00Z\r\n", "", "v1.0.0 v1.2.0")]
    [InlineData("not versions", "master\n1.0.0\nv1.0.0\n\n  \n", "", "v1.0.0")]
    [InlineData("pseudo-versions", "v0.0.0-20190509225625-c7818c24fa2f\nv1.0.0", "", "v1.0.0")]
    [InlineData("short ones count", "v1\nv1.2", "", "v1 v1.2")]
    [InlineData("prefix", "v1.0.0\nv2.0.0\nv1.5.0", "v1.", "v1.0.0 v1.5.0")]
    [InlineData("empty", "", "", "")]
    [InlineData("HTML", "<html>\n<body>", "", "")]
    public async Task Lists_versions(string name, string list, string prefix, string expected)
    {
        _ = name;
        _upstream.Answer("/a.b/c/@v/list", list);

        Assert.Equal(expected, string.Join(' ', (await Repository().VersionsAsync(prefix, Token)).Versions));
    }

    [Theory]
    [InlineData("reads all", "v1.0.0", """{"Version":"v1.0.0","Time":"2018-02-14T00:54:53+02:00","Origin":{"VCS":"git"}}""", "v1.0.0 2018-02-14T00:54:53+02:00 git")]
    [InlineData("keys in any case", "v1.0.0", """{"version":"v1.0.0","TIME":"2018-02-14T00:54:53.120Z"}""", "v1.0.0 2018-02-14T00:54:53.12Z")]
    [InlineData("a branch may resolve to anything", "master", """{"Version":"v9.9.9"}""", "v9.9.9 0001-01-01T00:00:00Z")]
    [InlineData("a prefix too", "v1.2", """{"Version":"v1.2.9"}""", "v1.2.9 0001-01-01T00:00:00Z")]
    [InlineData("a version the path cannot have too", "v2.0.0", """{"Version":"v2.0.0+incompatible"}""", "v2.0.0+incompatible 0001-01-01T00:00:00Z")]
    [InlineData("no version at all for a branch", "master", "{}", " 0001-01-01T00:00:00Z")]
    public async Task Stats_a_revision(string name, string revision, string json, string expected)
    {
        _ = name;
        _upstream.Answer($"/a.b/c/@v/{revision}.info", json);
        var info = await Repository().StatAsync(revision, Token);

        Assert.Equal(expected, $"{info.Version} {info.Time} {info.Origin?.Vcs}".TrimEnd());
    }

    [Theory]
    [InlineData("another version", "v1.0.0", """{"Version":"v1.0.1"}""", "a.b/c@v1.0.0: proxy returned info for version v1.0.1 instead of requested version")]
    [InlineData("no version", "v1.0.0", "{}", "a.b/c@v1.0.0: proxy returned info for version  instead of requested version")]
    [InlineData("no JSON", "v1.0.0", "invalid", "a.b/c@v1.0.0: invalid response from proxy \"URL\": invalid character 'i' looking for beginning of value")]
    [InlineData("no JSON for a revision", "master", "", "a.b/c@master: invalid version: invalid response from proxy \"URL\": unexpected end of JSON input")]
    [InlineData("bad time", "v1.0.0", """{"Version":"v1.0.0","Time":"now"}""", "a.b/c@v1.0.0: invalid response from proxy \"URL\": parsing time \"now\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"now\" as \"2006\"")]
    public async Task Refuses_a_wrong_info(string name, string revision, string json, string expected)
    {
        _ = name;
        _upstream.Answer($"/a.b/c/@v/{revision}.info", json);

        var failure = await Assert.ThrowsAsync<ModuleException>(() => Repository().StatAsync(revision, Token));

        Assert.Equal(expected.Replace("URL", _upstream.Url), failure.Message);
        Assert.False(failure.IsNotExist);
    }

    [Theory]
    [InlineData("404", 404, "404 Not Found", true)]
    [InlineData("410", 410, "410 Gone", true)]
    [InlineData("403", 403, "403 Forbidden", false)]
    [InlineData("500", 500, "500 Internal Server Error", false)]
    [InlineData("201 is no success", 201, "201 Created", false)]
    [InlineData("204 is no success", 204, "204 No Content", false)]
    [InlineData("206 is no success", 206, "206 Partial Content", false)]
    [InlineData("300 without place", 300, "300 Multiple Choices", false)]
    [InlineData("301 without place", 301, "301 Moved Permanently", false)]
    [InlineData("304 is no success", 304, "304 Not Modified", false)]
    public async Task Names_module_and_url_of_a_failure(string name, int status, string line, bool isNotExist)
    {
        _ = name;
        _upstream.Otherwise = _ => Reply.Failure(status, "<html>", "text/html");
        var repository = Repository();
        using var scratch = new ScratchDirectory();
        using var destination = scratch.OpenPartial();

        var failures = new List<SutlerException>
        {
            await Assert.ThrowsAsync<ModuleException>(() => repository.VersionsAsync("", Token)),
            await Assert.ThrowsAsync<ModuleException>(() => repository.StatAsync("v1.0.0", Token)),
            await Assert.ThrowsAsync<ModuleException>(() => repository.StatAsync("master", Token)),
            await Assert.ThrowsAsync<ModuleException>(() => repository.GoModAsync("v1.0.0", Token)),
            await Assert.ThrowsAsync<ModuleException>(() => repository.ZipAsync("v1.0.0", destination, Token)),
        };

        Assert.Equal(
            [
                $"module a.b/c: reading {_upstream.Url}/a.b/c/@v/list: {line}",
                $"a.b/c@v1.0.0: reading {_upstream.Url}/a.b/c/@v/v1.0.0.info: {line}",
                $"a.b/c@master: invalid version: reading {_upstream.Url}/a.b/c/@v/master.info: {line}",
                $"a.b/c@v1.0.0: reading {_upstream.Url}/a.b/c/@v/v1.0.0.mod: {line}",
                $"a.b/c@v1.0.0: reading {_upstream.Url}/a.b/c/@v/v1.0.0.zip: {line}",
            ],
            failures.Select(f => f.Message));
        Assert.All(failures, f => Assert.Equal(isNotExist, f.IsNotExist));
        Assert.Equal(0, destination.Held);
    }

    [Fact]
    public async Task Shows_the_words_of_the_server()
    {
        _upstream.Answer("/a.b/c/@v/v1.0.0.info", Reply.Failure(404, "not found: no such\nversion\n\nsecret"));

        var failure = await Assert.ThrowsAsync<ModuleException>(() => Repository().StatAsync("v1.0.0", Token));

        Assert.Equal($"a.b/c@v1.0.0: reading {_upstream.Url}/a.b/c/@v/v1.0.0.info: 404 Not Found\n\tserver response:\n\tnot found: no such\n\tversion", failure.Message);
    }

    [Fact]
    public async Task Gives_go_mod_and_zip_byte_for_byte()
    {
        byte[] bytes = [0xFF, 0x00, 0x0D, 0x0A, .. Enumerable.Range(0, 200_000).Select(i => (byte)i)];
        _upstream.Answer("/a.b/c/@v/v1.0.0.mod", Reply.Bytes(bytes)).Answer("/a.b/c/@v/v1.0.0.zip", Reply.Bytes(bytes));
        using var scratch = new ScratchDirectory();
        using var zip = scratch.OpenPartial();

        await Repository().ZipAsync("v1.0.0", zip, Token);

        Assert.Equal(bytes, await Repository().GoModAsync("v1.0.0", Token));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(zip.Path, Token));
    }

    [Fact]
    public async Task Says_which_body_was_truncated()
    {
        _upstream.Answer("/a.b/c/@v/v1.0.0.mod", Reply.Truncated(new byte[100], 10)).Answer("/a.b/c/@v/v1.0.0.zip", Reply.Truncated(new byte[1 << 20], 100_000));

        var mod = await Assert.ThrowsAsync<ModuleException>(() => Repository().GoModAsync("v1.0.0", Token));
        using var scratch = new ScratchDirectory();
        using var destination = scratch.OpenPartial();
        var zip = await Assert.ThrowsAsync<ModuleException>(() => Repository().ZipAsync("v1.0.0", destination, Token));

        Assert.Equal($"a.b/c@v1.0.0: read \"{_upstream.Url}/a.b/c/@v/v1.0.0.mod\": unexpected EOF", mod.Message);
        Assert.Equal($"a.b/c@v1.0.0: read \"{_upstream.Url}/a.b/c/@v/v1.0.0.zip\": unexpected EOF", zip.Message);
        Assert.False(zip.IsNotExist);
    }

    [Fact]
    public async Task Refuses_a_zip_that_is_too_large_without_reading_it()
    {
        _upstream.Answer("/a.b/c/@v/v1.0.0.zip", Reply.Bytes(new byte[10]) with { ClaimedLength = ProxyRepository.MaxZipLength + 1 });

        using var scratch = new ScratchDirectory();
        using var destination = scratch.OpenPartial();
        var failure = await Assert.ThrowsAsync<ModuleException>(() => Repository().ZipAsync("v1.0.0", destination, Token));

        Assert.Equal("a.b/c@v1.0.0: downloaded zip file too large", failure.Message);
    }

    [Fact]
    public async Task Refuses_a_text_that_is_too_large()
    {
        _upstream.Answer("/a.b/c/@v/v1.0.0.mod", Reply.Gzip(new byte[UrlReader.MaxTextLength + 1]));

        var failure = await Assert.ThrowsAsync<ModuleException>(() => Repository().GoModAsync("v1.0.0", Token));

        Assert.Equal($"a.b/c@v1.0.0: read \"{_upstream.Url}/a.b/c/@v/v1.0.0.mod\": response is larger than 16777216 bytes", failure.Message);
    }

    [Theory]
    [InlineData("mod", "master", "a.b/c@master: invalid version: internal error: version passed to GoMod is not canonical")]
    [InlineData("short", "v1.2", "a.b/c@v1.2: invalid version: internal error: version passed to GoMod is not canonical")]
    public async Task Asks_for_go_mod_of_canonical_versions_only(string name, string version, string expected)
    {
        _ = name;
        Assert.Equal(expected, (await Assert.ThrowsAsync<ModuleException>(() => Repository().GoModAsync(version, Token))).Message);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Refuses_a_revision_beyond_ASCII_in_the_words_of_go()
    {
        var failure = await Assert.ThrowsAsync<ModuleException>(() => Repository().StatAsync("\u00e9", Token));

        Assert.Equal("a.b/c@\u00e9: invalid version: internal error: inconsistency in EscapePath", failure.Message);
    }

    [Fact]
    public async Task Refuses_a_revision_that_cannot_be_escaped()
    {
        var failure = await Assert.ThrowsAsync<ModuleException>(() => Repository().StatAsync("../../x", Token));

        Assert.Equal("a.b/c@../../x: invalid version: version \"../../x\" invalid: disallowed version string", failure.Message);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Believes_latest()
    {
        _upstream.Answer("/a.b/c/@latest", """{"Version":"v0.0.0-20190509225625-c7818c24fa2f"}""");

        Assert.Equal("v0.0.0-20190509225625-c7818c24fa2f", (await Repository().LatestAsync(Token)).Version);
        Assert.Equal(["/a.b/c/@latest"], _upstream.Targets);
    }

    [Theory]
    [InlineData("the newest pseudo-version", "v0.0.0-20190509225625-c7818c24fa2f\nv0.0.0-20200509225625-c7818c24fa2f\n", "v0.0.0-20200509225625-c7818c24fa2f")]
    [InlineData("the newest time", "v1.0.0 2021-01-01T00:00:00Z\nv1.1.0 2020-01-01T00:00:00Z", "v1.0.0")]
    [InlineData("offsets count", "v1.0.0 2021-01-01T00:00:00+02:00\nv1.1.0 2020-12-31T23:00:00Z", "v1.1.0")]
    [InlineData("tags without time do not count", "v9.0.0\nv0.0.0-20190509225625-c7818c24fa2f", "v0.0.0-20190509225625-c7818c24fa2f")]
    public async Task Falls_back_to_the_list_for_latest(string name, string list, string expected)
    {
        _ = name;
        _upstream.Answer("/a.b/c/@v/list", list).Answer($"/a.b/c/@v/{expected}.info", $$"""{"Version":"{{expected}}"}""");

        Assert.Equal(expected, (await Repository().LatestAsync(Token)).Version);
    }

    [Fact]
    public async Task Finds_no_commits_in_a_list_of_bare_tags()
    {
        _upstream.Answer("/a.b/c/@v/list", "v1.0.0\n");

        var failure = await Assert.ThrowsAsync<ModuleException>(() => Repository().LatestAsync(Token));

        Assert.Equal("module a.b/c: no commits", failure.Message);
        Assert.True(failure.IsNotExist);
    }

    [Fact]
    public async Task Takes_any_other_failure_of_latest_as_final()
    {
        _upstream.Answer("/a.b/c/@latest", Reply.Failure(500)).Answer("/a.b/c/@v/list", "v0.0.0-20190509225625-c7818c24fa2f");

        var failure = await Assert.ThrowsAsync<ModuleException>(() => Repository().LatestAsync(Token));

        Assert.Equal($"module a.b/c: reading {_upstream.Url}/a.b/c/@latest: 500 Internal Server Error", failure.Message);
        Assert.Single(_upstream.Requests);
    }

    [Fact]
    public async Task Reads_a_tree_of_files()
    {
        var root = Directory.CreateTempSubdirectory("sutler-test").FullName;
        try
        {
            var versions = Directory.CreateDirectory(System.IO.Path.Combine(root, "a.b/!c/@v")).FullName;
            await File.WriteAllTextAsync(System.IO.Path.Combine(versions, "list"), "v1.0.0\n", Token);
            await File.WriteAllTextAsync(System.IO.Path.Combine(versions, "v1.0.0.zip"), "zip", Token);
            Directory.CreateDirectory(System.IO.Path.Combine(versions, "v1.0.0.mod"));
            var repository = new ProxyRepository(ModulePath.Parse("a.b/C"), new ProxyListEntry("file://" + root, false), new UrlReader(_fetcher, NoRetry.Retrier));
            using var scratch = new ScratchDirectory();
            using var zip = scratch.OpenPartial();

            await repository.ZipAsync("v1.0.0", zip, Token);
            var absent = await Assert.ThrowsAsync<ModuleException>(() => repository.StatAsync("v1.0.0", Token));
            var directory = await Assert.ThrowsAsync<ModuleException>(() => repository.GoModAsync("v1.0.0", Token));
            var latest = await Assert.ThrowsAsync<ModuleException>(() => repository.LatestAsync(Token));

            Assert.Equal("zip", await File.ReadAllTextAsync(zip.Path, Token));
            Assert.Equal(["v1.0.0"], (await repository.VersionsAsync("", Token)).Versions);
            Assert.Equal($"a.b/C@v1.0.0: reading file://{root}/a.b/%21c/@v/v1.0.0.info: no such file or directory", absent.Message);
            Assert.True(absent.IsNotExist);
            Assert.Equal($"a.b/C@v1.0.0: read \"file://{root}/a.b/%21c/@v/v1.0.0.mod\": read {root}/a.b/!c/@v/v1.0.0.mod: is a directory", directory.Message);
            Assert.False(directory.IsNotExist);
            Assert.Equal("module a.b/C: no commits", latest.Message);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private ProxyRepository Repository(string path = "a.b/c") =>
        new(ModulePath.Parse(path), new ProxyListEntry(_upstream.Url, false), new UrlReader(_fetcher, NoRetry.Retrier));
}
