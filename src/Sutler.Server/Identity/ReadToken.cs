using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;

namespace Sutler.Server.Identity;

/// <summary>The one token that lets clients read, until there are accounts. Its text is kept nowhere, only its SHA-256.</summary>
/// <remarks>Basic, with any user name, is what netrc and GOAUTH give to the go command; Bearer is for the rest. Spec: AUTH-1 to AUTH-5.</remarks>
public sealed class ReadToken
{
    /// <summary>The fewest characters: what is shorter can be guessed.</summary>
    public const int MinLength = 16;

    private const int MaxFile = 4096;
    private readonly byte[] _digest;

    private ReadToken(string token) => _digest = Digest(token);

    /// <summary>Takes a token; throws a <see cref="SutlerException"/> for one that is no good.</summary>
    public static ReadToken Of(string token)
    {
        if (token.Length < MinLength || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new SutlerException($"the token must be {MinLength} or more visible ASCII characters")
            {
                Hint = "make one with: head -c 32 /dev/urandom | base64",
            };
        }

        return new ReadToken(token);
    }

    /// <summary>Reads a file with nothing but the token, which others than its owner must not be able to read.</summary>
    public static ReadToken Read(string file)
    {
        try
        {
            const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
            {
                throw new SutlerException($"{file}: others can read or change the token") { Hint = $"chmod 600 {file}" };
            }

            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var text = new byte[MaxFile];
            var length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            return Of(Encoding.ASCII.GetString(text, 0, length).Trim());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SutlerException($"reading the token: {failure.Message}", failure);
        }
        catch (SutlerException failure) when (!failure.Message.StartsWith(file, StringComparison.Ordinal))
        {
            throw new SutlerException($"{file}: {failure.Message}", failure) { Hint = failure.Hint };
        }
    }

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
