using System.Text;
using CsCheck;
using Sutler.Go.Serving;
using Sutler.Go.Sources;
using Xunit;

namespace Sutler.Tests.Serving;

public sealed class ReasonTextTests
{
    // SRV-2
    [Theory]
    [InlineData("plain", "not found: a.b/c@v1.0.0", "not found: a.b/c@v1.0.0")]
    [InlineData("blank lines", "\n\n  \nfirst\r\n\n\nsecond\n", "first\nsecond")]
    [InlineData("control characters", "a\tb\u001b[31mc\0", "a b?[31mc?")]
    [InlineData("an order to turn around", "a\u202eb", "a?b")]
    [InlineData("nothing", "\n \n", "")]
    public void Leaves_what_can_be_printed(string name, string text, string clean) => Assert.True(ReasonText.Clean(text) == clean, name);

    [Fact]
    public void Cuts_what_is_too_long()
    {
        Assert.Equal(new string('x', 644) + " ...", ReasonText.Clean(new string('x', 1000)));
        Assert.Equal("1\n2\n3\n4\n5\n6\n7\n8", ReasonText.Clean("1\n2\n3\n4\n5\n6\n7\n8\n9"));
    }

    // ERR-1: whatever the text, the go command shows all of the answer.
    [Fact]
    public void Is_shown_whole_by_the_go_command() => Gen.String[Gen.OneOf(Gen.Char, Gen.Char[" \n\tax\u00e9\u4e16"]), 0, 1500].Sample(text =>
    {
        var clean = ReasonText.Clean(text);
        Assert.Equal(clean.Replace("\n", "\n\t", StringComparison.Ordinal), ServerResponse.Render(Encoding.UTF8.GetBytes(clean)));
    });
}
