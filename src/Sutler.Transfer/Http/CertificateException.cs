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
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"certificate is valid for {string.Join(", ", Names(certificate, host))}, not {host}"
            : $"certificate is not valid ({status})";
    }

    private static IEnumerable<string> Names(X509Certificate2 certificate, string host)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (names is null)
        {
            return ["no name"];
        }
        return IPAddress.TryParse(host, out _) ? names.EnumerateIPAddresses().Select(a => a.ToString()) : names.EnumerateDnsNames();
    }
}
