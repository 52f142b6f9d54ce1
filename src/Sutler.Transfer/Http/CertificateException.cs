using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sutler.Transfer.Http;

/// <summary>A server whose certificate does not prove who it is. Spec: HTTP-5. The check is left out only for <see cref="HttpFetcherOptions.UncheckedHosts"/>.</summary>
internal sealed class CertificateException : AuthenticationException
{
    private CertificateException(string message)
        : base(message)
    {
    }

    /// <summary>The failure in Go's words; <paramref name="errors"/> are not none.</summary>
    public static CertificateException For(string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        new("tls: failed to verify certificate: x509: " + Reason(host, certificate as X509Certificate2, chain, errors));

    private static string Reason(string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        if (certificate is null)
        {
            return "server sent no certificate";
        }
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return "certificate has expired or is not yet valid";
        }
        if (status.HasFlag(X509ChainStatusFlags.UntrustedRoot) || status.HasFlag(X509ChainStatusFlags.PartialChain))
        {
            return "certificate signed by unknown authority";
        }
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? Mismatch(host, certificate) : $"certificate is not valid ({status})";
    }

    // Without names of the kind that is wanted there is nothing to list; go's words say which kind that is.
    private static string Mismatch(string host, X509Certificate2 certificate)
    {
        var isAddress = IPAddress.TryParse(host, out _);
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        string[] valid = names is null ? [] : [.. isAddress ? names.EnumerateIPAddresses().Select(address => address.ToString()) : names.EnumerateDnsNames()];
        return valid.Length > 0 ? $"certificate is valid for {string.Join(", ", valid)}, not {host}"
            : isAddress ? $"cannot validate certificate for {host} because it doesn't contain any IP SANs"
            : names is null && certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).Contains('.') ? "certificate relies on legacy Common Name field, use SANs instead"
            : $"certificate is not valid for any names, but wanted to match {host}";
    }
}
