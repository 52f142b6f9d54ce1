using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Sutler.Errors;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>The public key of a checksum database: <c>name+hash+base64(key)</c>.</summary>
/// <remarks>
/// The key is one algorithm byte (1 = Ed25519) and 32 bytes; the hash, eight hexadecimal digits, is the beginning of
/// SHA-256(name ‖ LF ‖ key) and ties the key to the name. Spec: NOTE-3, NOTE-4, SUMDB-2.
/// </remarks>
public sealed class VerifierKey
{
    private const byte Ed25519Algorithm = 1;

    private readonly byte[] _publicKey;

    private VerifierKey(string name, uint hash, byte[] publicKey) => (Name, Hash, _publicKey) = (name, hash, publicKey);

    /// <summary>Name of the database, such as <c>sum.golang.org</c>.</summary>
    public string Name { get; }

    /// <summary>Short hash of name and key, the first four bytes of every signature.</summary>
    public uint Hash { get; }

    /// <summary>
    /// Parses, or says <c>malformed verifier id</c>, <c>invalid verifier hash</c> or <c>unknown verifier algorithm</c>.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VerifierKey? key, [NotNullWhen(false)] out ParseError? error)
    {
        key = null;
        error = Parse(text, ref key);
        return error is null;
    }

    /// <summary>The short hash that ties <paramref name="key"/>, algorithm byte included, to <paramref name="name"/>.</summary>
    public static uint HashOf(string name, ReadOnlySpan<byte> key)
    {
        byte[] input = [.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. key];
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(input));
    }

    /// <summary>Whether a key may have this name: not empty, well-formed, no white space and no plus sign. Spec: NOTE-4.</summary>
    public static bool IsValidName(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || rune.Value == '+')
            {
                return false;
            }
        }

        return name.Length > 0 && IsWellFormed(name);
    }

    /// <summary>Whether <paramref name="signature"/> (64 bytes) is this key's over <paramref name="text"/>.</summary>
    /// <remarks>A scalar not below the group order is refused, as RFC 8032 asks and Go does.</remarks>
    public bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize
        && Ed25519.Verify(signature.ToArray(), 0, _publicKey, 0, text.ToArray(), 0, text.Length);

    /// <summary><c>name+hash</c>, as error texts name the key.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}+{Hash:x8}");

    private static ParseError? Parse(string text, ref VerifierKey? key)
    {
        var parts = text.Split('+', 3);
        if (parts.Length < 3
            || !IsValidName(parts[0])
            || parts[1].Length != 8
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash)
            || !LogHash.TryDecodeBase64(parts[2], out var bytes)
            || bytes.Length == 0)
        {
            return new ParseError("malformed verifier id");
        }

        if (hash != HashOf(parts[0], bytes))
        {
            return new ParseError("invalid verifier hash");
        }

        if (bytes[0] != Ed25519Algorithm)
        {
            return new ParseError("unknown verifier algorithm");
        }

        if (bytes.Length != 1 + Ed25519.PublicKeySize)
        {
            return new ParseError("malformed verifier id");
        }

        key = new VerifierKey(parts[0], hash, bytes[1..]);
        return null;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
