using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Operating;

/// <summary>Shows the token for operations to the one server it is for.</summary>
internal sealed class OperatorToken : ICredentialSource
{
    private readonly Url _server;
    private readonly CredentialHeaders _headers;

    /// <summary>Takes the token, which <see cref="Sutler.Server.Identity.SecretFile"/> has read.</summary>
    public OperatorToken(Url server, string token) => (_server, _headers) = (server, new CredentialHeaders([("Authorization", "Bearer " + token)]));

    /// <inheritdoc/>
    public ValueTask<CredentialHeaders?> FindAsync(Url url, CancellationToken cancellationToken) => ValueTask.FromResult(url.Origin == _server.Origin ? _headers : null);

    /// <inheritdoc/>
    public ValueTask<CredentialHeaders?> RefreshAsync(CredentialRefusal refusal, CancellationToken cancellationToken) => ValueTask.FromResult<CredentialHeaders?>(null);
}
