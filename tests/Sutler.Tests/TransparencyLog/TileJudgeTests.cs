using Sutler.GoModules.TransparencyLog;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.TransparencyLog;

/// <summary>That a changed tile is told from the others by nothing but signed heads.</summary>
public sealed class TileJudgeTests
{
    private static readonly string[] Large = ["tile/8/0/000", "tile/8/0/272", "tile/8/0/273.p/112", "tile/8/1/000", "tile/8/1/001.p/17", "tile/8/2/000.p/1"];

    [Theory]
    [InlineData("one tile", 5)]
    [InlineData("one full tile", 256)]
    [InlineData("three levels", 70000)]
    public void Proves_the_tiles_of_a_log(string name, int size)
    {
        var database = Log(size);
        var tiles = (size switch { 5 => ["tile/8/0/000.p/5"], 256 => ["tile/8/0/000", "tile/8/1/000.p/1"], _ => Large }).Select(path => Tile(database, path)).ToList();
        var judge = TileJudge.Judge(tiles, [Head(database)], [], static _ => false);
        Assert.All(tiles, tile => Assert.Equal((name, TileStanding.Proven), (name, judge.VerdictOn(tile).Standing)));
        Assert.Equal(3, judge.NumberOf(tiles[0].HashAt(StoredHash.Index(0, 3))));
    }

    [Fact]
    public void Any_changed_tile_is_blamed_and_no_other_is_called_wrong()
    {
        var database = Log(70000);
        var random = new Random(20261201);
        foreach (var path in Large)
        {
            for (var sample = 0; sample < 10; sample++)
            {
                var good = Large.Where(other => other != path).Select(other => Tile(database, other)).ToList();
                var row = (byte[])Tile(database, path).Row.Clone();
                row[random.Next(row.Length)] ^= (byte)(1 << random.Next(8));
                Assert.True(TileCoordinate.TryParse(path, out var coordinate, out _));
                var bad = new LogTile(coordinate, row);
                var judge = TileJudge.Judge([.. good, bad], [Head(database)], [], static _ => false);
                Assert.True(judge.VerdictOn(bad).Standing is TileStanding.Wrong or TileStanding.Suspect, path);
                Assert.All(good, tile => Assert.NotEqual((path, TileStanding.Wrong), (path, judge.VerdictOn(tile).Standing)));
            }
        }
    }

    [Fact]
    public void A_changed_tile_is_the_one_that_all_heads_have_in_common()
    {
        var database = Log(600);
        List<TreeHead> heads = [Head(database)];
        var narrow = Tile(database, "tile/8/0/002.p/88");
        database.Grow(5);
        heads.Add(Head(database));
        var wide = Tile(database, "tile/8/0/002.p/93");
        var row = (byte[])Tile(database, "tile/8/1/000.p/2").Row.Clone();
        row[40] ^= 4;
        Assert.True(TileCoordinate.TryParse("tile/8/1/000.p/2", out var coordinate, out _));
        var bad = new LogTile(coordinate, row);
        var judge = TileJudge.Judge([narrow, wide, bad], heads, [], static _ => false);
        Assert.Equal(TileStanding.Wrong, judge.VerdictOn(bad).Standing);
        Assert.Equal(TileStanding.Open, judge.VerdictOn(wide).Standing);
    }

    [Fact]
    public void Of_two_widths_the_changed_one_is_wrong()
    {
        var database = Log(3);
        List<TreeHead> heads = [Head(database)];
        var narrow = Tile(database, "tile/8/0/000.p/3");
        database.Grow(5);
        heads.Add(Head(database));
        var row = (byte[])Tile(database, "tile/8/0/000.p/5").Row.Clone();
        row[1] ^= 1;
        Assert.True(TileCoordinate.TryParse("tile/8/0/000.p/5", out var coordinate, out _));
        var bad = new LogTile(coordinate, row);
        var judge = TileJudge.Judge([narrow, bad], heads, [], static _ => false);
        Assert.Equal((TileStanding.Proven, TileStanding.Wrong), (judge.VerdictOn(narrow).Standing, judge.VerdictOn(bad).Standing));
    }

    private static TestChecksumDatabase Log(int size)
    {
        var database = new TestChecksumDatabase();
        database.Grow(size);
        return database;
    }

    private static LogTile Tile(TestChecksumDatabase database, string path)
    {
        Assert.True(TileCoordinate.TryParse(path, out var coordinate, out _));
        return new LogTile(coordinate, database.Handle("/" + path).Body);
    }

    private static TreeHead Head(TestChecksumDatabase database)
    {
        Assert.True(SignedNote.TryOpen(database.Handle("/latest").Body, database.Key, out var note, out _));
        Assert.True(TreeHead.TryParse(note.Text.Span, out var head, out _));
        return head;
    }
}
