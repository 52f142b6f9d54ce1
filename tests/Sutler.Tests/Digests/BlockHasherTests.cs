using Sutler.Go.Digests;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Digests;

public sealed class BlockHasherTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("empty", 0)]
    [InlineData("small", 1000)]
    [InlineData("one block", 1 << 20)]
    [InlineData("many blocks", (5 << 20) + 12345)]
    public void Agrees_with_the_digests_of_memory_however_many_work(string name, int length)
    {
        var content = Write(length);
        foreach (var workers in new[] { 1, 4 })
        {
            Assert.Equal((name, BlockDigests.Of(content)), (name, BlockHasher.HashFile(_scratch["file"], workers, Cancellation)));
        }
    }

    [Fact]
    public void Finds_damaged_and_missing_blocks_and_no_others()
    {
        var content = Write((4 << 20) + 10);
        var recorded = BlockDigests.Of(content);
        content[(1 << 20) - 1] ^= 0x80;
        File.WriteAllBytes(_scratch["file"], content.AsSpan(0, 4 << 20));
        using var file = File.OpenHandle(_scratch["file"]);
        Assert.Equal([recorded[0], recorded[4]], BlockHasher.FindDamage(file, recorded, 3, Cancellation));
    }

    [Fact]
    public void Takes_the_same_memory_for_any_file()
    {
        Write(32 << 20);
        BlockHasher.HashFile(_scratch["file"], 1, Cancellation);
        var before = GC.GetAllocatedBytesForCurrentThread();
        BlockHasher.HashFile(_scratch["file"], 1, Cancellation);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024);
    }

    private byte[] Write(int length)
    {
        var content = new byte[length];
        new Random(3).NextBytes(content);
        File.WriteAllBytes(_scratch["file"], content);
        return content;
    }
}
