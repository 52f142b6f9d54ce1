using System.Text;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources.Credentials;

/// <summary>What <c>git credential fill</c> writes, as go reads it: lines <c>key=value</c>, the last of a key counts. Spec: AUTH-6.</summary>
/// <param name="Prefix">The URL the credentials are for; empty when nothing says so. May hold a user of its own.</param>
/// <param name="User">User name.</param>
/// <param name="Password">Password.</param>
public sealed record GitCredentialOutput(string Prefix, string User, string Password)
{
    /// <summary>Reads any bytes; what is not understood is passed over.</summary>
    public static GitCredentialOutput Parse(ReadOnlySpan<byte> output)
    {
        var (scheme, host, path, user, password, url) = ("", "", "", "", "", "");
        foreach (var line in Encoding.UTF8.GetString(output).Split('\n'))
        {
            var trimmed = line.Trim();
            var equals = trimmed.IndexOf('=');
            var value = equals < 0 ? "" : trimmed[(equals + 1)..];
            switch (equals < 0 ? "" : trimmed[..equals])
            {
                case "protocol":
                    (scheme, url) = (value, "");
                    break;
                case "host":
                    (host, url) = (value, "");
                    break;
                case "path":
                    (path, url) = (value, "");
                    break;
                case "username":
                    user = value;
                    break;
                case "password":
                    password = value;
                    break;
                case "url" when Url.TryParse(value, out var whole, out _) && whole.Scheme.Length > 0:
                    (scheme, host, path, url) = (whole.Scheme, whole.Host, whole.Path, whole.Secret);
                    break;
            }
        }

        return new GitCredentialOutput(url.Length > 0 ? url : Join(scheme, host, path), user, password);
    }

    /// <summary>The prefix alone, without any user.</summary>
    public override string ToString() => Url.RedactUnparsed(Prefix);

    private static string Join(string scheme, string host, string path) =>
        (scheme.Length > 0 ? scheme + ":" : "")
        + (host.Length > 0 || (scheme.Length > 0 && path.Length > 0) ? "//" + host : "")
        + (path.Length > 0 && path[0] != '/' && host.Length > 0 ? "/" : "") + Url.EscapePath(path);
}
