using System.Text;
using Sutler.Errors;

namespace Sutler.Server.Identity;

/// <summary>Files with nothing but a secret: 16 or more visible ASCII characters that others than the file's owner and group cannot read.</summary>
public static class SecretFile
{
    private const int MaxFile = 4096;

    /// <summary>The secret; throws a <see cref="SutlerException"/> that names the file and never what is in it.</summary>
    /// <param name="file">Absolute path.</param>
    /// <param name="what">What it is, with its article, for errors: "the token".</param>
    public static string Read(string file, string what)
    {
        try
        {
            const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
            {
                throw new SutlerException($"{file}: others can read or change {what}") { Hint = $"chmod 600 {file}" };
            }

            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var text = new byte[MaxFile];
            var length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            var secret = Encoding.ASCII.GetString(text, 0, length).Trim();
            return Violation(secret, what) is { } violation ? throw new SutlerException($"{file}: {violation.Message}") { Hint = violation.Hint } : secret;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SutlerException($"reading {what}: {failure.Message}", failure);
        }
    }

    /// <summary>Why a text is no good as a secret, or null.</summary>
    public static SutlerException? Violation(string secret, string what) => secret.Length >= AccessToken.MinLength && !secret.AsSpan().ContainsAnyExceptInRange('!', '~')
        ? null
        : new SutlerException($"{what} must be {AccessToken.MinLength} or more visible ASCII characters") { Hint = "make one with: head -c 32 /dev/urandom | base64" };
}
