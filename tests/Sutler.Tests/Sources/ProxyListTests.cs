using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Sources;

public sealed class ProxyListTests
{
    [Theory]
    [InlineData("one", "https://a.b", "https://a.b,")]
    [InlineData("comma and bar", "https://a.b|http://c.d,direct", "https://a.b| http://c.d, direct,")]
    [InlineData("the separator belongs to the element before it", "https://a.b,http://c.d|", "https://a.b, http://c.d|")]
    [InlineData("blanks trimmed, empty skipped", " https://a.b , ,| direct ", "https://a.b, direct,")]
    [InlineData("nothing behind direct, even if malformed", "direct,ftp://x", "direct,")]
    [InlineData("nothing behind off", "off|foo", "off,")]
    [InlineData("implicit https", "proxy.example.com/x", "https://proxy.example.com/x,")]
    [InlineData("implicit https with a port", "localhost:8080", "https://localhost:8080,")]
    [InlineData("a file", "file:///srv/proxy/", "file:///srv/proxy,")]
    [InlineData("one final slash goes", "https://a.b/x//", "https://a.b/x/,")]
    [InlineData("escapes stay", "https://a.b/%21x%2fy/", "https://a.b/%21x%2fy,")]
    public void Reads_a_list(string name, string goproxy, string expected)
    {
        _ = name;
        var entries = ProxyList.Parse(goproxy, new GlobList(""));

        Assert.Equal(expected, string.Join(' ', entries.Select(e => e.Url + (e.FallBackOnAnyError ? "|" : ","))));
    }

    [Theory]
    [InlineData("commas only", ",", "GOPROXY list is not the empty string, but contains no entries")]
    [InlineData("blank", " ", "GOPROXY list is not the empty string, but contains no entries")]
    [InlineData("one word", "foo", "invalid proxy URL missing scheme: foo")]
    [InlineData("absolute path", "/abs", "invalid proxy URL missing scheme: /abs")]
    [InlineData("scheme", "ftp://x", "invalid proxy URL scheme (must be https, http, file): ftp://x")]
    [InlineData("file with host", "file://host/x", "invalid file:// proxy URL with non-path elements: file://host/x")]
    [InlineData("file with query", "file:///x?q", "invalid file:// proxy URL with non-path elements: file:///x?q")]
    [InlineData("file with empty query", "file:///x?", "invalid file:// proxy URL with non-path elements: file:///x?")]
    [InlineData("file with fragment", "file:///x#f", "invalid file:// proxy URL with non-path elements: file:///x#f")]
    [InlineData("file without slashes", "file:/x", "invalid file:// proxy URL with non-path elements: file:/x")]
    [InlineData("file with userinfo hides the password", "file://u:secret@/x", "invalid file:// proxy URL with non-path elements: file://u:xxxxx@/x")]
    [InlineData("a bad one behind a good one", "https://a.b,foo", "invalid proxy URL missing scheme: foo")]
    [InlineData("not a URL", "https://a b/", "parse \"https://a b/\": invalid character \" \" in host name")]
    [InlineData("bad port", "https://a:b:c", "parse \"https://a:b:c\": invalid port \":c\" after host")]
    [InlineData("bad escape", "https://a/%zz", "parse \"https://a/%zz\": invalid URL escape \"%zz\"")]
    [InlineData("bad URL hides the password", "https://u:secret@a b/", "parse \"https://u:xxxxx@a b/\": invalid character \" \" in host name")]
    public void Refuses_a_bad_list(string name, string goproxy, string expected)
    {
        _ = name;
        Assert.Equal(expected, Assert.Throws<SutlerException>(() => ProxyList.Parse(goproxy, new GlobList(""))).Message);
    }

    [Theory]
    [InlineData("before proxies", "https://a.b", "noproxy https://a.b")]
    [InlineData("before off", "off", "noproxy off")]
    [InlineData("not before direct alone", "direct", "direct")]
    [InlineData("before direct with blanks", " direct", "noproxy direct")]
    public void Puts_noproxy_first_when_gonoproxy_is_set(string name, string goproxy, string expected)
    {
        _ = name;
        Assert.Equal(expected, string.Join(' ', ProxyList.Parse(goproxy, new GlobList("corp.example")).Select(e => e.Url)));
    }

    [Fact]
    public void Never_counts_noproxy_as_an_entry() =>
        Assert.StartsWith("GOPROXY list is not", Assert.Throws<SutlerException>(() => ProxyList.Parse(",", new GlobList("x"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Keeps_credentials_but_never_shows_them()
    {
        var entry = ProxyList.Parse("https://user:pass%2Fword@a.b/", new GlobList(""))[0];

        Assert.Equal("https://user:pass%2Fword@a.b", entry.Url);
        Assert.Equal("https://user:xxxxx@a.b/", entry.DisplayUrl);
        Assert.DoesNotContain("word", entry.ToString(), StringComparison.Ordinal);
    }
}
