using Sutler.Go.Loading;
using Xunit;

namespace Sutler.Tests.Loading;

public sealed class ModulePatternTests
{
    [Theory]
    [InlineData("any string", "rsc.io/...", "rsc.io/quote", true)]
    [InlineData("empty tail", "rsc.io/quote/...", "rsc.io/quote", true)]
    [InlineData("empty tail with major", "rsc.io/quote/...", "rsc.io/quote/v2", true)]
    [InlineData("prefix is not an element", "rsc.io/quo...", "rsc.io/quote", true)]
    [InlineData("no slash after the prefix", "rsc.io/quote/...", "rsc.io/quotex", false)]
    [InlineData("wildcard in the middle", "a.b/.../d", "a.b/c/d", true)]
    [InlineData("wildcard in the middle may be empty", "a.b/...d", "a.b/d", true)]
    [InlineData("overlapping ends do not match twice", "ab...ba", "aba", false)]
    [InlineData("two wildcards", "...quote...", "rsc.io/quote/v3", true)]
    [InlineData("only a wildcard", "...", "a.b/c", true)]
    [InlineData("vendor is not crossed", "a.b/...", "a.b/vendor/c", false)]
    [InlineData("vendor written out", "a.b/vendor/...", "a.b/vendor/c", true)]
    [InlineData("other host", "rsc.io/...", "rsc.com/quote", false)]
    public void Matches_as_the_go_command_does(string name, string pattern, string path, bool expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, new ModulePattern(pattern).Matches(path));
    }
}
