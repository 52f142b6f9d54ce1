using System.Security.Cryptography.X509Certificates;

namespace Sutler.Transfer.Http;

/// <summary>Why a certificate was accepted.</summary>
public enum CertificateTrust
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>It leads to a root of the system, or of the set that stands in its place.</summary>
    Roots,

    /// <summary>It leads to one of <see cref="HttpFetcherOptions.AdditionalRoots"/>.</summary>
    AdditionalRoots,

    /// <summary>The host is one of <see cref="HttpFetcherOptions.UncheckedHosts"/>.</summary>
    Unchecked,
}

/// <summary>The certificate a server showed, and what was made of it.</summary>
public sealed record CertificateSighting
{
    private const int LongestChain = 10;
    private const int LongestName = 200;

    /// <summary>The name it was asked to prove.</summary>
    public required string Host { get; init; }

    /// <summary>Whose it says it is.</summary>
    public required string Subject { get; init; }

    /// <summary>Who signed it.</summary>
    public required string Issuer { get; init; }

    /// <summary>From when on it is valid.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Until when it is valid.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Subjects from the server's own certificate to the last that was found, at most ten.</summary>
    public required IReadOnlyList<string> Chain { get; init; }

    /// <summary>Why it was accepted, if it was.</summary>
    public required CertificateTrust Trust { get; init; }

    /// <summary>Why it was not, in Go's words; empty if it was.</summary>
    public required string Problem { get; init; }

    /// <summary>Whether nobody else vouches for it.</summary>
    public bool IsSelfSigned => string.Equals(Subject, Issuer, StringComparison.Ordinal);

    internal static CertificateSighting Of(string host, X509Certificate2 certificate, X509Chain? chain, CertificateTrust trust, string problem) => new()
    {
        Host = host,
        Subject = Bounded(certificate.Subject),
        Issuer = Bounded(certificate.Issuer),
        NotBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
        NotAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
        Chain = [.. chain?.ChainElements.Take(LongestChain).Select(element => Bounded(element.Certificate.Subject)) ?? []],
        Trust = trust,
        Problem = problem,
    };

    // A server may call itself anything, at any length.
    private static string Bounded(string name) => name.Length > LongestName ? name[..LongestName] + "..." : name;
}
