using Sutler.Storage.Blobs;
using Xunit;

namespace Sutler.Tests.Storage;

public sealed class BlobDigestTests
{
    private const string Hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Is_the_sha256_of_the_bytes()
    {
        var digest = BlobDigest.Of("abc"u8);
        Assert.Equal(("sha256:" + Hex, Hex), (digest.Text, digest.Hex));
        Assert.Equal(digest, BlobDigest.Parse("sha256:" + Hex));
        Assert.Equal(digest, BlobDigest.FromBytes(digest.ToBytes()));
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("no algorithm", Hex)]
    [InlineData("another algorithm", "sha512:" + Hex)]
    [InlineData("too short", "sha256:ba7816")]
    [InlineData("too long", "sha256:" + Hex + "00")]
    // Would be a second name for the same blob.
    [InlineData("capital digits", "sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("no digits", "sha256:zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("a path", "sha256:../../../../../../../../../../../../../../../../../../../../../etc/p")]
    public void Refuses(string what, string text)
    {
        Assert.NotEmpty(what);
        Assert.False(BlobDigest.TryParse(text, out _, out var error));
        Assert.StartsWith("a blob digest", error.Reason, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => BlobDigest.Parse(text));
    }

    [Fact]
    public void Orders_as_its_text_does()
    {
        var digests = Enumerable.Range(0, 100).Select(i => BlobDigest.Of([(byte)i])).ToList();
        Assert.Equal(digests.OrderBy(digest => digest.Text, StringComparer.Ordinal), digests.Order());
    }

    [Fact]
    public void Names_no_blob_by_default() => Assert.Throws<InvalidOperationException>(() => default(BlobDigest).Text);
}
