using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sutler.GoModules.Zip;
using Xunit;

namespace Sutler.Tests.Zip;

// Spec: ZIP-4, NET-4.
public sealed class SimpleFoldingTests
{
    [Theory]
    [InlineData("Ascii", "README", "readme", true)]
    [InlineData("Kelvin sign", "\u212A", "k", true)]
    [InlineData("Long s", "\u017F", "S", true)]
    [InlineData("Capital sharp s", "\u1E9E", "ß", true)]
    [InlineData("Angstrom sign", "\u212B", "å", true)]
    [InlineData("Greek final sigma", "ς", "Σ", true)]
    [InlineData("Deseret, beyond 16 bits", "\U00010400", "\U00010428", true)]
    [InlineData("Sharp s is not ss", "ß", "ss", false)]
    [InlineData("Dotted capital I", "\u0130", "i", false)]
    [InlineData("Dotless i", "\u0131", "I", false)]
    [InlineData("Decomposed", "e\u0301", "é", false)]
    public void Equates_what_Go_equates(string name, string left, string right, bool equal)
    {
        Assert.NotEmpty(name);
        Assert.Equal(equal, SimpleFolding.AreEqual(left, right));
    }

    [Fact]
    public void Folds_every_code_point_as_Go_1_24_does()
    {
        // The expected hash is of the same listing printed by a Go program with unicode.SimpleFold.
        var listing = new StringBuilder();
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            if ((codePoint is < 0xD800 or >= 0xE000) && SimpleFolding.Fold(codePoint) != codePoint)
            {
                listing.Append(CultureInfo.InvariantCulture, $"{codePoint} {SimpleFolding.Fold(codePoint)}\n");
            }
        }

        Assert.Equal(
            "4948fa702776465a7c280e8149e848ec3a0b32c142be9f97533c225909f55ca6",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(listing.ToString()))));
    }
}
