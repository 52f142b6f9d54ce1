using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Sutler.GoModules.TransparencyLog;

namespace Sutler.TestKit.Checksums;

/// <summary>Signs notes the way a checksum database does. Spec: NOTE-1 to NOTE-3.</summary>
public sealed class NoteSigner
{
    private readonly byte[] _seed;
    private readonly byte[] _publicKey = new byte[Ed25519.PublicKeySize];

    private NoteSigner(string name, byte[] seed)
    {
        (Name, _seed) = (name, seed);
        Ed25519.GeneratePublicKey(seed, 0, _publicKey, 0);
    }

    /// <summary>The key the go command's own tests publish (FIX-3).</summary>
    public static NoteSigner Published { get; } =
        Parse("PRIVATE+KEY+localhost.localdev/sumdb+00000c67+AXu6+oaVaOYuQOFrf1V59JK1owcFlJcHwwXHDfDGxSPk");

    public string Name { get; }

    public uint KeyHash => VerifierKey.HashOf(Name, EncodedPublicKey);

    /// <summary>The key to believe, as GOSUMDB takes it.</summary>
    public string VerifierText => string.Create(CultureInfo.InvariantCulture, $"{Name}+{KeyHash:x8}+{Convert.ToBase64String(EncodedPublicKey)}");

    public VerifierKey Verifier => VerifierKey.TryParse(VerifierText, out var key, out var error) ? key : throw new FormatException(error.Reason);

    private byte[] EncodedPublicKey => [0x01, .. _publicKey];

    public static NoteSigner FromSeed(string name, byte[] seed) => new(name, seed);

    /// <summary>Parses <c>PRIVATE+KEY+name+hash+base64(0x01 ‖ seed)</c>.</summary>
    public static NoteSigner Parse(string text)
    {
        var parts = text.Split('+', 5);
        var signer = new NoteSigner(parts[2], Convert.FromBase64String(parts[4])[1..]);
        var hash = uint.Parse(parts[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return hash == signer.KeyHash ? signer : throw new FormatException("the hash is not that of the key");
    }

    public byte[] SignatureOf(string text)
    {
        var message = Encoding.UTF8.GetBytes(text);
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    /// <summary>The line <c>— name base64</c> with its LF.</summary>
    public string LineFor(byte[] signature)
    {
        var bytes = new byte[4 + signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyHash);
        signature.CopyTo(bytes, 4);
        return $"— {Name} {Convert.ToBase64String(bytes)}\n";
    }

    /// <summary>The text, a blank line and the signature.</summary>
    public byte[] Sign(string text) => Encoding.UTF8.GetBytes(text + "\n" + LineFor(SignatureOf(text)));
}
