using System.Text;
using Sutler.GoModules;
using Xunit;

namespace Sutler.Tests;

public sealed class GoUnicodeTests
{
    // The numbers come from asking go 1.24.4 (unicode.IsLetter, strconv.IsPrint) for every code point.
    [Fact]
    public void Knows_as_many_letters_as_go() => Assert.Equal(136104, AllRunes().Count(GoUnicode.IsLetter));

    [Fact]
    public void Knows_as_many_printable_characters_as_go() => Assert.Equal(148998, AllRunes().Count(GoUnicode.IsPrint));

    [Theory]
    [InlineData("new in Unicode 16, letter", 0x105C0, false)]
    [InlineData("new in Unicode 15.1, ideograph", 0x2EBF0, false)]
    [InlineData("just before it", 0x2EBE0, true)]
    [InlineData("Greek", 0x3B1, true)]
    [InlineData("modifier letter", 0x2B9, true)]
    [InlineData("combining mark", 0x301, false)]
    [InlineData("Arabic digit", 0x661, false)]
    [InlineData("ASCII digit", '7', false)]
    public void Tells_letters(string name, int codePoint, bool isLetter) =>
        Assert.True(GoUnicode.IsLetter(new Rune(codePoint)) == isLetter, name);

    private static IEnumerable<Rune> AllRunes() =>
        Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value));
}
