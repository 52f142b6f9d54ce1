using Sutler.Errors;
using Sutler.GoModules.Modules;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.Checksums;

/// <summary>Spec: SUMDB-5, SUMDB-6, PROXY-1 to PROXY-4. A is a proxy that fails, B one that supports the database.</summary>
public sealed class ChecksumDatabaseAddressTests : IDisposable
{
    private const string Direct = "https://localhost.localdev/sumdb";
    private const string Supporting = "https://b.test";
    private const string Proxied = Supporting + "/sumdb/localhost.localdev/sumdb";

    private readonly ChecksumDatabaseTestBed _bed = new();
    private readonly TestChecksumDatabase _database = new();
    private readonly ScriptedUrlReader _reader = new();

    public ChecksumDatabaseAddressTests()
    {
        _database.Add("m.test/a", "v1.0.0", "h1:a", "h1:b");
        _reader.Serve(Direct, _database.Handle).Serve(Supporting, _database.Handle);
        foreach (var status in (int[])[403, 404, 410, 500])
        {
            _reader.Fail($"https://a{status}.test", status);
        }
    }

    [Theory]
    [InlineData("the first proxy supports it", "https://b.test,https://a500.test", Proxied)]
    [InlineData("a final slash is no matter", "https://b.test/", Proxied)]
    [InlineData("404 goes on", "https://a404.test,https://b.test", Proxied)]
    [InlineData("410 goes on", "https://a410.test,https://b.test", Proxied)]
    [InlineData("anything goes on before a bar", "https://a500.test|https://b.test", Proxied)]
    [InlineData("an unknown host goes on before a bar", "https://c.test|https://b.test", Proxied)]
    [InlineData("direct", "direct", Direct)]
    [InlineData("direct after 404", "https://a404.test,direct", Direct)]
    [InlineData("direct after 500 and a bar", "https://a500.test|direct", Direct)]
    [InlineData("direct hides what is behind it", "direct,https://b.test", Direct)]
    [InlineData("off still asks the database itself", "off", Direct)]
    [InlineData("off after 404", "https://a404.test,off", Direct)]
    [InlineData("the end of the list after 404", "https://a404.test", Direct)]
    [InlineData("the end of the list after 410", "https://a404.test|https://a410.test", Direct)]
    public async Task Uses(string what, string goproxy, string expected)
    {
        Assert.Single(await LookupAsync(goproxy));
        Assert.Equal((what, expected + "/lookup/m.test/a@v1.0.0"), (what, _reader.Requests.First(url => url.Contains("/lookup/", StringComparison.Ordinal))));
        Assert.All(_reader.Requests.SkipWhile(url => !url.Contains("/lookup/", StringComparison.Ordinal)), url => Assert.StartsWith(expected + "/", url, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("500 before a comma", "https://a500.test,https://b.test", "a500", "500 Internal Server Error")]
    [InlineData("403 before a comma", "https://a403.test,https://b.test", "a403", "403 Forbidden")]
    [InlineData("500 and then 404 at the end", "https://a500.test|https://a404.test", "a500", "500 Internal Server Error")]
    [InlineData("500 and then off", "https://a500.test|off", "a500", "500 Internal Server Error")]
    [InlineData("the last of two", "https://a500.test|https://a403.test", "a403", "403 Forbidden")]
    [InlineData("404 and then 500", "https://a404.test,https://a500.test", "a500", "500 Internal Server Error")]
    public async Task Fails_with_the_error_of_a_proxy(string what, string goproxy, string host, string status)
    {
        var error = await Assert.ThrowsAsync<SutlerException>(() => LookupAsync(goproxy));
        Assert.Equal((what, $"m.test/a@v1.0.0: reading https://{host}.test/sumdb/localhost.localdev/sumdb/supported: {status}"), (what, error.Message));
        Assert.DoesNotContain(_reader.Requests, url => url.StartsWith(Direct, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Never_falls_back_once_a_proxy_supports_the_database()
    {
        _database.Fail("/lookup", 404);
        var error = await Assert.ThrowsAsync<SutlerException>(() => LookupAsync("https://b.test|direct"));
        Assert.Equal($"m.test/a@v1.0.0: reading {Proxied}/lookup/m.test/a@v1.0.0: 404 Not Found", error.Message);
        Assert.DoesNotContain(_reader.Requests, url => url.StartsWith(Direct, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Passes_over_the_entry_for_private_modules() =>
        Assert.Single(await ChecksumDatabaseTestBed.Open(_bed.Environment(_database.VerifierText, "https://b.test", gonoproxy: "m.test"), _reader)
            .LookupAsync(new ModuleId("m.test/a", "v1.0.0"), CancellationToken.None));

    [Fact]
    public async Task An_explicit_url_excludes_all_others()
    {
        _reader.Serve("http://own.test/db", _database.Handle);
        var environment = _bed.Environment(_database.VerifierText + " http://own.test/db/", "bad proxy list");
        Assert.Single(await ChecksumDatabaseTestBed.Open(environment, _reader).LookupAsync(new ModuleId("m.test/a", "v1.0.0"), CancellationToken.None));
        Assert.All(_reader.Requests, url => Assert.StartsWith("http://own.test/db/", url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_proxy_list_is_the_error_of_the_lookup()
    {
        var error = await Assert.ThrowsAsync<SutlerException>(() => LookupAsync("foo"));
        Assert.Equal("m.test/a@v1.0.0: invalid proxy URL missing scheme: foo", error.Message);
    }

    [Fact]
    public async Task Decides_once_for_many_lookups_and_only_when_something_must_be_fetched()
    {
        var environment = _bed.Environment(_database.VerifierText, "https://b.test");
        var database = ChecksumDatabaseTestBed.Open(environment, _reader);
        Assert.Empty(_reader.Requests);
        _database.Grow(20);
        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => database.LookupAsync(new ModuleId($"filler.test/m{i}", "v1.0.0"), CancellationToken.None)));
        Assert.Single(_reader.Requests, url => url.EndsWith("/supported", StringComparison.Ordinal));

        _reader.Requests.Clear();
        Assert.Single(await ChecksumDatabaseTestBed.Open(environment, _reader).LookupAsync(new ModuleId("filler.test/m3", "v1.0.0"), CancellationToken.None));
        Assert.Empty(_reader.Requests);
    }

    // As the go command 1.24.4 was seen to send them.
    [Theory]
    [InlineData("a host alone", "https://b.test", "https://b.test/sumdb/localhost.localdev/sumdb/lookup/m.test/!a!b@v1.0.0")]
    [InlineData("a base with a path", "https://b.test/base/", "https://b.test/base/sumdb/localhost.localdev/sumdb/lookup/m.test/%21a%21b@v1.0.0")]
    [InlineData("the database itself, whose name has a path", "direct", "https://localhost.localdev/sumdb/lookup/m.test/%21a%21b@v1.0.0")]
    public async Task Writes_capital_letters_as_the_go_command_does(string what, string goproxy, string expected)
    {
        _reader.Serve("https://b.test/base", _database.Handle);
        _database.Add("m.test/AB", "v1.0.0", "h1:a", "h1:b");
        var database = ChecksumDatabaseTestBed.Open(_bed.Environment(_database.VerifierText, goproxy), _reader);
        Assert.Single(await database.LookupAsync(new ModuleId("m.test/AB", "v1.0.0"), CancellationToken.None));
        Assert.Equal((what, expected), (what, _reader.Requests.First(url => url.Contains("/lookup/", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("an encoded path and a query", "http://own.test/b%2fc/?q=1", "http://own.test/b%2fc/lookup/m.test/!a!b@v1.0.0?q=1")]
    [InlineData("user and password", "https://u:p@own.test", "https://u:p@own.test/lookup/m.test/!a!b@v1.0.0")]
    [InlineData("no scheme", "own.test", "https://own.test/lookup/m.test/%21a%21b@v1.0.0")]
    public async Task Keeps_an_explicit_url_as_it_is(string what, string url, string expected)
    {
        var database = ChecksumDatabaseTestBed.Open(_bed.Environment(_database.VerifierText + " " + url), _reader);
        await Assert.ThrowsAsync<SutlerException>(() => database.LookupAsync(new ModuleId("m.test/AB", "v1.0.0"), CancellationToken.None));
        Assert.Equal((what, expected), (what, _reader.Requests.First()));
    }

    public void Dispose() => _bed.Dispose();

    private Task<IReadOnlyList<string>> LookupAsync(string goproxy) =>
        ChecksumDatabaseTestBed.Open(_bed.Environment(_database.VerifierText, goproxy), _reader).LookupAsync(new ModuleId("m.test/a", "v1.0.0"), CancellationToken.None);
}
