using Sutler.Errors;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources;

/// <summary>Reads http, https and file URLs; the only success is 200. Spec: ERR-1 to ERR-3, HTTP-4.</summary>
/// <remarks>Thread-safe. Nothing is printed for files (XOUT-1).</remarks>
public sealed class UrlReader(HttpFetcher fetcher, Retrier retrier) : IUrlReader
{
    /// <summary>The most that a text may have, in bytes: the go command's own limit for a go.mod, far above any list.</summary>
    public const int MaxTextLength = 16 << 20;

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(string url, CancellationToken cancellationToken)
    {
        var parsed = Url.Parse(url);
        return await ReadTextAsync(parsed, FetchPriority.Metadata, retrier.Policy.Retries, $"reading {parsed.Redacted}: ", cancellationToken);
    }

    /// <summary>
    /// A whole text, asked for again where that may help. Failures are those of <see cref="OpenAsync"/>, or of reading the body with
    /// <paramref name="whileReading"/> before them.
    /// </summary>
    internal Task<byte[]> ReadTextAsync(Url url, FetchPriority priority, int retries, string whileReading, CancellationToken cancellationToken) =>
        url.Scheme is "file"
            ? ReadOnceAsync(url, priority, whileReading, cancellationToken)
            : retrier.RunAsync(
                new RetryScope(url, retries) { AttemptBudget = retrier.Policy.TextAttemptBudget },
                token => ReadOnceAsync(url, priority, whileReading, token),
                cancellationToken);

    /// <summary>How often a source is asked again: less often when another takes over whatever its failure is. Decision 16.</summary>
    internal int RetriesOf(ProxyListEntry entry) => entry.FallBackOnAnyError ? retrier.Policy.RetriesBeforeNextSource : retrier.Policy.Retries;

    /// <summary>
    /// The body of a 200, or <see cref="ReadingException"/>, or the transport's own failure. Reads of the body fail with a
    /// <see cref="SutlerException"/> that holds the reason alone.
    /// </summary>
    internal async Task<OpenedUrl> OpenAsync(Url url, FetchPriority priority, CancellationToken cancellationToken)
    {
        if (url.Scheme is "file")
        {
            var file = FileUrls.Open(url);
            return new OpenedUrl(file, file.Length, file);
        }
        // Archives are compressed already: decision 15.
        var request = new FetchRequest(url, priority) { AcceptGzip = priority != FetchPriority.Bulk };
        var response = await fetcher.GetAsync(request, cancellationToken);
        if (response.StatusCode == 200)
        {
            return new OpenedUrl(response.Body, response.Length, response);
        }
        await using (response)
        {
            var detail = ServerResponse.IsPlainText(response.ContentType) ? await DetailAsync(response.Body, cancellationToken) : "";
            throw new ReadingException(url.Redacted, response.StatusCode, response.Status, detail) { RetryAfter = response.RetryAfter };
        }
    }

    private async Task<byte[]> ReadOnceAsync(Url url, FetchPriority priority, string whileReading, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(url, priority, cancellationToken);
        await using (opened)
        {
            try
            {
                return await opened.ReadTextAsync(MaxTextLength, cancellationToken);
            }
            catch (SutlerException failure)
            {
                throw new SutlerException(whileReading + failure.Message, failure);
            }
        }
    }

    private static async Task<string> DetailAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[ServerResponse.MaxBytesRead];
        var filled = 0;
        try
        {
            int read;
            while (filled < buffer.Length && (read = await body.ReadAsync(buffer.AsMemory(filled), cancellationToken)) > 0)
            {
                filled += read;
            }
        }
        catch (TransferException)
        {
            // The status is the failure to report; its explanation is whatever arrived.
        }
        return ServerResponse.Render(buffer.AsSpan(0, filled));
    }
}
