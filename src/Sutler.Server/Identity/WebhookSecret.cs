using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sutler.Server.Identity;

/// <summary>The secret that this server and a hosting service share, by which the service shows that a push event is its own.</summary>
/// <remarks>
/// GitHub, Gitea and Forgejo sign the body: <c>X-Hub-Signature-256: sha256=HEX</c>, its HMAC-SHA256 with the secret as key. GitLab sends the
/// secret itself as <c>X-Gitlab-Token</c>. Comparisons take as long whatever is wrong.
/// </remarks>
public sealed class WebhookSecret
{
    private const string SignatureHeader = "X-Hub-Signature-256";
    private const string TokenHeader = "X-Gitlab-Token";
    private const string What = "the secret";
    private readonly byte[] _key;

    private WebhookSecret(string secret) => _key = Encoding.ASCII.GetBytes(secret);

    /// <summary>Takes a secret; throws a <see cref="Sutler.Errors.SutlerException"/> for one that is no good.</summary>
    public static WebhookSecret Of(string secret) => SecretFile.Violation(secret, What) is { } violation ? throw violation : new WebhookSecret(secret);

    /// <summary>Reads a file with nothing but the secret, which others than its owner must not be able to read.</summary>
    public static WebhookSecret Read(string file) => new(SecretFile.Read(file, What));

    /// <summary>Whether a request shows anything at all.</summary>
    internal static bool IsShown(IHeaderDictionary headers) => headers[SignatureHeader].Count > 0 || headers[TokenHeader].Count > 0;

    /// <summary>Whether a request with this body is from who knows the secret. Where there is a signature, nothing else counts.</summary>
    internal bool Signs(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var (signature, token) = (headers[SignatureHeader], headers[TokenHeader]);
        if (signature.Count > 0)
        {
            return signature.Count == 1 && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), SignatureOf(signature[0] ?? ""));
        }

        return token.Count == 1 && CryptographicOperations.FixedTimeEquals(SHA256.HashData(_key), SHA256.HashData(Encoding.UTF8.GetBytes(token[0] ?? "")));
    }

    private static byte[] SignatureOf(string header)
    {
        const string Algorithm = "sha256=";
        var signature = new byte[SHA256.HashSizeInBytes];
        var isOne = header.Length == Algorithm.Length + (2 * signature.Length) && header.StartsWith(Algorithm, StringComparison.Ordinal)
            && Convert.FromHexString(header.AsSpan(Algorithm.Length), signature, out _, out _) == OperationStatus.Done;
        return isOne ? signature : [];
    }
}
