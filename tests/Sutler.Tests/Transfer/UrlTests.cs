using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Transfer;

public sealed class UrlTests
{
    [Theory]
    [InlineData("no path", "https://a.b", "rsc.io/quote/@v/v1.0.0.info", "https://a.b/rsc.io/quote/@v/v1.0.0.info")]
    [InlineData("bang is escaped, plus is not", "https://a.b/base", "!azure/@v/v2.0.0+incompatible.mod", "https://a.b/base/%21azure/@v/v2.0.0+incompatible.mod")]
    [InlineData("a comma is escaped behind a bare host", "https://a.b", "m/@v/x,y.info", "https://a.b/m/@v/x%2Cy.info")]
    [InlineData("and not behind a path", "https://a.b/p", "m/@v/x,y.info", "https://a.b/p/m/@v/x,y.info")]
    [InlineData("written escapes of the base stay", "https://a.b/x%2fy", "m/@latest", "https://a.b/x%2fy/m/@latest")]
    [InlineData("dots are resolved", "https://a.b/x/../y//z/", "m", "https://a.b/y/z/m")]
    [InlineData("the query stays", "https://a.b/x?k=v", "m", "https://a.b/x/m?k=v")]
    [InlineData("a file", "file:///srv", "m/@v/list", "file:///srv/m/@v/list")]
    [InlineData("a file root", "file:///", "m/@v/list", "file:///m/@v/list")]
    public void Joins_path_elements_as_the_go_command_does(string name, string baseUrl, string elements, string expected)
    {
        _ = name;
        Assert.Equal(expected, Url.Parse(baseUrl).Join(elements).Secret);
    }

    [Theory]
    [InlineData("absolute", "https://a.b/x/y", "http://c.d/z?q", "http://c.d/z?q")]
    [InlineData("same scheme", "https://a.b/x/y", "//c.d/z", "https://c.d/z")]
    [InlineData("rooted", "https://a.b:8/x/y?q", "/z", "https://a.b:8/z")]
    [InlineData("relative", "https://a.b/x/y", "z", "https://a.b/x/z")]
    [InlineData("parents", "https://a.b/x/y/z", "../../../w", "https://a.b/w")]
    [InlineData("final slash", "https://a.b/x/y", "z/", "https://a.b/x/z/")]
    [InlineData("dot", "https://a.b/x/y", ".", "https://a.b/x/")]
    [InlineData("query only", "https://a.b/x/y", "?k", "https://a.b/x/y?k")]
    [InlineData("user survives a relative redirect", "https://u:p@a.b/x", "/y", "https://u:p@a.b/y")]
    [InlineData("user does not survive an absolute one", "https://u:p@a.b/x", "https://a.b/y", "https://a.b/y")]
    [InlineData("escapes stay", "https://a.b/x", "/%21y%2fz", "https://a.b/%21y%2fz")]
    public void Resolves_a_redirect(string name, string from, string location, string expected)
    {
        _ = name;
        Assert.True(Url.Parse(from).TryResolve(location, out var target, out _));
        Assert.Equal(expected, target.Secret);
    }

    [Fact]
    public void Hides_the_password_whichever_way_it_is_printed()
    {
        var url = Url.Parse("https://us%40er:s3cret@a.b:1/x#f");

        Assert.Equal("https://us%40er:xxxxx@a.b:1/x#f", url.Redacted);
        Assert.Equal(url.Redacted, url.ToString());
        Assert.Equal("https://us%40er:***@a.b:1/x#f", url.Starred);
        Assert.Equal("https://us%40er:s3cret@a.b:1/x#f", url.Secret);
        Assert.Equal(("us@er", "s3cret"), (url.UserName, url.Password));
    }

    [Theory]
    [InlineData("https://a.b/x?token=abc&page=2", "https://a.b/x?token=xxxxx&page=2")]
    [InlineData("https://a.b/x?X-Amz-Signature=abc&X-Amz-Date=1", "https://a.b/x?X-Amz-Signature=xxxxx&X-Amz-Date=1")]
    [InlineData("https://a.b/x?api_key=a%20b&token=&secret", "https://a.b/x?api_key=xxxxx&token=&secret")]
    [InlineData("https://a.b/x?go-get=1", "https://a.b/x?go-get=1")]
    public void Hides_what_its_query_says_under_a_name_for_secrets(string text, string shown)
    {
        var url = Url.Parse(text);
        Assert.Equal((shown, shown, text), (url.Redacted, url.Starred, url.Secret));
    }

    [Theory]
    [InlineData("name", "https://A.b/x", "https://a.b:443")]
    [InlineData("port", "http://a.b:81/x", "http://a.b:81")]
    [InlineData("IPv6", "https://[::1]:8/x", "https://::1:8")]
    [InlineData("user", "http://u:p@a.b", "http://a.b:80")]
    public void Names_the_origin(string name, string text, string expected)
    {
        _ = name;
        Assert.Equal(expected, Url.Parse(text).Origin);
    }

    [Theory]
    [InlineData("scheme", "://x", "missing protocol scheme")]
    [InlineData("control", "http://a/\n", "net/url: invalid control character in URL")]
    [InlineData("colon", "a:b:c/d", null)]
    [InlineData("first segment", "1a:b/c", "first path segment in URL cannot contain colon")]
    [InlineData("bracket", "http://[::1/x", "missing ']' in host")]
    [InlineData("userinfo", "http://u[:p@a/x", "net/url: invalid userinfo")]
    [InlineData("escape in password is not shown", "http://u:s%zz@a/x", "invalid URL escape in userinfo")]
    [InlineData("escape in host", "http://a%41/x", "invalid URL escape \"%41\"")]
    public void Says_why_a_text_is_no_url(string name, string text, string? reason)
    {
        _ = name;
        Assert.Equal(reason is null, Url.TryParse(text, out _, out var error));
        if (reason is not null)
        {
            Assert.EndsWith(": " + reason, error!.Reason, StringComparison.Ordinal);
        }
    }
}
