using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;
using Sutler.GoModules.Zip;
using Xunit;

namespace Sutler.Tests.Zip;

// Spec: H1-1 to H1-7.
public sealed class H1Tests
{
    private static byte[] Sha(string content) => SHA256.HashData(Encoding.UTF8.GetBytes(content));

    [Fact]
    public void Hashes_the_go_mod_of_the_quote_module() =>
        Assert.Equal(
            "h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=",
            H1.OfGoMod("module \"rsc.io/quote\"\n\nrequire \"rsc.io/sampler\" v1.3.0\n"u8).Text);

    [Fact]
    public void Hashes_an_empty_go_mod() =>
        Assert.Equal("h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=", H1.OfGoMod([]).Text);

    [Fact]
    public void Is_the_hash_of_sorted_lines_of_hash_and_name()
    {
        var lines = $"{Convert.ToHexStringLower(Sha("1"))}  a\n{Convert.ToHexStringLower(Sha("2"))}  b\n";
        var expected = "h1:" + Convert.ToBase64String(Sha(lines));

        Assert.Equal(expected, H1.FromFiles([("b", Sha("2")), ("a", Sha("1"))]).Text);
    }

    [Fact]
    public void Hashes_no_files_at_all() =>
        Assert.Equal("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", H1.FromFiles([]).Text);

    [Fact]
    public void Sorts_by_the_bytes_of_UTF_8()
    {
        // By UTF-16 units the surrogates of U+10000 would come before U+FB01.
        var lines = $"{Convert.ToHexStringLower(Sha("1"))}  \uFB01\n{Convert.ToHexStringLower(Sha("2"))}  \U00010000\n";

        Assert.Equal("h1:" + Convert.ToBase64String(Sha(lines)), H1.FromFiles([("\U00010000", Sha("2")), ("\uFB01", Sha("1"))]).Text);
    }

    [Fact]
    public void Takes_the_last_content_for_each_occurrence_of_a_name()
    {
        var lines = string.Concat(Enumerable.Repeat($"{Convert.ToHexStringLower(Sha("2"))}  a\n", 2));

        Assert.Equal("h1:" + Convert.ToBase64String(Sha(lines)), H1.FromFiles([("a", Sha("1")), ("a", Sha("2"))]).Text);
    }

    [Fact]
    public void Refuses_a_name_with_a_newline()
    {
        var error = Assert.Throws<SutlerException>(() => H1.FromFiles([("a\nb", Sha("1"))]));

        Assert.Equal("dirhash: filenames with newlines are not supported", error.Message);
    }
}
