using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sutler.Errors;

namespace Sutler.Server.Listening;

/// <summary>The certificate a server proves itself by, with its key and the certificates between it and a root.</summary>
public sealed class ServerCertificate : IDisposable
{
    private ServerCertificate(X509Certificate2 leaf, X509Certificate2Collection chain) => (Leaf, Chain) = (leaf, chain);

    /// <summary>The server's own, with its key.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>Those that signed it, as the file has them.</summary>
    public X509Certificate2Collection Chain { get; }

    /// <summary>Reads PEM files; throws a <see cref="SutlerException"/> that names the file.</summary>
    public static ServerCertificate Read(string certificateFile, string keyFile)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            // Through PKCS#12: on Windows TLS wants a key it can keep.
            var leaf = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificateFile);
            if (chain.Count > 0)
            {
                // The first is the server's own.
                chain[0].Dispose();
                chain.RemoveAt(0);
            }

            return new ServerCertificate(leaf, chain);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SutlerException($"reading the server's certificate: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new SutlerException($"the server's certificate: {certificateFile} and {keyFile} are not a certificate in PEM form and its key: {failure.Message}", failure)
            {
                Hint = "the first file has the server's certificate and then those that signed it, the second its private key, not encrypted",
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leaf.Dispose();
        foreach (var one in Chain)
        {
            one.Dispose();
        }
    }
}
