using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <content>Redirects: at most nine hops, never from https to anything else, credentials only to the host they belong to.</content>
public sealed partial class HttpFetcher
{
    private const int MaxHops = 9;

    private async Task<FetchResponse?> FollowAsync(FetchRequest request, CredentialHeaders? credentials, HostPlace? place, Action onStart, CancellationToken cancellationToken)
    {
        var turn = Interlocked.Increment(ref _turns);
        var url = request.Url;
        for (var hop = 0; ; hop++)
        {
            place ??= await EnterAsync(request, url, turn, cancellationToken);
            if (place is null)
            {
                return null;
            }
            var response = await SendAsync(request, url, credentials, place, onStart, cancellationToken);
            onStart = static () => { };
            if (response.RedirectLocation is not { } location)
            {
                return response;
            }
            (var target, place) = await LeaveForAsync(response, request, url, location, hop);
            // Once dropped they stay dropped: a chain must not be able to carry them away and back. Spec: AUTH-7.
            credentials = string.Equals(target.Origin, url.Origin, StringComparison.Ordinal) ? credentials : null;
            url = target;
        }
    }

    // Who is sent on to the same host does not queue there again; any other place is given back before the next is asked for.
    private static async Task<(Url Target, HostPlace? Place)> LeaveForAsync(FetchResponse response, FetchRequest request, Url from, string location, int hop)
    {
        await using var left = response;
        var target = Target(request, from, location, hop);
        return (target, string.Equals(target.Origin, from.Origin, StringComparison.Ordinal) ? response.KeepPlace() : null);
    }

    private static Url Target(FetchRequest request, Url from, string location, int hop)
    {
        var shown = Url.TryParse(location, out var parsed, out _) ? parsed.Starred : UrlText.RedactUnparsed(location);
        if (!from.TryResolve(location, out var target, out var error))
        {
            throw TransferFailures.Permanent(from, $"failed to parse Location header {UrlText.Quote(UrlText.RedactUnparsed(location))}: {error}");
        }
        if (request.Url.Scheme is "https" && !request.IsFromAnybody && target.Scheme is not "https")
        {
            throw Redirected(shown, $"redirected from secure URL {from.Redacted} to insecure URL {target.Redacted}");
        }
        if (hop >= MaxHops)
        {
            throw Redirected(shown, "stopped after 10 redirects");
        }
        return target.Scheme is "http" or "https"
            ? target
            : throw TransferFailures.Permanent(target, $"unsupported protocol scheme {UrlText.Quote(target.Scheme)}");
    }

    // Go names the place as the server wrote it, relative or not.
    private static TransferException Redirected(string location, string reason) => new($"Get {UrlText.Quote(location)}: {reason}") { MayPass = false };
}
