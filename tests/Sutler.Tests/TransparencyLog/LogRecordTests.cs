using System.Text;
using Sutler.GoModules.TransparencyLog;
using Xunit;

namespace Sutler.Tests.TransparencyLog;

/// <summary>Spec: TLOG-1, TLOG-12.</summary>
public sealed class LogRecordTests
{
    [Theory]
    [InlineData("any bytes behind it", "123456789012\nhello, world\n\njunk on end\u0001", 123456789012, "hello, world\n", "junk on end\u0001")]
    [InlineData("nothing behind it", "123456789012\nhello, world\n\n", 123456789012, "hello, world\n", "")]
    [InlineData("two lines", "0\na\nb\n\nrest", 0, "a\nb\n", "rest")]
    [InlineData("blank lines in the note", "0\na\n\nb\n\nc", 0, "a\n", "b\n\nc")]
    [InlineData("a number as Go reads it", "+007\na\n\n", 7, "a\n", "")]
    public void Reads(string what, string answer, long number, string text, string rest)
    {
        Assert.True(LogRecord.TryParse(Encoding.UTF8.GetBytes(answer), out var record, out _), what);
        Assert.Equal(number, record.Number);
        Assert.Equal(text, Encoding.UTF8.GetString(record.Text.Span));
        Assert.Equal(rest, Encoding.UTF8.GetString(record.Rest.Span));
    }

    [Theory]
    [InlineData("no number", "not-123\nhello\n\n")]
    [InlineData("hexadecimal", "0x123\nhello world\n\n")]
    [InlineData("a negative number", "-1\nhello world\n\n")]
    [InlineData("a number with spaces", " 1\nhello world\n\n")]
    [InlineData("a number beyond 64 bits", "9223372036854775808\nhello world\n\n")]
    [InlineData("a control character", "123\nhello\u0001world\n\n")]
    [InlineData("a carriage return", "123\nhello\r\n\n")]
    [InlineData("no blank line", "123\nhello world\n")]
    [InlineData("only a number", "123")]
    [InlineData("nothing", "")]
    public void Refuses(string what, string answer)
    {
        Assert.False(LogRecord.TryParse(Encoding.UTF8.GetBytes(answer), out _, out var error), what);
        Assert.Equal("malformed record data", error.Reason);
    }

    [Fact]
    public void Refuses_bytes_that_are_no_text() =>
        Assert.False(LogRecord.TryParse("123\nhello\xffworld\n\n".Select(c => (byte)c).ToArray(), out _, out _));

    [Theory]
    [InlineData("a line", "hello, world\n", true)]
    [InlineData("nothing", "", false)]
    [InlineData("no final line feed", "hello\nworld", false)]
    [InlineData("a blank line", "hello\n\nworld\n", false)]
    [InlineData("a control character", "hello\u0001world\n", false)]
    public void Knows_what_a_log_may_hold(string what, string text, bool expected) =>
        Assert.Equal((what, expected), (what, LogRecord.IsValidText(Encoding.UTF8.GetBytes(text))));
}
