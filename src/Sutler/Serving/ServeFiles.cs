using Sutler.Server.Identity;
using Sutler.Server.Listening;

namespace Sutler.Serving;

/// <summary>What the files say that the options name.</summary>
internal sealed class ServeFiles : IDisposable
{
    private ServeFiles(ServerCertificate? certificate, ReadToken? token) => (Certificate, Token) = (certificate, token);

    /// <summary>Certificate and key; null for plain HTTP.</summary>
    public ServerCertificate? Certificate { get; }

    /// <summary>The token; null lets everyone in.</summary>
    public ReadToken? Token { get; }

    /// <summary>Reads them; throws a <see cref="Sutler.Errors.SutlerException"/> that names the file.</summary>
    public static ServeFiles Read(ServeOptions options)
    {
        // The token first: it holds nothing that would have to be given back.
        var token = options.TokenFile is { } file ? ReadToken.Read(file) : null;
        return new ServeFiles(options.TlsCertificate is { } certificate ? ServerCertificate.Read(certificate, options.TlsKey!) : null, token);
    }

    /// <inheritdoc/>
    public void Dispose() => Certificate?.Dispose();
}
