using Sutler.GoModules.Zip;
using Xunit;

namespace Sutler.Tests.Zip;

// What Go's path.Clean leaves alone; each row was compared with it.
public sealed class CleanPathTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("a/b", true)]
    [InlineData("/", true)]
    [InlineData("/a", true)]
    [InlineData(".", true)]
    [InlineData("..", true)]
    [InlineData("../..", true)]
    [InlineData("../a", true)]
    [InlineData("...", true)]
    [InlineData("", false)]
    [InlineData("a/", false)]
    [InlineData("a//b", false)]
    [InlineData("//", false)]
    [InlineData("./a", false)]
    [InlineData("a/.", false)]
    [InlineData("a/..", false)]
    [InlineData("a/../b", false)]
    [InlineData("../a/..", false)]
    [InlineData("/..", false)]
    [InlineData("/.", false)]
    public void Tells_clean_paths_from_others(string path, bool clean) => Assert.Equal(clean, CleanPath.IsClean(path));
}
