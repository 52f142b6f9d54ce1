using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>Finds credentials for a URL; asked for https only, and never again for the target of a redirect. Spec: AUTH-1, AUTH-7.</summary>
/// <remarks>Thread-safe. Its failures end the request as they are.</remarks>
public interface ICredentialSource
{
    /// <summary>What is known without asking for this URL in particular, or null.</summary>
    ValueTask<CredentialHeaders?> FindAsync(Url url, CancellationToken cancellationToken);

    /// <summary>What there is after an answer of 4xx, the same as before included; null for nothing. Spec: HTTP-8.</summary>
    ValueTask<CredentialHeaders?> RefreshAsync(CredentialRefusal refusal, CancellationToken cancellationToken);
}
