using System.Text;
using Sutler.GoModules;
using Xunit;

namespace Sutler.Tests;

public sealed class GoQuotingTests
{
    [Theory]
    [InlineData("empty", "", "\"\"")]
    [InlineData("plain", "rsc.io/quote", "\"rsc.io/quote\"")]
    [InlineData("both quotes", "'\"", "\"'\\\"\"")]
    [InlineData("backslash", "a\\b", "\"a\\\\b\"")]
    [InlineData("named controls", "\a\b\f\n\r\t\v", "\"\\a\\b\\f\\n\\r\\t\\v\"")]
    [InlineData("other controls", "\0\u001b\u007f", "\"\\x00\\x1b\\x7f\"")]
    [InlineData("C1 control", "\u0085", "\"\\u0085\"")]
    [InlineData("soft hyphen and no-break space", "\u00ad\u00a0", "\"\\u00ad\\u00a0\"")]
    [InlineData("letters beyond ASCII", "é☺日", "\"é☺日\"")]
    [InlineData("beyond 16 bits, printable and private", "\U0001F600\U000F0000", "\"\U0001F600\\U000f0000\"")]
    [InlineData("byte order mark", "\ufeff", "\"\\ufeff\"")]
    public void Quotes_a_text(string name, string text, string expected)
    {
        Assert.True(expected == GoQuoting.Quote(text), name);
        Assert.True(expected == GoQuoting.QuoteUtf8(Encoding.UTF8.GetBytes(text)), name);
    }

    [Theory]
    [InlineData("lone byte", new byte[] { 0x61, 0xFF, 0x62 }, "\"a\\xffb\"")]
    [InlineData("cut character", new byte[] { 0xE6, 0x97 }, "\"\\xe6\\x97\"")]
    [InlineData("surrogate", new byte[] { 0xED, 0xA0, 0x80 }, "\"\\xed\\xa0\\x80\"")]
    [InlineData("overlong slash", new byte[] { 0xC0, 0xAF }, "\"\\xc0\\xaf\"")]
    public void Quotes_bytes_that_are_no_text(string name, byte[] bytes, string expected) =>
        Assert.True(expected == GoQuoting.QuoteUtf8(bytes), name);

    [Fact]
    public void Quotes_a_lone_surrogate_as_its_bytes() => Assert.Equal("\"\\xed\\xa0\\x80\"", GoQuoting.Quote("\ud800"));

    [Theory]
    [InlineData(':', "':'")]
    [InlineData('\'', "'\\''")]
    [InlineData('"', "'\"'")]
    [InlineData('\\', "'\\\\'")]
    [InlineData(0, "'\\x00'")]
    [InlineData(0x263A, "'☺'")]
    [InlineData(0x2028, "'\\u2028'")]
    public void Quotes_a_character(int value, string expected) => Assert.Equal(expected, GoQuoting.QuoteRune(new Rune(value)));
}
