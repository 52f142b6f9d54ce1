using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;

namespace Sutler.Server.Identity;

/// <summary>A token that lets clients read, or operators operate, until there are accounts. Its text is kept nowhere, only its SHA-256.</summary>
/// <remarks>Basic, with any user name, is what netrc and GOAUTH give to the go command; Bearer is for the rest. Spec: AUTH-1 to AUTH-5.</remarks>
public sealed class AccessToken
{
    /// <summary>The fewest characters: what is shorter can be guessed.</summary>
    public const int MinLength = 16;

    private const string What = "the token";
    private readonly byte[] _digest;

    private AccessToken(string token) => _digest = Digest(token);

    /// <summary>Takes a token; throws a <see cref="SutlerException"/> for one that is no good.</summary>
    public static AccessToken Of(string token) => SecretFile.Violation(token, What) is { } violation ? throw violation : new AccessToken(token);

    /// <summary>Reads a file with nothing but the token, which others than its owner must not be able to read.</summary>
    public static AccessToken Read(string file) => new(SecretFile.Read(file, What));

    /// <summary>Whether both are the same.</summary>
    public bool IsSameAs(AccessToken other) => CryptographicOperations.FixedTimeEquals(_digest, other._digest);

    /// <summary>Whether an Authorization header shows the token. Takes as long whatever is wrong.</summary>
    public bool IsShownBy(string? authorization)
    {
        if (authorization is null)
        {
            return false;
        }

        var shown = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim()
            : authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? PasswordOf(authorization["Basic ".Length..].Trim())
            : "";
        return CryptographicOperations.FixedTimeEquals(Digest(shown), _digest);
    }

    private static string PasswordOf(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return "";
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
