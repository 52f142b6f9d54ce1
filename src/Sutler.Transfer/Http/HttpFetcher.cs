using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Sutler.Errors;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>Fetches by GET (or HEAD) over http and https with the go command's manners.</summary>
/// <remarks>
/// No cookies, no retries (those are <see cref="Retry.Retrier"/>'s), no limit on the whole; HTTP/2 where an https host offers it; redirects by the rules HTTP-2, HTTP-3 and
/// AUTH-7. Requests to one host start in order of <see cref="FetchPriority"/> (decision 15). Thread-safe.
/// </remarks>
public sealed partial class HttpFetcher : IAsyncDisposable
{
    private readonly HttpFetcherOptions _options;
    private readonly HttpMessageInvoker _invoker;
    private readonly Lazy<HttpMessageInvoker> _unchecked;
    private readonly Lazy<HttpMessageInvoker> _anybody;
    private readonly ConcurrentDictionary<string, HostSchedule> _hosts = new(StringComparer.Ordinal);
    private readonly HostSchedule _total;
    private readonly BandwidthLimit? _bandwidth;
    private long _turns;

    /// <summary>Creates the fetcher; nothing is opened before the first request.</summary>
    public HttpFetcher(HttpFetcherOptions options)
    {
        _options = options;
        _total = new HostSchedule(new HostLimits(options.TotalLimit, options.TotalLimit, options.TotalLimit, options.TotalLimit));
        _bandwidth = options.Bandwidth is { } bandwidth ? new BandwidthLimit(bandwidth, options.TimeProvider) : null;
        _invoker = CreateInvoker(options, static _ => false);
        // It speaks to no other port of these hosts than those that are exempt.
        _unchecked = new Lazy<HttpMessageInvoker>(() => CreateInvoker(_options, name => _options.UncheckedHosts.Any(host => host.MatchesName(name))));
        _anybody = new Lazy<HttpMessageInvoker>(() => CreateInvoker(_options, static _ => true));
    }

    /// <summary>
    /// The answer, whatever its status, once its headers are here. Fails with <see cref="TransferException"/>
    /// (<c>Get "URL": dial tcp …</c>), with <c>refusing to pass credentials to insecure URL: …</c> (HTTP-4), or as the credential source does.
    /// </summary>
    public async Task<FetchResponse> GetAsync(FetchRequest request, CancellationToken cancellationToken) =>
        await GetAsync(request, null, cancellationToken) ?? throw new UnreachableException("only spare requests are turned away");

    /// <summary>A place for a request that is only worth sending while nobody else waits; null when there is none.</summary>
    internal HostPlace? TryReserve(FetchRequest request) => TryEnter(request, request.Url);

    /// <summary>The same as <see cref="GetAsync(FetchRequest, CancellationToken)"/> from a reserved place; null when it leads to another host that has none.</summary>
    internal async Task<FetchResponse?> GetAsync(FetchRequest request, HostPlace? place, CancellationToken cancellationToken)
    {
        var started = 0L;
        try
        {
            RefuseWhatMustNotBeSent(request);
            var response = await AuthorizedAsync(
                request,
                place,
                () =>
                {
                    started = _options.TimeProvider.GetTimestamp();
                    _options.Trace?.Invoke($"# get {request.Url.Redacted}");
                },
                cancellationToken);
            if (response is not null)
            {
                _options.Trace?.Invoke($"# get {request.Url.Redacted}: {CredentialSecrets.Mask(response.Status, response.Secrets)} ({_options.TimeProvider.GetElapsedTime(started).TotalSeconds:0.000}s)");
            }
            return response;
        }
        catch (Exception failure)
        {
            place?.Dispose();
            if (failure is TransferException)
            {
                _options.Trace?.Invoke($"# get {request.Url.Redacted}: {failure.Message}");
            }
            throw;
        }
    }

