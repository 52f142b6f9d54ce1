using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Modules;

// PATH-11
public sealed class GlobListTests
{
    [Theory]
    [InlineData("empty list", "", "rsc.io/quote", false)]
    [InlineData("empty path", "*", "", true)]
    [InlineData("only separators", ",,/,", "rsc.io/quote", false)]
    [InlineData("leading element", "*.io", "rsc.io/quote", true)]
    [InlineData("whole path", "rsc.io/quote", "rsc.io/quote", true)]
    [InlineData("leading part of the path", "rsc.io/quote", "rsc.io/quote/v2", true)]
    [InlineData("part of an element", "rsc.io/quo", "rsc.io/quote", false)]
    [InlineData("longer than the path", "rsc.io/quote/v2", "rsc.io/quote", false)]
    [InlineData("star matches one element only", "*/quote", "rsc.io/x/quote", false)]
    [InlineData("second glob", "golang.org,rsc.io", "rsc.io/quote", true)]
    [InlineData("trailing slash", "rsc.io/", "rsc.io/quote", true)]
    [InlineData("only one trailing slash", "rsc.io//", "rsc.io/quote", false)]
    [InlineData("spaces count", " rsc.io", "rsc.io/quote", false)]
    [InlineData("case counts", "RSC.io", "rsc.io/quote", false)]
    [InlineData("malformed glob", "[,rsc.i[", "rsc.io/quote", false)]
    [InlineData("after a malformed glob", "[,rsc.io", "rsc.io/quote", true)]
    [InlineData("none matches nothing real", "none", "rsc.io/quote", false)]
    public void Matches_leading_elements(string name, string globs, string path, bool expected) =>
        Assert.True(expected == new GlobList(globs).Matches(path), name);
}
