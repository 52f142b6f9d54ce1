using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>Finds credentials for a URL; asked for https only, and never again for the target of a redirect. Spec: AUTH-1, AUTH-7.</summary>
public interface ICredentialSource
{
    /// <summary>The value of the <c>Authorization</c> header, or null. Thread-safe; its failures end the request as they are.</summary>
    ValueTask<string?> FindAsync(Url url, CancellationToken cancellationToken);
}
