using CsCheck;
using Sutler.TestKit;
using Sutler.Transfer.Files;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.TransferFiles;

/// <summary>What a process finds that opens a file which another was writing. Decision 6.</summary>
public sealed class PartialFileTests : IDisposable
{
    private const int Length = 8 << 20;

    private static readonly byte[] Content = FileWorld.Content(Length);
    private static readonly FileIdentity Identity = FileIdentity.Of(Url.Parse("https://a.b/c"), Length, "\"1\"")!;

    private readonly ScratchDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("too little to keep", 60_000, false, true)]
    [InlineData("enough", 70_000, true, true)]
    [InlineData("nobody knows what it is", 7 << 20, false, false)]
    public void Keeps_what_can_be_continued_and_is_worth_it(string name, int count, bool kept, bool known)
    {
        Assert.NotEmpty(name);
        using (var file = _files.OpenPartial())
        {
            file.StartOver(Length, known ? Identity : null);
            file.Write(0, Content.AsSpan(0, count));
        }

        Assert.Equal(kept ? ["file.part", "file.part.state"] : [], _files.Tree());
        using var again = _files.OpenPartial();
        Assert.Equal(kept ? count : 0, again.Held);
        Assert.Equal(kept ? Identity : null, again.Identity);
        Assert.Equal(kept, again.CameInPieces);
    }

    [Fact]
    public void Writes_down_what_it_is_as_soon_as_there_is_something_to_lose()
    {
        using var file = _files.OpenPartial();
        file.StartOver(Length, Identity);
        file.Write(0, Content.AsSpan(0, 60_000));
        Assert.Equal(["file.part"], _files.Tree());
        file.Write(60_000, Content.AsSpan(60_000, 10_000));
        Assert.Equal(["file.part", "file.part.state"], _files.Tree());
    }

    [Theory]
    [InlineData("to a file", true, false)]
    [InlineData("to nothing", false, false)]
    [InlineData("of the state, to a file", true, true)]
    [InlineData("of the state, to nothing", false, true)]
    public void Follows_no_link(string name, bool exists, bool ofState)
    {
        using var elsewhere = new ScratchDirectory();
        var target = elsewhere["target"];
        if (exists)
        {
            elsewhere.Write("target", "precious");
        }

        File.CreateSymbolicLink(_files["file.part" + (ofState ? ".state" : "")], target);
        using (var file = _files.OpenPartial())
        {
            Assert.Equal(0, file.Held);
            file.StartOver(Length, Identity);
            file.Write(0, Content.AsSpan(0, 2 << 20));
        }

        Assert.Equal((name, exists, (string?)null), (name, File.Exists(target), new FileInfo(_files["file.part"]).LinkTarget));
        Assert.Equal(exists ? "precious" : "", exists ? File.ReadAllText(target) : "");
        using var again = _files.OpenPartial();
        Assert.Equal(2 << 20, again.Held);
    }

    [Fact]
    public void Keeps_nothing_where_it_cannot_be_written_down()
    {
        using (var file = _files.OpenPartial())
        {
            file.StartOver(Length, Identity);
            Directory.CreateDirectory(file.StatePath);
            file.Write(0, Content.AsSpan(0, 2 << 20));
            file.Save();
            Assert.Equal(2 << 20, file.Held);
        }

        Assert.DoesNotContain("file.part", _files.Tree());
    }

    [Fact]
    public void Remembers_ranges_that_stand_apart()
    {
        using (var file = _files.OpenPartial())
        {
            file.StartOver(Length, Identity);
            file.Write(0, Content.AsSpan(0, 100_000));
            file.Write(7 << 20, Content.AsSpan(7 << 20, 1 << 20));
        }

        using var again = _files.OpenPartial();
        Assert.Equal([new ByteRange(100_000, 7 << 20)], again.Gaps());
        again.Write(100_000, Content.AsSpan(100_000, (7 << 20) - 100_000));
        Assert.True(again.IsWhole);
        Assert.Equal(Content, File.ReadAllBytes(again.Path));
    }

    [Fact]
    public void Forgets_the_former_state_before_new_bytes_come()
    {
        using (var file = _files.OpenPartial())
        {
            file.StartOver(Length, Identity);
            file.Write(0, Content.AsSpan(0, 2 << 20));
        }
        using (var file = _files.OpenPartial())
        {
            file.StartOver(Length, Identity with { Tag = "\"2\"" });
            Assert.Equal(["file.part"], _files.Tree());
            file.Write(0, Content.AsSpan(0, 100));
        }
        Assert.Equal([], _files.Tree());
    }

    [Fact]
    public void A_state_without_its_file_is_nothing()
    {
        using (var file = _files.OpenPartial())
        {
            file.StartOver(Length, Identity);
            file.Write(0, Content.AsSpan(0, 2 << 20));
        }
        File.Delete(_files["file.part"]);
        using var again = _files.OpenPartial();
        Assert.Equal(["file.part"], _files.Tree());
        Assert.Null(again.Identity);
    }

    [Theory]
    [InlineData("no state", null)]
    [InlineData("empty", "")]
    [InlineData("another schema", "sutler-part 2\nlength 8388608\netag \"1\"\nsource 00000000000000000000000000000000\n")]
    [InlineData("length of nothing", "sutler-part 1\nlength 0\netag \"1\"\nsource 00000000000000000000000000000000\n")]
    [InlineData("shorter than the file", "sutler-part 1\nlength 99\netag \"1\"\nsource 00000000000000000000000000000000\n")]
    [InlineData("huge length", "sutler-part 1\nlength 99999999999999999999\netag \"1\"\nsource 00000000000000000000000000000000\n")]
    [InlineData("weak tag", "sutler-part 1\nlength 8388608\netag W/\"1\"\nsource 00000000000000000000000000000000\n")]
    [InlineData("a header in the tag", "sutler-part 1\nlength 8388608\netag \"1\r\"\nsource 00000000000000000000000000000000\n")]
    [InlineData("header not finished", "sutler-part 1\nlength 8388608\netag \"1\"\nsource 00000000000000000000000000000000")]
    [InlineData("range beyond the end", "sutler-part 1\nlength 8388608\netag \"1\"\nsource 00000000000000000000000000000000\nscattered\nhave 0 8388609\n")]
    [InlineData("range beyond the file", "sutler-part 1\nlength 8388608\netag \"1\"\nsource 00000000000000000000000000000000\nscattered\nhave 0 101\n")]
    [InlineData("range backwards", "sutler-part 1\nlength 8388608\netag \"1\"\nsource 00000000000000000000000000000000\nscattered\nhave 5 4\n")]
    [InlineData("negative range", "sutler-part 1\nlength 8388608\netag \"1\"\nsource 00000000000000000000000000000000\nscattered\nhave -1 4\n")]
    [InlineData("no ranges", "sutler-part 1\nlength 8388608\netag \"1\"\nsource 00000000000000000000000000000000\nscattered\n")]
    [InlineData("something else", "sutler-part 1\nlength 8388608\netag \"1\"\nsource 00000000000000000000000000000000\nhello\n")]
    public void Starts_over_where_the_state_makes_no_sense(string name, string? state)
    {
        Assert.NotEmpty(name);
        File.WriteAllBytes(_files["file.part"], new byte[100]);
        if (state is not null)
        {
            _files.Write("file.part.state", state);
        }
        using var file = _files.OpenPartial();
        Assert.Equal(0, file.Held);
        Assert.Null(file.Identity);
        Assert.Equal(0, new FileInfo(file.Path).Length);
        Assert.Equal(["file.part"], _files.Tree());
    }

    [Fact]
    public void Never_claims_a_byte_that_was_not_written_wherever_it_dies()
    {
        // Blocks in any order, as several requests would write them; a death somewhere on the way, in the middle of a line of the state.
        // The line that says how to read the file is written before anything depends on it.
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 1 << 20], Gen.Int[1, 60], Gen.Int[0, 200]).Sample(
            (streams, seed, steps, torn) =>
            {
                using var before = new ScratchDirectory();
                using var after = new ScratchDirectory();
                var random = new Random(seed);
                using (var file = before.OpenPartial())
                {
                    file.StartOver(Length, Identity);
                    var positions = Enumerable.Range(0, streams).Select(i => i * (Length / streams)).ToArray();
                    for (var step = 0; step < steps; step++)
                    {
                        var i = random.Next(streams);
                        var end = i == streams - 1 ? Length : (i + 1) * (Length / streams);
                        var count = Math.Min(random.Next(1, 700_000), end - positions[i]);
                        file.Write(positions[i], Content.AsSpan(positions[i], count));
                        positions[i] += count;
                    }
                    File.Copy(file.Path, after["file.part"]);
                    if (File.Exists(file.StatePath))
                    {
                        var state = File.ReadAllBytes(file.StatePath);
                        var sure = state.AsSpan().IndexOf("scattered\n"u8) is var at and >= 0 ? at + "scattered\n".Length : 0;
                        File.WriteAllBytes(after["file.part.state"], state[..Math.Max(sure, state.Length - torn)]);
                    }
                }

                using var again = after.OpenPartial();
                var bytes = File.ReadAllBytes(again.Path);
                var from = 0L;
                foreach (var gap in again.Gaps())
                {
                    Assert.True(bytes.AsSpan((int)from, (int)(gap.First - from)).SequenceEqual(Content.AsSpan((int)from, (int)(gap.First - from))));
                    from = Math.Min(gap.End, Length);
                }
            },
            iter: 60);
    }
}
