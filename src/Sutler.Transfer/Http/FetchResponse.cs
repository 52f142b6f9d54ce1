using System.Net.Http.Headers;

namespace Sutler.Transfer.Http;

/// <summary>An answer whose body has yet to be read. Holds its place in the host's schedule until the body ends or this is disposed.</summary>
public sealed class FetchResponse : IAsyncDisposable
{
    private readonly HttpResponseMessage _message;
    private readonly BodyStream _body;
    private readonly TimeProvider _time;

    internal FetchResponse(HttpResponseMessage message, BodyStream body, TimeProvider time)
    {
        _message = message;
        _body = body;
        _time = time;
    }

    /// <summary>What the request said of who asks, and the server may repeat: nothing of it is for people.</summary>
    public IReadOnlyList<string> Secrets { get; internal init; } = [];

    /// <summary>The status code.</summary>
    public int StatusCode => (int)_message.StatusCode;

    /// <summary>Code and reason such as <c>404 Not Found</c>: the server's own phrase on HTTP/1.1. Spec: ERR-2.</summary>
    public string Status => $"{StatusCode} {ReasonPhrases.Of(_message)}";

    /// <summary>The <c>Content-Type</c> as sent, or empty.</summary>
    public string ContentType =>
        _message.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.FirstOrDefault() ?? "" : "";

    /// <summary>Length of the body in bytes when it travels as is and the server said so.</summary>
    public long? Length => _message.Content.Headers.ContentEncoding.Count == 0 ? _message.Content.Headers.ContentLength : null;

    /// <summary>The strong entity tag, quotes included, or null: a weak one says nothing about bytes. RFC 9110, 8.8.3.</summary>
    public string? StrongETag => _message.Headers.ETag is { IsWeak: false, Tag: var tag } ? tag : null;

    /// <summary>Which bytes a 206 brings; null when it does not say so properly.</summary>
    public ContentRangeHeaderValue? ContentRange => _message.Content.Headers.ContentRange;

    /// <summary>Whether the server says that it can send parts.</summary>
    public bool AcceptsRanges => _message.Headers.AcceptRanges.Contains("bytes", StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the body did not travel as is: its lengths are then those of something else.</summary>
    internal bool IsEncoded => _message.Content.Headers.ContentEncoding.Count > 0;

    /// <summary>Whether somebody waits for the place that this answer holds.</summary>
    internal bool OthersWait => _body.OthersWait;

    /// <summary>Takes less silence than usual.</summary>
    internal void LimitSilence(TimeSpan longest) => _body.IdleTimeout = longest < _body.IdleTimeout ? longest : _body.IdleTimeout;

    /// <summary>The wait the server asks for, from now on; null when it does not. Never negative. RFC 9110, 10.2.3.</summary>
    public TimeSpan? RetryAfter
    {
        get
        {
            var wait = _message.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - _time.GetUtcNow() : Unbounded();
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        }
    }

    // More seconds than a number holds are no valid header to .NET, but they are meant.
    private TimeSpan? Unbounded() =>
        _message.Headers.NonValidated.TryGetValues("Retry-After", out var values) && values.Count == 1 && values.First() is { Length: > 9 } digits
        && !digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? TimeSpan.MaxValue
            : null;

    /// <summary>Where a redirect leads, as written; null when this is none. A redirect without a place is an answer like any other.</summary>
    internal string? RedirectLocation =>
        StatusCode is 301 or 302 or 303 or 307 or 308
        && _message.Headers.NonValidated.TryGetValues("Location", out var values) && values.Count > 0 && values.First() is { Length: > 0 } location
            ? location
            : null;

    /// <summary>All headers; the values of one name joined by a comma. Those about a compression that was undone are left out.</summary>
    internal IReadOnlyList<(string Name, string Value)> AllHeaders() =>
    [
        .. _message.Headers.NonValidated.Concat(_message.Content.Headers.NonValidated)
            .Where(header => !IsEncoded || header.Key is not ("Content-Encoding" or "Content-Length"))
            .Select(header => (header.Key, string.Join(", ", header.Value))),
    ];

    /// <summary>The version of HTTP spoken.</summary>
    public Version Version => _message.Version;

    /// <summary>
    /// The body, decompressed. Reads fail with <see cref="TransferException"/>: <c>unexpected EOF</c> for one that stops early,
    /// a timeout when the server falls silent.
    /// </summary>
    public Stream Body => _body;

    /// <summary>The whole body; fails when it has more than <paramref name="limit"/> bytes.</summary>
    public async Task<byte[]> ReadAllAsync(int limit, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream(Length is { } length && length <= limit ? (int)length : 0);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (whole.Length + read > limit)
            {
                throw new TransferException($"response is larger than {limit} bytes");
            }
            whole.Write(buffer.AsSpan(0, read));
        }
        return whole.ToArray();
    }

    /// <summary>The place at the host, for another request there; null when the body has ended.</summary>
    internal HostPlace? KeepPlace() => _body.KeepPlace();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Body.DisposeAsync();
        _message.Dispose();
    }
}
