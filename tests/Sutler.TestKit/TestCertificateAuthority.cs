using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sutler.TestKit;

/// <summary>A certificate authority made in memory for one test run; nothing but the test trusts it.</summary>
public sealed class TestCertificateAuthority : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 _root;
    private int _serial;

    /// <summary>Creates a new key and root certificate.</summary>
    public TestCertificateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Sutler test root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        _root = request.CreateSelfSigned(From, Until);
    }

    /// <summary>The root alone, to be trusted by a client.</summary>
    public X509Certificate2Collection Roots => [X509CertificateLoader.LoadCertificate(_root.RawData)];

    /// <summary>The root as PEM, for SSL_CERT_FILE.</summary>
    public string RootPem => _root.ExportCertificatePem();

    /// <summary>A server certificate for host names and addresses, with its key.</summary>
    public X509Certificate2 Issue(params string[] names) => Issue(Until, names);

    /// <summary>A server certificate that was valid until <paramref name="until"/>.</summary>
    public X509Certificate2 Issue(DateTimeOffset until, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + names[0], key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var serial = BitConverter.GetBytes(Interlocked.Increment(ref _serial));
        using var bare = request.Create(_root, From, until, [0x4A, .. serial]);
        using var withKey = bare.CopyWithPrivateKey(key);
        // Through PKCS#12: SslStream wants a key it can keep.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();
}
