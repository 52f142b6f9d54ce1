using System.Globalization;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <content>Credentials: found before a request, and looked for once more when it is refused.</content>
public sealed partial class HttpFetcher
{
    // Once for what another request has found out meanwhile, once for what there is to find out about this URL.
    private const int MaxRefreshes = 2;

    private async Task<FetchResponse?> AuthorizedAsync(FetchRequest request, HostPlace? place, Action onStart, CancellationToken cancellationToken)
    {
        var credentials = request.IsFromAnybody ? null : await CredentialsAsync(request.Url, cancellationToken);
        var response = await FollowAsync(request, credentials, place, onStart, cancellationToken);
        for (var i = 0; i < MaxRefreshes && response is not null && MayBeAboutCredentials(request, response); i++)
        {
            var better = await BetterAsync(request.Url, credentials, response, cancellationToken);
            // The same again would only be told the same again; go asks nevertheless. Spec: HTTP-8.
            if (better is null || better.Equals(credentials))
            {
                return response;
            }
            await response.DisposeAsync();
            credentials = better;
            response = await FollowAsync(request, credentials, place: null, onStart: static () => { }, cancellationToken);
        }
        return response;
    }

    private async Task<CredentialHeaders?> BetterAsync(Url url, CredentialHeaders? sent, FetchResponse response, CancellationToken cancellationToken)
    {
        try
        {
            return await _options.Credentials!.RefreshAsync(RefusalOf(url, sent, response), cancellationToken);
        }
        catch
        {
            await response.DisposeAsync();
            throw;
        }
    }

    // Any 4xx counts, because servers hide private things behind 404; but an answer about a range is about the range.
    private bool MayBeAboutCredentials(FetchRequest request, FetchResponse response) =>
        response.StatusCode is >= 400 and < 500 and not (412 or 416)
        && _options.Credentials is not null && !request.IsFromAnybody && request.Url.UserName is null && IsProven(request.Url);

    private CredentialRefusal RefusalOf(Url url, CredentialHeaders? sent, FetchResponse response) => new(url, sent)
    {
        StatusLine = string.Create(CultureInfo.InvariantCulture, $"HTTP/{response.Version.Major}.{response.Version.Minor} {response.Status}"),
        Headers = response.AllHeaders(),
        ProbeAsync = ProbeAsync,
    };

    private async Task<int> ProbeAsync(Url url, CredentialHeaders credentials, CancellationToken cancellationToken)
    {
        var request = new FetchRequest(url, FetchPriority.Metadata) { IsHead = true, AcceptGzip = false };
        RefuseWhatMustNotBeSent(request);
        if (!IsProven(url))
        {
            throw TransferFailures.Permanent(url, "credentials go over https only");
        }
        await using var response = await FollowAsync(request, credentials, place: null, onStart: static () => { }, cancellationToken);
        return response!.StatusCode;
    }

    private async ValueTask<CredentialHeaders?> CredentialsAsync(Url url, CancellationToken cancellationToken)
    {
        if (!IsProven(url))
        {
            return null;
        }
        var found = _options.Credentials is { } source ? await source.FindAsync(url, cancellationToken) : null;
        return url.UserName is null ? found : found ?? CredentialHeaders.Basic(url.UserName, url.Password ?? "");
    }

    private static void Add(CredentialHeaders credentials, HttpRequestMessage message)
    {
        foreach (var (name, value) in credentials.Headers)
        {
            if (string.Equals(name, "User-Agent", StringComparison.OrdinalIgnoreCase))
            {
                message.Headers.Remove("User-Agent");
            }
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
