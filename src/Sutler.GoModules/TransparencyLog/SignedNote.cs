using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sutler.Errors;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>A text whose signature by a known key was checked.</summary>
/// <remarks>
/// Text, a blank line, then lines <c>— name base64(key hash ‖ signature)</c> with an em dash. The text is all before the
/// <em>last</em> blank line, its own last LF included. Holding a note proves the signature. Spec: NOTE-1 to NOTE-5.
/// </remarks>
public sealed class SignedNote
{
    // Each signature by the key costs a verification, and a note of the checksum database has one.
    private const int MostSignatures = 100;
    private const string SignaturePrefix = "— ";

    private SignedNote(ReadOnlyMemory<byte> text) => Text = text;

    /// <summary>The signed text, ending in LF.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>
    /// Checks a note, or says <c>malformed note</c>, <c>invalid signature for key name+hash</c> or
    /// <c>note has no verifiable signatures</c>. Signatures by other keys are passed over.
    /// </summary>
    public static bool TryOpen(ReadOnlyMemory<byte> message, VerifierKey key, [NotNullWhen(true)] out SignedNote? note, [NotNullWhen(false)] out ParseError? error)
    {
        note = null;
        if (!TrySplit(message, out var text, out var signatures))
        {
            error = Malformed;
            return false;
        }

        error = Check(text, signatures, key);
        note = error is null ? new SignedNote(text) : null;
        return error is null;
    }

    /// <summary>Whether the message has the form of a note, whoever signed it.</summary>
    public static bool IsWellFormed(ReadOnlyMemory<byte> message) => TrySplit(message, out _, out _);

    private static ParseError Malformed => new("malformed note");

    private static bool TrySplit(ReadOnlyMemory<byte> message, out ReadOnlyMemory<byte> text, out List<Signature> signatures)
    {
        (text, signatures) = (default, []);
        var blank = message.Span.LastIndexOf("\n\n"u8);
        if (blank < 0 || !LogText.IsClean(message.Span) || !message.Span[(blank + 2)..].EndsWith("\n"u8))
        {
            return false;
        }

        text = message[..(blank + 1)];
        return TryParseSignatures(message.Span[(blank + 2)..], signatures);
    }

    private static bool TryParseSignatures(ReadOnlySpan<byte> block, List<Signature> signatures)
    {
        while (!block.IsEmpty)
        {
            var end = block.IndexOf((byte)'\n');
            if (signatures.Count == MostSignatures || !Signature.TryParse(Encoding.UTF8.GetString(block[..end]), out var signature))
            {
                return false;
            }

            signatures.Add(signature);
            block = block[(end + 1)..];
        }

        return true;
    }

    private static ParseError? Check(ReadOnlyMemory<byte> text, List<Signature> signatures, VerifierKey key)
    {
        // Further signatures by the same key are duplicates: the first one decides.
        var own = signatures.Find(s => s.KeyHash == key.Hash && s.KeyName == key.Name);
        if (own is null)
        {
            return new ParseError("note has no verifiable signatures");
        }

        return key.Verifies(text.Span, own.Bytes) ? null : new ParseError($"invalid signature for key {key}");
    }

    private sealed record Signature(string KeyName, uint KeyHash, byte[] Bytes)
    {
        public static bool TryParse(string line, [NotNullWhen(true)] out Signature? signature)
        {
            signature = null;
            if (!line.StartsWith(SignaturePrefix, StringComparison.Ordinal))
            {
                return false;
            }

            var space = line.IndexOf(' ', SignaturePrefix.Length);
            if (space < 0)
            {
                return false;
            }

            var name = line[SignaturePrefix.Length..space];
            if (!VerifierKey.IsValidName(name) || !LogHash.TryDecodeBase64(line[(space + 1)..], out var bytes) || bytes.Length < 5)
            {
                return false;
            }

            signature = new Signature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..]);
            return true;
        }
    }
}
