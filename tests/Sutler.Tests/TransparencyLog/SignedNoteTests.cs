using System.Text;
using Sutler.GoModules.TransparencyLog;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.TransparencyLog;

/// <summary>Spec: NOTE-1, NOTE-2, NOTE-5. Texts, keys and signatures are the published examples of the note format.</summary>
public sealed class SignedNoteTests
{
    private const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string PeterSignature = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private const string EnochSignature = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

    private static readonly VerifierKey Peter = Key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    private static readonly VerifierKey Enoch = Key("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop");

    [Fact]
    public void Opens_a_note_signed_by_the_key_and_another()
    {
        Assert.Equal(Text, Open(Text + "\n" + PeterSignature + EnochSignature, Peter));
        Assert.Equal(Text, Open(Text + "\n" + PeterSignature + EnochSignature, Enoch));
    }

    [Fact]
    public void Our_signer_makes_the_published_note()
    {
        var signer = NoteSigner.Parse("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
        Assert.Equal(Text + "\n" + PeterSignature, Encoding.UTF8.GetString(signer.Sign(Text)));
    }

    [Fact]
    public void Splits_at_the_last_blank_line()
    {
        var signer = NoteSigner.Published;
        var message = Encoding.UTF8.GetString(signer.Sign("first\n\nsecond\n"));
        Assert.Equal("first\n\nsecond\n", Open(message, signer.Verifier));
    }

    [Fact]
    public void Passes_over_repeated_signatures() =>
        Assert.Equal(Text, Open(Text + "\n" + PeterSignature + PeterSignature + EnochSignature + EnochSignature, Peter));

    // The first signature by a key decides; a bad one behind it is a duplicate.
    [Fact]
    public void Checks_only_the_first_signature_by_the_key()
    {
        var bad = PeterSignature.Replace("UgYN1", "ABCD1", StringComparison.Ordinal);
        Assert.Equal(Text, Open(Text + "\n" + PeterSignature + bad, Peter));
        Assert.Equal("invalid signature for key PeterNeumann+c74f20a3", Refusal(Text + "\n" + bad + PeterSignature, Peter));
    }

    [Theory]
    [InlineData("another text", "Hello.\n\n" + PeterSignature, "invalid signature for key PeterNeumann+c74f20a3")]
    [InlineData("a signature too long", Text + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIABCDuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n", "invalid signature for key PeterNeumann+c74f20a3")]
    [InlineData("only another key", Text + "\n" + EnochSignature, "note has no verifiable signatures")]
    [InlineData("the same name with another key hash", Text + "\n— PeterNeumann xxxxo/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n", "note has no verifiable signatures")]
    [InlineData("no blank line", Text, "malformed note")]
    [InlineData("no signatures", Text + "\n", "malformed note")]
    [InlineData("nothing", "", "malformed note")]
    [InlineData("two line feeds", "\n\n", "malformed note")]
    [InlineData("no final line feed", Text + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=", "malformed note")]
    [InlineData("a control character", "\u0001" + Text + "\n" + PeterSignature, "malformed note")]
    [InlineData("a carriage return", "a\r\n\n" + PeterSignature, "malformed note")]
    [InlineData("a tab", "a\tb\n\n" + PeterSignature, "malformed note")]
    [InlineData("a name with a space", Text + "\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n", "malformed note")]
    [InlineData("a name with a plus", Text + "\n— A+B x08go/ZJkuBS\n" + PeterSignature, "malformed note")]
    [InlineData("no name", Text + "\n—  x08go/ZJkuBS\n" + PeterSignature, "malformed note")]
    [InlineData("no signature behind the name", Text + "\n— Name\n" + PeterSignature, "malformed note")]
    [InlineData("four bytes", Text + "\n— Name x08goA==\n" + PeterSignature, "malformed note")]
    [InlineData("bad base64", Text + "\n— Name x08go/Z!\n" + PeterSignature, "malformed note")]
    [InlineData("an en dash", Text + "\n– PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n", "malformed note")]
    [InlineData("a hyphen", Text + "\n- PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n", "malformed note")]
    [InlineData("an em dash without a space", Text + "\n—PeterNeumann x08go/ZJkuBS\n", "malformed note")]
    [InlineData("a line that is no signature", Text + "\n" + PeterSignature + "Unexpected line.\n", "malformed note")]
    public void Refuses_what_is_wrong(string what, string message, string expected) =>
        Assert.Equal((what, expected), (what, Refusal(message, Peter)));

    [Fact]
    public void Refuses_bytes_that_are_no_text()
    {
        byte[] message = [0xff, .. Encoding.UTF8.GetBytes(Text + "\n" + PeterSignature)];
        Assert.False(SignedNote.TryOpen(message, Peter, out _, out var error));
        Assert.Equal("malformed note", error.Reason);
    }

    [Theory]
    [InlineData("as many as are allowed", 100, null)]
    [InlineData("one too many", 101, "malformed note")]
    public void Counts_signatures(string what, int count, string? expected)
    {
        var message = Text + "\n" + string.Concat(Enumerable.Repeat(PeterSignature, count));
        Assert.Equal((what, expected), (what, Refusal(message, Peter)));
    }

    // Bits beyond the last byte are not looked at, as in Go.
    [Fact]
    public void Takes_base64_with_stray_bits_at_its_end() =>
        Assert.Equal(Text, Open(Text + "\n" + PeterSignature.Replace("JnAM=", "JnAN=", StringComparison.Ordinal), Peter));

    private static VerifierKey Key(string text) => VerifierKey.TryParse(text, out var key, out var error) ? key : throw new FormatException(error.Reason);

    private static string? Refusal(string message, VerifierKey key) =>
        SignedNote.TryOpen(Encoding.UTF8.GetBytes(message), key, out _, out var error) ? null : error.Reason;

    private static string Open(string message, VerifierKey key) =>
        SignedNote.TryOpen(Encoding.UTF8.GetBytes(message), key, out var note, out var error)
            ? Encoding.UTF8.GetString(note.Text.Span)
            : throw new FormatException(error.Reason);
}
