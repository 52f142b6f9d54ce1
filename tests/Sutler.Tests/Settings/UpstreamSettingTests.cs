using Sutler.Settings;
using Xunit;

namespace Sutler.Tests.Settings;

/// <summary>How groups of sources and routes to them are written. ADR 24.</summary>
public sealed class UpstreamSettingTests
{
    [Theory]
    [InlineData("https://u:secret@a.b=95;https://v:secret@c.d/go=5|https://w:secret@e.f,direct", "https://u:xxxxx@a.b=95;https://v:xxxxx@c.d/go=5|https://w:xxxxx@e.f,direct")]
    [InlineData("https://u:secret@a.b:8080=95;https://c.d=5", "https://u:xxxxx@a.b:8080=95;https://c.d=5")]
    public void Hides_passwords_in_groups(string list, string shown)
    {
        Assert.Equal(list, new UpstreamForm().Read(new SettingInput.Variable(list), ""));
        Assert.Equal(shown, new UpstreamForm().Show(list));
    }

    [Theory]
    [InlineData("https://u:secret@a.b=95;https://c.d")]
    [InlineData("https://u:sec;ret@a.b")]
    public void Refuses_a_group_without_weights_and_does_not_repeat_it(string list)
    {
        var error = Assert.Throws<FormatException>(() => new UpstreamForm().Read(new SettingInput.Variable(list), ""));
        Assert.Contains("each has a weight", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sec", error.Message.Replace("sources", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Sutler-Upstream: canary https://c.d", "X-Sutler-Upstream", "canary", "https://c.d")]
    [InlineData("X-Team:a b  c  https://u:secret@c.d:8443/go/", "X-Team", "a b  c", "https://c.d:8443/go")]
    public void Reads_a_route(string text, string name, string value, string source)
    {
        var route = RouteText.Parse(text);
        Assert.Equal((name, value, source), (route.Name, route.Value, route.Source));
        Assert.Equal($"{name}: {value} {source}", route.ToString());
    }

    [Theory]
    [InlineData("canary https://c.d", "must be HEADER: VALUE URL")]
    [InlineData("X-Sutler-Upstream: https://c.d", "must be HEADER: VALUE URL")]
    [InlineData("X Sutler: canary https://c.d", "must be HEADER: VALUE URL")]
    [InlineData(": canary https://c.d", "must be HEADER: VALUE URL")]
    [InlineData("X-Sutler-Upstream: canary", "must be HEADER: VALUE URL")]
    [InlineData("X-Sutler-Upstream: canäry https://c.d", "must be HEADER: VALUE URL")]
    [InlineData("X-Sutler-Upstream: canary ftp://c.d", "must end with the URL of one proxy")]
    [InlineData("X-Sutler-Upstream: canary direct", "must end with the URL of one proxy")]
    [InlineData("X-Sutler-Upstream: canary https://c.d|https://e.f", "must end with the URL of one proxy")]
    public void Refuses_a_route(string text, string error) =>
        Assert.StartsWith(error, Assert.Throws<FormatException>(() => RouteText.Parse(text)).Message, StringComparison.Ordinal);
}
