using Sutler.GoModules.TransparencyLog;
using Xunit;

namespace Sutler.Tests.TransparencyLog;

/// <summary>Spec: TLOG-2, TLOG-5.</summary>
public sealed class TileCoordinateTests
{
    [Theory]
    [InlineData("full", "tile/4/0/001", 4, 0, 1, 16)]
    [InlineData("partial", "tile/4/0/001.p/5", 4, 0, 1, 5)]
    [InlineData("three groups", "tile/3/5/x123/x456/078", 3, 5, 123456078, 8)]
    [InlineData("three groups, partial", "tile/3/5/x123/x456/078.p/2", 3, 5, 123456078, 2)]
    [InlineData("low", "tile/1/0/x003/x057/500", 1, 0, 3057500, 2)]
    [InlineData("records", "tile/1/data/x003/x057/500", 1, -1, 3057500, 2)]
    [InlineData("as the database has it", "tile/8/0/x001/067.p/255", 8, 0, 1067, 255)]
    public void Reads_and_prints(string what, string path, int height, int level, long number, int width)
    {
        Assert.True(TileCoordinate.TryParse(path, out var tile, out _), what);
        Assert.Equal(TileCoordinate.Create(height, level, number, width), tile);
        Assert.Equal(path, tile.Path);
    }

    [Theory]
    [InlineData("groups without x", "tile/3/5/123/456/078")]
    [InlineData("a negative level", "tile/3/-1/123/456/078")]
    [InlineData("no number", "tile/8/0")]
    [InlineData("an empty number", "tile/8/0/")]
    [InlineData("height 0", "tile/0/0/001")]
    [InlineData("height 31", "tile/31/0/001")]
    [InlineData("level 64", "tile/1/64/001")]
    [InlineData("width 0", "tile/8/0/001.p/0")]
    [InlineData("the full width", "tile/8/0/001.p/256")]
    [InlineData("no width", "tile/8/0/001.p/")]
    [InlineData("a short group", "tile/8/0/01")]
    [InlineData("a long group", "tile/8/0/1000")]
    [InlineData("an x on the last group", "tile/8/0/x001")]
    [InlineData("a needless group", "tile/8/0/x000/001")]
    [InlineData("a leading zero in the width", "tile/8/0/001.p/05")]
    [InlineData("a sign", "tile/8/0/+01")]
    [InlineData("a leading slash", "/tile/8/0/001")]
    [InlineData("more behind it", "tile/8/0/001/")]
    [InlineData("a number beyond 64 bits", "tile/8/0/x999/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("another word", "tail/8/0/001")]
    [InlineData("nothing", "")]
    public void Refuses(string what, string path)
    {
        Assert.False(TileCoordinate.TryParse(path, out _, out var error), what);
        Assert.Equal($"malformed tile path \"{path}\"", error.Reason);
    }

    [Fact]
    public void Finds_the_narrowest_tile_of_every_node()
    {
        for (var index = 0L; index < 5000; index++)
        {
            var (level, n) = StoredHash.Split(index);
            var tile = TileCoordinate.ForStoredHash(3, index);
            var (first, last) = (n << (level - tile.TreeLevel), ((n + 1) << (level - tile.TreeLevel)) - 1);

            Assert.InRange(level - tile.TreeLevel, 0, 2);
            Assert.Equal(first >> 3, tile.Number);
            Assert.Equal(last - (tile.Number << 3) + 1, tile.Width);
        }
    }

    [Theory]
    [InlineData("full", 0, 0, 256, 256)]
    [InlineData("partial", 0, 0, 255, 255)]
    [InlineData("not there yet", 0, 1, 256, null)]
    [InlineData("just begun", 0, 1, 257, 1)]
    [InlineData("one up", 1, 0, 65535, 255)]
    [InlineData("one up, full", 1, 0, 65536, 256)]
    [InlineData("no level so high", 9, 0, 1L << 60, null)]
    [InlineData("a number far off", 0, long.MaxValue, 1000, null)]
    public void Has_the_width_the_log_allows(string what, int level, long number, long size, int? width) =>
        Assert.Equal((what, width), (what, TileCoordinate.Create(8, level, number, 256).InTree(size)?.Width));
}
