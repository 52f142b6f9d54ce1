using System.Text;
using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Xunit;

namespace Sutler.Tests.Sources;

public sealed class ServerResponseTests
{
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "one line", "not found", "not found" },
        { "a final newline", "not found\n", "not found" },
        { "two lines", "one\ntwo\n", "one\n\ttwo" },
        { "stops at a blank line", "one\n \t\r\nthree", "one" },
        { "begins with a blank line", "\nx", "" },
        { "carriage returns stay", "one\r\ntwo\r\n\r\nx", "one\r\n\ttwo\r" },
        { "eight lines", Lines(8), Lines(8).Replace("\n", "\n\t") },
        { "nine lines", Lines(9), Lines(8).Replace("\n", "\n\t") + "\n\t[Truncated: too many lines.]" },
        { "648 bytes", new string('a', 648), new string('a', 648) },
        { "649 bytes", new string('a', 649), "[Truncated: too long.]" },
        { "648 bytes with the separator", new string('a', 600) + "\n" + new string('b', 46), new string('a', 600) + "\n\t" + new string('b', 46) },
        { "649 bytes with the separator", new string('a', 600) + "\n" + new string('b', 47), new string('a', 600) + "\n\t[Truncated: too long.]" },
        { "bytes count, not characters", new string('é', 325), "[Truncated: too long.]" },
        { "escape sequences", "a\u001b[1mb", "" },
        { "NUL", "a\0b", "" },
        { "a control character on a line not shown", "a\n\nb\u0007", "" },
        { "zero width space", "a\u200bb", "" },
        { "line separator counts as space", "a\u2028b", "a\u2028b" },
        { "other letters", "größe 文 😀", "größe 文 😀" },
        { "unassigned", "a\U000E0FFFb", "" },
        { "private use", "a\uE000b", "" },
        { "empty", "", "" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Shows_little_and_nothing_dangerous(string name, string body, string expected)
    {
        _ = name;
        Assert.Equal(expected, ServerResponse.Render(Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public void Shows_nothing_that_is_not_utf8() => Assert.Equal("", ServerResponse.Render([0x61, 0xFF, 0x62]));

    [Fact]
    public void Forgives_a_character_cut_by_the_limit_on_reading()
    {
        var body = Encoding.UTF8.GetBytes("first\n\n" + new string('é', ServerResponse.MaxBytesRead));

        Assert.Equal("first", ServerResponse.Render(body.AsSpan(0, ServerResponse.MaxBytesRead)));
    }

    [Theory]
    [InlineData("plain", "text/plain", true)]
    [InlineData("utf-8", "text/plain; charset=utf-8", true)]
    [InlineData("any case", "TEXT/Plain; Charset=\"UTF-8\"", true)]
    [InlineData("ascii", "text/plain; charset=us-ascii", true)]
    [InlineData("malformed parameter", "text/plain; charset", true)]
    [InlineData("latin", "text/plain; charset=iso-8859-1", false)]
    [InlineData("html", "text/html; charset=utf-8", false)]
    [InlineData("json", "application/json", false)]
    [InlineData("none", "", false)]
    public void Knows_plain_text(string name, string contentType, bool expected)
    {
        _ = name;
        Assert.Equal(expected, ServerResponse.IsPlainText(contentType));
    }

    [Fact]
    public async Task Stands_behind_the_status_line()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Answer("/one", Reply.Failure(404, "gone")).Answer("/two", Reply.Failure(500, "a\nb")).Answer("/html", Reply.Failure(404, "gone", "text/html"))
            .Answer("/cut", Reply.Failure(403, "half") with { ClaimedLength = 100 }).Answer("/huge", Reply.Failure(400, new string('x', 1 << 20)));
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions());
        var reader = new UrlReader(fetcher, NoRetry.Retrier);

        var texts = new List<string>();
        foreach (var target in new[] { "/one", "/two", "/html", "/cut", "/huge" })
        {
            texts.Add((await Assert.ThrowsAsync<ReadingException>(() => reader.ReadAsync(upstream.Url + target, TestContext.Current.CancellationToken))).Message.Replace(upstream.Url, ""));
        }

        Assert.Equal(
            [
                "reading /one: 404 Not Found\n\tserver response: gone",
                "reading /two: 500 Internal Server Error\n\tserver response:\n\ta\n\tb",
                "reading /html: 404 Not Found",
                "reading /cut: 403 Forbidden\n\tserver response: half",
                "reading /huge: 400 Bad Request\n\tserver response: [Truncated: too long.]",
            ],
            texts);
    }

    [Fact]
    public async Task Is_absence_for_404_and_410_and_missing_files_only()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Otherwise = r => Reply.Failure(int.Parse(r.Target[1..]));
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions());
        var reader = new UrlReader(fetcher, NoRetry.Retrier);
        var missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());

        foreach (var (url, isAbsence) in new[] { ("/404", true), ("/410", true), ("/403", false), ("/500", false), ("/400", false) })
        {
            Assert.Equal(isAbsence, (await Assert.ThrowsAsync<ReadingException>(() => reader.ReadAsync(upstream.Url + url, TestContext.Current.CancellationToken))).IsNotExist);
        }
        var absent = await Assert.ThrowsAsync<ReadingException>(() => reader.ReadAsync("file://" + missing, TestContext.Current.CancellationToken));
        Assert.True(absent.IsNotExist);
        Assert.Equal($"reading file://{missing}: no such file or directory", absent.Message);
        Assert.False((await Assert.ThrowsAsync<SutlerException>(() => reader.ReadAsync("file:///dev/null/x", TestContext.Current.CancellationToken))).IsNotExist);
    }

    [Fact]
    public async Task Names_the_url_when_a_body_ends_early()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Answer("/x", Reply.Truncated(new byte[100], 10));
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions());

        var failure = await Assert.ThrowsAsync<SutlerException>(() => new UrlReader(fetcher, NoRetry.Retrier).ReadAsync(upstream.Url + "/x", TestContext.Current.CancellationToken));

        Assert.Equal($"reading {upstream.Url}/x: unexpected EOF", failure.Message);
    }

    private static string Lines(int count) => string.Join('\n', Enumerable.Range(1, count).Select(i => $"line {i}"));
}
