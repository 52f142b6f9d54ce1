using System.Net;
using Sutler.Errors;
using Sutler.Go.Serving;
using Xunit;

namespace Sutler.Tests.Server;

/// <summary>What is on the wire for each answer. Spec: SRV-2, SRV-3, SRV-9, SRV-10, SRV-13; RFC 9110.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private const string Zip = "/go/ex.com/mod/@v/v1.0.0.zip";
    private HostWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await HostWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("/go/ex.com/!mod/@v/list", "List ex.com/Mod")]
    [InlineData("/ex.com/%21mod/@v/v1.0.0+incompatible.info", "Info ex.com/Mod")]
    [InlineData("/go/ex.com/mod/@latest?x=1", "Latest ex.com/mod")]
    [InlineData("/go/ex.com/mod/@v/v1.0.0.mod", "GoMod ex.com/mod")]
    [InlineData(Zip, "Zip ex.com/mod")]
    [InlineData("/go/sumdb/sum.example.org/lookup/ex.com/mod@v1.0.0", "database")]
    [InlineData("/healthz", "ok\n")]
    [InlineData("/readyz", "ready\n")]
    public async Task Goes_to_whoever_answers(string target, string expected) =>
        Assert.Equal(expected, await _world.Client.GetStringAsync(target, Token));

    [Theory]
    [InlineData(AnswerLife.Immutable, "public, max-age=31536000, immutable")]
    [InlineData(AnswerLife.Short, "public, max-age=60")]
    [InlineData(AnswerLife.None, "no-store")]
    public async Task Says_how_long_it_may_be_kept(AnswerLife life, string expected)
    {
        _world.Server.Answer = _ => ScriptedServer.Text("x", life);
        var response = await _world.GetAsync(Zip);
        Assert.Equal(expected, Header(response, "Cache-Control"));
        Assert.Equal("text/plain; charset=utf-8", Header(response, "Content-Type"));
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("tag of it", "\"{0}\"", 304)]
    [InlineData("weak", "W/\"{0}\"", 304)]
    [InlineData("any", "*", 304)]
    [InlineData("one of several", "\"a\", \"{0}\"", 304)]
    [InlineData("another", "\"a\"", 200)]
    public async Task Is_not_sent_to_who_has_it(string name, string condition, int status)
    {
        Assert.NotEmpty(name);
        var tag = (await _world.GetAsync(Zip)).Headers.ETag!.Tag.Trim('"');
        var response = await _world.GetAsync(Zip, ("If-None-Match", string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, tag)));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 304 ? "" : "Zip ex.com/mod", await response.Content.ReadAsStringAsync(Token));
        Assert.Equal($"\"{tag}\"", response.Headers.ETag!.Tag);
    }

    [Theory]
    [InlineData("first", "bytes=0-3", 206, "0123", "bytes 0-3/10")]
    [InlineData("from", "bytes=7-", 206, "789", "bytes 7-9/10")]
    [InlineData("beyond the end", "bytes=8-99", 206, "89", "bytes 8-9/10")]
    [InlineData("last", "bytes=-2", 206, "89", "bytes 8-9/10")]
    [InlineData("more than all", "bytes=-99", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("outside", "bytes=10-", 416, "", "bytes */10")]
    [InlineData("nothing at the end", "bytes=-0", 416, "", "bytes */10")]
    [InlineData("several", "bytes=0-1,3-4", 200, "0123456789", "")]
    [InlineData("backwards", "bytes=3-1", 200, "0123456789", "")]
    [InlineData("no numbers", "bytes=a-b", 200, "0123456789", "")]
    [InlineData("signs", "bytes=+1-2", 200, "0123456789", "")]
    [InlineData("a number that overflows", "bytes=0-99999999999999999999", 200, "0123456789", "")]
    [InlineData("another unit", "lines=0-1", 200, "0123456789", "")]
    public async Task Gives_parts(string name, string range, int status, string body, string contentRange)
    {
        Assert.NotEmpty(name);
        _world.Server.Answer = _ => ScriptedServer.Text("0123456789");
        var response = await _world.GetAsync(Zip, ("Range", range));
        Assert.Equal((status, body, contentRange), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token), Header(response, "Content-Range")));
    }

    [Theory]
    [InlineData(true, 206)]
    [InlineData(false, 200)]
    public async Task Gives_a_part_only_of_the_file_that_is_meant(bool same, int status)
    {
        var tag = (await _world.GetAsync(Zip)).Headers.ETag!.Tag;
        Assert.Equal(status, (int)(await _world.GetAsync(Zip, ("Range", "bytes=0-1"), ("If-Range", same ? tag : "\"other\""))).StatusCode);
    }

    [Theory]
    [InlineData("/go/ex.com/mod/@v/list")]
    [InlineData(Zip)]
    [InlineData("/go/nothing")]
    [InlineData("/healthz")]
    public async Task Has_no_body_for_HEAD_and_the_headers_of_GET(string target)
    {
        var (get, head) = (await _world.GetAsync(target), await _world.SendAsync(HttpMethod.Head, target));
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(Header(get, "ETag"), Header(head, "ETag"));
        var raw = await _world.SendRawAsync($"HEAD {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("\r\n\r\n", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_other_methods()
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options })
        {
            var response = await _world.SendAsync(method, Zip);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.Equal("GET, HEAD", Header(response, "Allow"));
        }

        Assert.Empty(_world.Server.Asked);
    }

    public static TheoryData<ServedAnswer, int, string, string> Troubles => new()
    {
        { new ServedAnswer.Absent(404, "module ex.com/mod: no such"), 404, "not found: module ex.com/mod: no such\n", "" },
        { new ServedAnswer.Absent(410, "it was taken away"), 410, "gone: it was taken away\n", "" },
        { new ServedAnswer.Refused("by rule 3"), 403, "forbidden: by rule 3\n", "" },
        { new ServedAnswer.Failed(502, "the source is broken"), 502, "bad gateway: the source is broken\n", "" },
        { new ServedAnswer.Failed(504, "the source is silent"), 504, "gateway timeout: the source is silent\n", "" },
        { new ServedAnswer.Failed(503, "too much", TimeSpan.FromSeconds(2.5)), 503, "unavailable: too much\n", "3" },
        { new ServedAnswer.Failed(429, "slower", TimeSpan.Zero), 429, "too many requests: slower\n", "1" },
        { new ServedAnswer.Failed(500, "a\nb\u001b[31m\u202e"), 500, "internal error: a\nb?[31m?\n", "" },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Tells_trouble_in_words_that_the_go_command_shows(ServedAnswer answer, int status, string body, string retryAfter)
    {
        _world.Server.Answer = _ => answer;
        var response = await _world.GetAsync(Zip);
        Assert.Equal((status, body, retryAfter), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token), Header(response, "Retry-After")));
        Assert.Equal("text/plain; charset=utf-8", Header(response, "Content-Type"));
        Assert.Equal("no-store", Header(response, "Cache-Control"));
    }

    [Fact]
    public async Task Shows_of_a_defect_only_that_it_is_one()
    {
        _world.Server.Answer = _ => throw new InvalidOperationException("the secret of 10.0.0.1");
        var response = await _world.GetAsync(Zip);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("the secret of 10.0.0.1", Assert.Single(await _world.StopAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the header", "/go/ex.com/mod/@v/v1.0.0.zip", "true", true)]
    [InlineData("in capitals", "/go/ex.com/mod/@v/v1.0.0.zip", "TRUE", true)]
    [InlineData("the path", "/go/cached-only/ex.com/mod/@v/v1.0.0.zip", "", true)]
    [InlineData("neither", "/go/ex.com/mod/@v/v1.0.0.zip", "false", false)]
    public async Task Fetches_nothing_for_who_does_not_want_it(string name, string target, string header, bool storedOnly)
    {
        Assert.NotEmpty(name);
        await _world.GetAsync(target, ("Disable-Module-Fetch", header));
        Assert.Equal(storedOnly, Assert.Single(_world.Server.Asked).Terms.StoredOnly);
    }

    [Theory]
    [InlineData(10L)]
    [InlineData(null)]
    public async Task Passes_on_what_arrives_when_it_arrives(long? length)
    {
        var content = new ArrivingContent("0123456789"u8.ToArray(), length) { MediaType = MediaTypes.Zip, Held = 4 };
        _world.Server.Answer = _ => new ServedAnswer.Found(content, AnswerLife.Immutable);
        var response = await _world.GetAsync(Zip);
        Assert.Equal(length, response.Content.Headers.ContentLength);
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        var buffer = new byte[4];
        await body.ReadExactlyAsync(buffer, Token);
        content.Finish();
        using var rest = new StreamReader(body);
        Assert.Equal("456789", await rest.ReadToEndAsync(Token));
        await content.Disposed.Task.WaitAsync(Token);
    }

    [Theory]
    [InlineData(10L)]
    [InlineData(null)]
    public async Task Breaks_off_when_the_rest_does_not_come(long? length)
    {
        var content = new ArrivingContent("0123456789"u8.ToArray(), length) { MediaType = MediaTypes.Zip, Held = 4 };
        _world.Server.Answer = _ => new ServedAnswer.Found(content, AnswerLife.Immutable);
        using var connection = await _world.ConnectAsync();
        await connection.SendAsync(System.Text.Encoding.ASCII.GetBytes($"GET {Zip} HTTP/1.1\r\nHost: x\r\n\r\n"), Token);
        var seen = "";
        var buffer = new byte[4096];
        while (!seen.Contains("0123", StringComparison.Ordinal))
        {
            seen += System.Text.Encoding.ASCII.GetString(buffer, 0, await connection.ReceiveAsync(buffer, Token));
        }

        content.Break("it is not what it should be");
        var rest = await HostWorld.ReadToEndAsync(connection);
        Assert.DoesNotContain("0\r\n\r\n", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("9", rest, StringComparison.Ordinal);
        await content.Disposed.Task.WaitAsync(Token);
        Assert.Contains("\"broken\":\"it is not what it should be\"", Assert.Single(await _world.StopAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_the_reading_of_a_client_that_left()
    {
        var content = new ArrivingContent("0123456789"u8.ToArray(), 10) { MediaType = MediaTypes.Zip, Held = 4 };
        _world.Server.Answer = _ => new ServedAnswer.Found(content, AnswerLife.Immutable);
        using (await _world.GetAsync(Zip))
        {
            // Leaves with the response unread.
        }

        await content.Left.Task.WaitAsync(Token);
        await content.Disposed.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task Says_why_it_is_not_ready()
    {
        await using var world = await HostWorld.StartAsync(with: options => options with { NotReadyAsync = _ => ValueTask.FromResult<string?>("the index is locked") });
        Assert.Equal("ok\n", await world.Client.GetStringAsync("/healthz", Token));
        var response = await world.GetAsync("/readyz");
        Assert.Equal((503, "unavailable: the index is locked\n"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task Two_hosts_cannot_have_one_port()
    {
        var failure = await Assert.ThrowsAsync<SutlerException>(() => HostWorld.StartAsync(with: options => options with { Listen = Parsed(new Uri(_world.Address).Authority) }));
        Assert.Contains("listening on 127.0.0.1:", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--listen", failure.Hint, StringComparison.Ordinal);
    }

    private static Sutler.Server.Listening.ListenAddress Parsed(string text) =>
        Sutler.Server.Listening.ListenAddress.TryParse(text, out var address, out _) ? address : throw new FormatException(text);

    private static string Header(HttpResponseMessage response, string name) =>
        string.Join(", ", response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values : []);
}
