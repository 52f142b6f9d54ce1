using System.Text;
using Sutler.Go.Digests;
using Xunit;

namespace Sutler.Tests.Digests;

public sealed class DigestLineTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 24, 3, 0, 0, 120, TimeSpan.Zero);

    [Theory]
    [InlineData("empty file", 0)]
    [InlineData("one byte", 1)]
    [InlineData("one block", 1 << 20)]
    [InlineData("one block and a byte", (1 << 20) + 1)]
    [InlineData("three blocks", 3 << 20)]
    public void Reads_what_it_writes(string name, int length)
    {
        var digest = new FileDigest("ex.com/!m/@v/v1.0.0.zip", Then, BlockDigests.Of(Bytes(length)));
        var line = DigestLine.Format(digest);
        Assert.True(DigestLine.TryParse(line.AsSpan()[..^1], out var read, out var error), $"{name}: {error?.Reason}");
        Assert.Equal(digest, read);
        Assert.Equal((length + (1 << 20) - 1) >> 20, read.Blocks.Length);
        Assert.True(line.Length <= DigestLine.LongestLine);
    }

    [Fact]
    public void Is_the_digest_that_sha256sum_prints() =>
        Assert.Equal(
            " 1764000000123 3 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad a/@v/v1.0.0.info\n",
            Encoding.UTF8.GetString(DigestLine.Format(new FileDigest("a/@v/v1.0.0.info", DateTimeOffset.FromUnixTimeMilliseconds(1764000000123), BlockDigests.Of("abc"u8))))[8..]);

    [Fact]
    public void Refuses_every_line_with_one_byte_changed()
    {
        var line = DigestLine.Format(new FileDigest("ex.com/m/@v/v1.0.0.mod", Then, BlockDigests.Of("module ex.com/m\n"u8))).AsSpan()[..^1].ToArray();
        for (var at = 0; at < line.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                line[at] ^= (byte)(1 << bit);
                Assert.False(DigestLine.TryParse(line, out _, out _), $"byte {at}, bit {bit}");
                line[at] ^= (byte)(1 << bit);
            }
        }
    }

    [Theory]
    [InlineData("parent", "../x")]
    [InlineData("parent within", "a/../../x")]
    [InlineData("absolute", "/etc/passwd")]
    [InlineData("empty", "")]
    [InlineData("empty element", "a//b")]
    [InlineData("line break", "a\nb")]
    [InlineData("blank", "a b")]
    [InlineData("backslash", "..\\x")]
    public void Records_no_name_that_leads_out_of_the_cache_or_breaks_the_line(string name, string path) =>
        Assert.False(DigestLine.CanRecord(path, BlockDigests.Of("x"u8)), name);

    [Fact]
    public void Tells_blocks_that_differ_and_where_they_lie()
    {
        var content = Bytes((2 << 20) + 100);
        var recorded = BlockDigests.Of(content);
        content[(1 << 20) + 5] ^= 1;
        content[^1] ^= 1;
        Assert.Equal(
            [new FileBlock(1, 1 << 20, 1 << 20), new FileBlock(2, 2 << 20, 100)],
            recorded.DifferingBlocks(BlockDigests.Of(content)));
        Assert.Equal([new FileBlock(2, 2 << 20, 100)], recorded.DifferingBlocks(BlockDigests.Of(Bytes((2 << 20) + 99))));
        Assert.Equal("block 2 (bytes 2097152-2097251)", recorded[2].ToString());
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
