using CsCheck;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Modules;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "abc", true)]
    [InlineData("*", "", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("**", "abc", true)]
    [InlineData("*c", "abc", true)]
    [InlineData("a*", "ab/c", false)]
    [InlineData("a*/b", "abc/b", true)]
    [InlineData("a*/b", "a/c/b", false)]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxexxx/f", true)]
    [InlineData("a*b*c*d*e*/f", "axbxcxdxe/xxx/f", false)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzx", true)]
    [InlineData("a*b?c*x", "abxbbxdbxebxczzy", false)]
    [InlineData("*x", "xxx", true)]
    [InlineData("ab[b-d]", "abc", true)]
    [InlineData("ab[e-g]", "abc", false)]
    [InlineData("ab[^b-d]", "abc", false)]
    [InlineData("ab[^e-g]", "abc", true)]
    [InlineData("a[xyz]c", "ayc", true)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "axb", false)]
    [InlineData("a?b", "a☺b", true)]
    [InlineData("a???b", "a☺b", false)]
    [InlineData("[a-ζ]*", "α", true)]
    [InlineData("a?b", "a/b", false)]
    [InlineData("a[/]b", "a/b", true)] // a class is the one thing that matches a slash
    [InlineData("[\\]a]", "]", true)]
    [InlineData("[x\\-]", "-", true)]
    [InlineData("[^]", "a", null)]
    [InlineData("[]a]", "]", null)]
    [InlineData("[-]", "-", null)]
    [InlineData("[x-]", "x", null)]
    [InlineData("[a-b-c]", "a", null)]
    [InlineData("[", "a", null)]
    [InlineData("[^bc", "a", null)]
    [InlineData("\\", "a", null)]
    [InlineData("a[", "x", null)] // malformed though the first letter already differs
    [InlineData("b*a[", "x", null)]
    [InlineData("a*[", "ab", null)]
    [InlineData("*[", "", null)]
    [InlineData("*??", "日", true)] // as in Go: a star may stop in the middle of a character
    public void Matches_as_go_does(string pattern, string name, bool? expected)
    {
        Assert.Equal(expected is not null, PathPattern.TryMatch(pattern, name, out var matched));
        Assert.Equal(expected ?? false, matched);
    }

    [Fact]
    public void Matches_a_name_whose_characters_are_escaped() =>
        Gen.Char["a*?[]\\-^/é"].Array[0, 8].Select(letters => new string(letters)).Sample(name =>
            PathPattern.TryMatch(string.Concat(name.Select(letter => letter == 'é' ? "é" : "\\" + letter)), name, out var matched) && matched);

    [Fact]
    public void Ends_soon_on_many_stars()
    {
        var pattern = string.Concat(Enumerable.Repeat("a*", 2000)) + "b";
        Assert.True(PathPattern.TryMatch(pattern, new string('a', 4000), out var matched));
        Assert.False(matched);
    }
}
