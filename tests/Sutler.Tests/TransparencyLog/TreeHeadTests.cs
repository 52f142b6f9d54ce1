using System.Text;
using Sutler.GoModules.TransparencyLog;
using Xunit;

namespace Sutler.Tests.TransparencyLog;

/// <summary>Spec: NOTE-6.</summary>
public sealed class TreeHeadTests
{
    private const string Hash = "TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=";
    private const string Golden = "go.sum database tree\n123456789012\n" + Hash + "\n";

    [Fact]
    public void Prints_and_reads_the_published_head()
    {
        var head = TreeHead.Create(123456789012, LogHash.OfRecord("hello world"u8));
        Assert.Equal(Golden, head.ToString());
        Assert.True(TryParse(Golden, out var read));
        Assert.Equal(head, read);
    }

    [Theory]
    [InlineData("more lines", Golden + "JOE\n")]
    [InlineData("a line without end", Golden + "JOE")]
    [InlineData("an empty log", "go.sum database tree\n0\n" + Hash + "\n")]
    public void Reads(string what, string text) => Assert.True(TryParse(text, out _), what);

    [Theory]
    [InlineData("another first line", "not-" + Golden)]
    [InlineData("another version", "go.sum database tree v2\n1\n" + Hash + "\n")]
    [InlineData("hexadecimal", "go.sum database tree\n0xabcdef\n" + Hash + "\n")]
    [InlineData("a leading zero", "go.sum database tree\n01\n" + Hash + "\n")]
    [InlineData("a plus sign", "go.sum database tree\n+1\n" + Hash + "\n")]
    [InlineData("a negative size", "go.sum database tree\n-1\n" + Hash + "\n")]
    [InlineData("no size", "go.sum database tree\n\n" + Hash + "\n")]
    [InlineData("a space before the size", "go.sum database tree\n 1\n" + Hash + "\n")]
    [InlineData("a size no log can have", "go.sum database tree\n9223372036854775807\n" + Hash + "\n")]
    [InlineData("a size beyond 64 bits", "go.sum database tree\n18446744073709551617\n" + Hash + "\n")]
    [InlineData("a hash too long", "go.sum database tree\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBTOOBIG=\n")]
    [InlineData("a hash too short", "go.sum database tree\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40Hmuw\n")]
    [InlineData("no end of the last line", "go.sum database tree\n1\n" + Hash)]
    [InlineData("nothing", "")]
    public void Refuses(string what, string text) => Assert.False(TryParse(text, out _), what);

    [Theory]
    [InlineData("as long as allowed", 1_000_000, true)]
    [InlineData("one byte longer", 1_000_001, false)]
    public void Bounds_the_length(string what, int length, bool expected) =>
        Assert.Equal((what, expected), (what, TryParse(Golden.PadRight(length, 'x'), out _)));

    private static bool TryParse(string text, out TreeHead head)
    {
        var isRead = TreeHead.TryParse(Encoding.UTF8.GetBytes(text), out head, out var error);
        Assert.Equal(isRead ? null : "malformed tree note", error?.Reason);
        return isRead;
    }
}
