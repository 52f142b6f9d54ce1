using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sutler.Transfer.Http;

/// <summary>Decides whether a server has proven who it is.</summary>
/// <param name="additionalRoots">Trusted beside the roots the chain was built with.</param>
/// <param name="isUnchecked">Whether who has this name need not prove anything.</param>
/// <param name="onCertificate">Is told what was seen, or null.</param>
internal sealed class CertificateCheck(
    X509Certificate2Collection additionalRoots, Func<string, bool> isUnchecked, Action<CertificateSighting>? onCertificate = null)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Accepts, or throws <see cref="CertificateException"/>.</summary>
    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var host = (sender as SslStream)?.TargetHostName ?? "";
        var trust = errors == SslPolicyErrors.None ? CertificateTrust.Roots
            : isUnchecked(host) ? CertificateTrust.Unchecked
            : errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 presented && LeadsToAdditionalRoot(presented, chain) ? CertificateTrust.AdditionalRoots
            : CertificateTrust.None;
        var failure = trust == CertificateTrust.None ? CertificateException.For(host, certificate, chain, errors) : null;
        if (onCertificate is not null && certificate is X509Certificate2 shown)
        {
            onCertificate(CertificateSighting.Of(host, shown, chain, trust, failure?.Message ?? ""));
        }

        return failure is null ? true : throw failure;
    }

    /// <summary>How a chain to <paramref name="roots"/> and no others is built.</summary>
    public static X509ChainPolicy PolicyOf(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    // .NET takes the system's roots or ours, not both, so a chain that did not lead to the one is built again to the other.
    private bool LeadsToAdditionalRoot(X509Certificate2 certificate, X509Chain? first)
    {
        if (additionalRoots.Count == 0)
        {
            return false;
        }

        using var second = new X509Chain { ChainPolicy = PolicyOf(additionalRoots) };
        second.ChainPolicy.DisableCertificateDownloads = true;
        second.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        second.ChainPolicy.ExtraStore.AddRange(first?.ChainPolicy.ExtraStore ?? []);
        return second.Build(certificate);
    }
}
