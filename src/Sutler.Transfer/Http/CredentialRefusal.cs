using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>A request that was answered by 4xx: what a credential source may need to do better. Spec: AUTH-5, HTTP-8.</summary>
/// <param name="Url">What was asked for.</param>
/// <param name="Sent">The credentials that went with it; null for none.</param>
public sealed record CredentialRefusal(Url Url, CredentialHeaders? Sent)
{
    /// <summary>Protocol and status such as <c>HTTP/1.1 401 Unauthorized</c>.</summary>
    public required string StatusLine { get; init; }

    /// <summary>The answer's headers; the values of one name are one text.</summary>
    public required IReadOnlyList<(string Name, string Value)> Headers { get; init; }

    /// <summary>Asks by HEAD whether credentials are good for a URL, and gives the status. Fails as a request does; https only.</summary>
    public required Func<Url, CredentialHeaders, CancellationToken, Task<int>> ProbeAsync { get; init; }
}