    /// <summary>Closes all connections, and the source of credentials.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_options.Credentials is IAsyncDisposable credentials)
        {
            await credentials.DisposeAsync();
        }
        _invoker.Dispose();
        foreach (var invoker in new[] { _unchecked, _anybody }.Where(invoker => invoker.IsValueCreated))
        {
            invoker.Value.Dispose();
        }
    }

    private void RefuseWhatMustNotBeSent(FetchRequest request)
    {
        var url = request.Url;
        if (url.Scheme is not ("http" or "https"))
        {
            _options.Trace?.Invoke($"# get {url.Redacted}: unsupported");
            throw new SutlerException($"unsupported scheme: {url.Redacted}");
        }
        if (url.UserName is not null && (request.IsFromAnybody || !IsProven(url)))
        {
            _options.Trace?.Invoke($"# get {url.Redacted}: insecure credentials");
            throw new InsecureCredentialsException(url);
        }
    }

    private HostSchedule ScheduleOf(Url url) => _hosts.GetOrAdd(
        url.Origin, static (_, options) => new HostSchedule(new HostLimits(options.Http1Limit, options.Http2Limit, options.Http2BulkLimit, options.Http1BulkLimit ?? options.Http1Limit)), _options);

    private HostPlace? TryEnter(FetchRequest request, Url url)
    {
        if (ScheduleOf(url).TryEnter(request.Priority) is not { } place)
        {
            return null;
        }
        if (_total.TryEnter(request.Priority) is { } among)
        {
            return place.With(among);
        }
        place.Dispose();
        return null;
    }

    private async Task<HostPlace?> EnterAsync(FetchRequest request, Url url, long turn, CancellationToken cancellationToken)
    {
        if (request.Priority == FetchPriority.Spare)
        {
            return TryEnter(request, url);
        }
        var place = await ScheduleOf(url).EnterAsync(request.Priority, turn, cancellationToken);
        try
        {
            return place.With(await _total.EnterAsync(request.Priority, turn, cancellationToken));
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    // The place is given back when the body ends, or here on failure.
    private async Task<FetchResponse> SendAsync(FetchRequest request, Url url, CredentialHeaders? credentials, HostPlace place, Action onStart, CancellationToken cancellationToken)
    {
        try
        {
            onStart();
            if (_options.Proxy?.Refusal(url) is { } refusal)
            {
                throw TransferFailures.Permanent(url, refusal);
            }
            using var message = CreateMessage(request, url, credentials);
            var answer = await ObservedAsync(InvokerFor(request, url), message, url, cancellationToken);
            place.Schedule.Answered(answer.Version);
            return await OpenAsync(answer, (url, place, SecretsOf(message, url)), cancellationToken);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpMessageInvoker invoker, HttpRequestMessage message, Url url, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.HeaderTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await invoker.SendAsync(message, either.Token);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = timeout.IsCancellationRequested ? "net/http: timeout awaiting response headers" : "net/http: TLS handshake timeout";
            throw TransferFailures.Get(url, reason, failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or NotSupportedException or InvalidOperationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw TransferFailures.BeforeAnswer(url, failure);
        }
    }

    private async Task<FetchResponse> OpenAsync(HttpResponseMessage answer, (Url Url, HostPlace Place, IReadOnlyList<string> Secrets) request, CancellationToken cancellationToken)
    {
        try
        {
            var raw = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var compressed = answer.Content.Headers.ContentEncoding is { Count: 1 } encodings
                && string.Equals(encodings.First(), "gzip", StringComparison.OrdinalIgnoreCase);
            var decoded = compressed ? new GzipBody(raw) : raw;
            var body = new BodyStream(decoded, _options.IdleTimeout, _options.TimeProvider, request.Place, _bandwidth)
            {
                Observer = _options.Observer is { } observer ? (observer, request.Url) : null,
            };
            return new FetchResponse(answer, body, _options.TimeProvider) { Secrets = request.Secrets };
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    // What a client says of itself by other headers than these is nothing it was told in confidence.
    private static IReadOnlyList<string> SecretsOf(HttpRequestMessage message, Url url) =>
    [
        .. message.Headers.NonValidated.Where(header => header.Key is not ("User-Agent" or "Accept-Encoding" or "Range" or "If-Range"))
            .SelectMany(header => header.Value.SelectMany(CredentialSecrets.Of)),
        .. CredentialSecrets.Of(url),
    ];

    private HttpRequestMessage CreateMessage(FetchRequest request, Url url, CredentialHeaders? credentials)
    {
        var secure = url.Scheme is "https";
        var message = new HttpRequestMessage(request.IsHead ? HttpMethod.Head : HttpMethod.Get, ToUri(url))
        {
            Version = secure ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        message.Headers.TryAddWithoutValidation("Accept-Encoding", request.AcceptGzip ? "gzip" : "identity");
        if (request.Range is { } range)
        {
            message.Headers.TryAddWithoutValidation("Range", $"bytes={range.First}-{range.Last}");
        }
        if (request.IfRange is { } tag)
        {
            message.Headers.TryAddWithoutValidation("If-Range", tag);
        }
        if (credentials is not null && IsProven(url))
        {
            Add(credentials, message);
        }
        if (_options.Proxy?.ForwardAuthorization(url) is { } authorization)
        {
            message.Headers.TryAddWithoutValidation("Proxy-Authorization", authorization);
        }
        return message;
    }

    /// <summary>The path goes out as written: no escape is undone and none added. Fragment and user stay at home.</summary>
    private static Uri ToUri(Url url)
    {
        var host = url.HostName.Contains(':') ? $"[{url.HostName}]" : url.HostName;
        var path = url.EscapedPath.Length == 0 ? "/" : url.EscapedPath;
        var query = url.Query.Length == 0 ? "" : "?" + url.Query;
        var text = $"{url.Scheme}://{host}:{url.EffectivePort}{path}{query}";
        return Uri.TryCreate(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var uri)
            ? uri
            : throw TransferFailures.Permanent(url, $"invalid host {UrlText.Quote(url.Host)}");
    }
}
