using Sutler.Progress;
using Xunit;

namespace Sutler.Tests.Progress;

public sealed class ColumnsTests
{
    [Theory]
    [InlineData("", 5, "")]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "lo...")]
    [InlineData("longer", 3, "lon")]
    [InlineData("longer", 0, "")]
    [InlineData("\u6a21\u7d44", 4, "\u6a21\u7d44")]
    [InlineData("\u6a21\u7d44\u6a21\u7d44", 6, "\u6a21...")]
    [InlineData("\u6a21\u7d44", 3, "\u6a21")]
    public void Crops_the_end(string text, int width, string cropped) => Assert.Equal(cropped, Columns.Crop(text, width));

    [Theory]
    [InlineData("short", 8, "short   ")]
    [InlineData("example.com/long@v1.0.0", 12, "...ng@v1.0.0")]
    [InlineData("\u6a21\u7d44\u6a21\u7d44", 6, "...\u7d44 ")]
    public void Fits_a_name_by_its_end(string text, int width, string fitted) => Assert.Equal((fitted, width), (Columns.Fit(text, width), Columns.Of(fitted)));
}
