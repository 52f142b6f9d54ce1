using Sutler.GoModules.Repositories;
using Xunit;

namespace Sutler.Tests.Repositories;

// GOVCS-1 to GOVCS-3
public sealed class GoVcsPolicyTests
{
    [Theory]
    [InlineData("default, public, git", "", "ex.test/r", false, "git", true)]
    [InlineData("default, public, hg", "", "ex.test/r", false, "hg", true)]
    [InlineData("default, public, svn", "", "ex.test/r", false, "svn", false)]
    [InlineData("default, private, svn", "", "ex.test/r", true, "svn", true)]
    [InlineData("only private is spoken of", "private:all", "ex.test/r", false, "fossil", false)]
    [InlineData("all public", "public:all", "ex.test/r", false, "fossil", true)]
    [InlineData("all public says nothing of private", "public:all", "ex.test/r", true, "fossil", true)]
    [InlineData("none is a word like any other", "public:all,private:none", "ex.test/r", true, "git", false)]
    [InlineData("off is too", "*:off", "ex.test/r", false, "git", false)]
    [InlineData("any host", "*:all", "ex.test/r", false, "bzr", true)]
    [InlineData("host with one system", "golang.org:git", "golang.org/x/text", false, "hg", false)]
    [InlineData("host with two", "golang.org:git|hg", "golang.org/x/text", false, "hg", true)]
    [InlineData("blanks", " golang.org : svn | bzr , x.y:hg ", "golang.org/x/text", false, "bzr", true)]
    [InlineData("the first rule that matches decides", "a.b/p:none,a.b:git", "a.b/p/x", false, "git", false)]
    [InlineData("another repository of the host", "a.b/p:none,a.b:git", "a.b/q", false, "git", true)]
    [InlineData("no rule matches but the default", "a.b/p:none", "c.d/p", false, "hg", true)]
    [InlineData("a longer pattern than the root", "a.b/p/inner:git,a.b:svn|hg", "a.b/p", false, "git", false)]
    [InlineData("a glob", "*.corp/x:svn", "vcs.corp/x/y", false, "svn", true)]
    public void Decides(string name, string setting, string root, bool isPrivate, string system, bool expected)
    {
        Assert.True(GoVcsPolicy.TryParse(setting, out var policy, out var error), error?.Reason);
        Assert.True(expected == policy.Allows(root, isPrivate, system), name);
    }

    [Theory]
    [InlineData(false, "GOVCS disallows using svn for public ex.test/svn; see 'go help vcs'")]
    [InlineData(true, "GOVCS disallows using svn for private ex.test/svn; see 'go help vcs'")]
    public void Says_what_is_disallowed(bool isPrivate, string text)
    {
        Assert.True(GoVcsPolicy.TryParse("*:git", out var policy, out _));
        Assert.Equal(text, policy.Refusal("ex.test/svn", isPrivate, VersionControl.Subversion)?.Reason);
        Assert.Null(policy.Refusal("ex.test/git", isPrivate, VersionControl.Git));
    }

    [Theory]
    [InlineData(",", "empty entry in GOVCS")]
    [InlineData(",x", "empty entry in GOVCS")]
    [InlineData("x:y,", "empty entry in GOVCS")]
    [InlineData("x", "malformed entry in GOVCS (missing colon): \"x\"")]
    [InlineData("x,", "malformed entry in GOVCS (missing colon): \"x\"")]
    [InlineData(":git", "empty pattern in GOVCS: \":git\"")]
    [InlineData("x:", "empty VCS list in GOVCS: \"x:\"")]
    [InlineData("x:y,z: ", "empty VCS list in GOVCS: \"z:\"")]
    [InlineData("x:|", "empty VCS name in GOVCS: \"x:|\"")]
    [InlineData("x:y|", "empty VCS name in GOVCS: \"x:y|\"")]
    [InlineData("x:y,z:w| |v", "empty VCS name in GOVCS: \"z:w| |v\"")]
    [InlineData("./x:git", "relative pattern not allowed in GOVCS: \"./x\"")]
    [InlineData("..:git", "relative pattern not allowed in GOVCS: \"..\"")]
    [InlineData("x:y,x:z", "unreachable pattern in GOVCS: \"x:z\" after \"x:y\"")]
    [InlineData("x:y,x:|", "unreachable pattern in GOVCS: \"x:|\" after \"x:y\"")]
    public void Refuses_a_setting(string setting, string reason)
    {
        Assert.False(GoVcsPolicy.TryParse(setting, out _, out var error));
        Assert.Equal(reason, error.Reason);
    }
}
