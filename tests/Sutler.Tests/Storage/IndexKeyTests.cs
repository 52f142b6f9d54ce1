using Sutler.Storage.Index;
using Xunit;

namespace Sutler.Tests.Storage;

public sealed class IndexKeyTests
{
    [Theory]
    [InlineData("no area", "", "a")]
    [InlineData("a capital", "File", "a")]
    [InlineData("a long area", "abcdefghijklmnopqrstuvwxyz0123456", "a")]
    [InlineData("no name", "file", "")]
    [InlineData("a space", "file", "a b")]
    [InlineData("a line break, which would forge a line in a log", "file", "a\nb")]
    [InlineData("not ASCII", "file", "é")]
    public void Refuses(string what, string area, string name)
    {
        Assert.NotEmpty(what);
        Assert.False(IndexKey.TryCreate(area, name, out _, out _));
        Assert.Throws<FormatException>(() => IndexKey.Create(area, name));
    }

    [Fact]
    public void Takes_names_up_to_their_greatest_length()
    {
        Assert.Equal(2048, IndexKey.Create("file", new string('x', 2048)).Name.Length);
        Assert.False(IndexKey.TryCreate("file", new string('x', 2049), out _, out _));
    }

    [Fact]
    public void Reads_as_area_and_name() => Assert.Equal("go-file:a/!b@v1.zip", IndexKey.Create("go-file", "a/!b@v1.zip").ToString());
}
