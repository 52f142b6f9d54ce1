using Sutler.GoModules.TransparencyLog;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.TransparencyLog;

/// <summary>Spec: NOTE-3, NOTE-4, SUMDB-2. The key is the published example of the note format.</summary>
public sealed class VerifierKeyTests
{
    private const string Example = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    [Fact]
    public void Reads_the_published_example()
    {
        Assert.True(VerifierKey.TryParse(Example, out var key, out _));
        Assert.Equal("PeterNeumann", key.Name);
        Assert.Equal(0xc74f20a3u, key.Hash);
        Assert.Equal("PeterNeumann+c74f20a3", key.ToString());
    }

    [Fact]
    public void Takes_hexadecimal_digits_of_either_case() =>
        Assert.True(VerifierKey.TryParse(Example.Replace("c74f20a3", "C74F20A3", StringComparison.Ordinal), out _, out _));

    [Fact]
    public void Refuses_every_part_of_a_key()
    {
        for (var start = 0; start <= Example.Length; start++)
        {
            for (var end = start; end <= Example.Length; end++)
            {
                if (end - start < Example.Length)
                {
                    Assert.False(VerifierKey.TryParse(Example[start..end], out _, out _), Example[start..end]);
                }
            }
        }
    }

    [Fact]
    public void Refuses_a_key_with_any_character_changed()
    {
        for (var i = 0; i < Example.Length; i++)
        {
            var changed = Example[..i] + (char)(Example[i] + 1) + Example[(i + 1)..];
            Assert.False(VerifierKey.TryParse(changed, out _, out _), changed);
        }
    }

    [Theory]
    [InlineData("a plain unknown name", "bad", "malformed verifier id")]
    [InlineData("nothing", "", "malformed verifier id")]
    [InlineData("no name", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "malformed verifier id")]
    [InlineData("a name with white space", "a\u2003b+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "malformed verifier id")]
    [InlineData("seven digits", "PeterNeumann+c74f20a+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "malformed verifier id")]
    [InlineData("a sign among the digits", "PeterNeumann++74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "malformed verifier id")]
    [InlineData("no base64", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T", "malformed verifier id")]
    [InlineData("white space in base64", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegw xbzhKqiBfsVkmqq/LDE4izWy10TW", "malformed verifier id")]
    [InlineData("an empty key", "PeterNeumann+c74f20a3+", "malformed verifier id")]
    [InlineData("the hash of another key", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "invalid verifier hash")]
    [InlineData("the hash of another name", "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "invalid verifier hash")]
    [InlineData("a key too long, its hash right", "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "malformed verifier id")]
    [InlineData("another algorithm, its hash right", "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "unknown verifier algorithm")]
    public void Says_what_is_wrong(string what, string text, string expected)
    {
        Assert.False(VerifierKey.TryParse(text, out _, out var error), what);
        Assert.Equal(expected, error.Reason);
    }

    // Attributes cannot hold such a text.
    [Fact]
    public void Refuses_a_name_that_is_no_text() => Assert.False(VerifierKey.IsValidName("a\ud800"));

    [Fact]
    public void Verifies_what_its_signer_signed_and_nothing_else()
    {
        var signer = NoteSigner.FromSeed("sum.test/db", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        var signature = signer.SignatureOf("hi");

        Assert.True(signer.Verifier.Verifies("hi"u8, signature));
        Assert.False(signer.Verifier.Verifies("ho"u8, signature));
        Assert.False(signer.Verifier.Verifies("hi"u8, signature.AsSpan(0, 63)));
        Assert.False(signer.Verifier.Verifies("hi"u8, [.. signature, 0]));
        for (var i = 0; i < signature.Length; i++)
        {
            var changed = signature.ToArray();
            changed[i] ^= 1;
            Assert.False(signer.Verifier.Verifies("hi"u8, changed));
        }
    }

    // Adding the group order to the scalar gives a second signature for the same text, unless that is forbidden.
    [Fact]
    public void Refuses_a_scalar_not_below_the_group_order()
    {
        var order = System.Numerics.BigInteger.Pow(2, 252) + System.Numerics.BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
        var signer = NoteSigner.Published;
        var signature = signer.SignatureOf("hi");
        var scalar = new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        var malleated = new byte[64];
        signature.AsSpan(0, 32).CopyTo(malleated);
        Assert.True(scalar.TryWriteBytes(malleated.AsSpan(32), out _, isUnsigned: true));

        Assert.True(signer.Verifier.Verifies("hi"u8, signature));
        Assert.False(signer.Verifier.Verifies("hi"u8, malleated));
    }
}
