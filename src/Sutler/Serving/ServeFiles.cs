using Sutler.Errors;
using Sutler.Server.Identity;
using Sutler.Server.Listening;

namespace Sutler.Serving;

/// <summary>What the files say that the options name.</summary>
internal sealed class ServeFiles : IDisposable
{
    private ServeFiles(ServerCertificate? certificate) => Certificate = certificate;

    /// <summary>Certificate and key; null for plain HTTP.</summary>
    public ServerCertificate? Certificate { get; }

    /// <summary>The token; null lets everyone in.</summary>
    public AccessToken? Token { get; private init; }

    /// <summary>The token for operations; null where none is named.</summary>
    public AccessToken? AdminToken { get; private init; }

    /// <summary>The secret of events; null takes none.</summary>
    public WebhookSecret? WebhookSecret { get; private init; }

    /// <summary>Reads them; throws a <see cref="SutlerException"/> that names the file.</summary>
    public static ServeFiles Read(ServeOptions options)
    {
        // The certificate last: the others hold nothing that would have to be given back.
        var token = options.TokenFile is { } file ? AccessToken.Read(file) : null;
        var adminToken = options.AdminTokenFile is { } adminFile ? AccessToken.Read(adminFile) : null;
        var secret = options.WebhookSecretFile is { } secretFile ? WebhookSecret.Read(secretFile) : null;
        if (token is not null && adminToken?.IsSameAs(token) == true)
        {
            throw new SutlerException($"{options.AdminTokenFile}: is the same token as in {options.TokenFile}: whoever may read could operate the server");
        }

        return new ServeFiles(options.TlsCertificate is { } certificate ? ServerCertificate.Read(certificate, options.TlsKey!) : null)
        {
            Token = token,
            AdminToken = adminToken,
            WebhookSecret = secret,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Certificate?.Dispose();
}
