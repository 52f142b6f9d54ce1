using System.Text;
using Sutler.Errors;
using Sutler.Go.Digests;
using Sutler.GoModules;
using Sutler.Transfer.Files;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources;

/// <summary>Reads http, https and file URLs; the only success is 200. Spec: ERR-1 to ERR-3, HTTP-4.</summary>
/// <remarks>Thread-safe. Nothing is printed for files (XOUT-1).</remarks>
public sealed class UrlReader(HttpFetcher fetcher, Retrier retrier, FileTransferOptions? files = null) : IUrlReader
{
    private readonly FileFetcher _files = new(fetcher, retrier, files);

    /// <summary>What asks again.</summary>
    public Retrier Retrier => retrier;

    /// <summary>The most that a text may have, in bytes: the go command's own limit for a go.mod, far above any list.</summary>
    public const int MaxTextLength = 16 << 20;

    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(string url, CancellationToken cancellationToken) => ReadAsync(url, MaxTextLength, cancellationToken);

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(string url, int limit, CancellationToken cancellationToken)
    {
        var parsed = Url.Parse(url);
        var whileReading = $"reading {parsed.Redacted}: ";
        return await ReadTextAsync(parsed, (FetchPriority.Metadata, limit), retrier.Policy.Retries, whileReading, cancellationToken);
    }

    /// <summary>
    /// A whole text, asked for again where that may help. Failures are those of <see cref="OpenAsync"/>, or of reading the body with
    /// <paramref name="whileReading"/> before them.
    /// </summary>
    internal Task<byte[]> ReadTextAsync(Url url, FetchPriority priority, int retries, string whileReading, CancellationToken cancellationToken) =>
        ReadTextAsync(url, (priority, MaxTextLength), retries, whileReading, cancellationToken);

    private Task<byte[]> ReadTextAsync(Url url, (FetchPriority Priority, int Limit) kind, int retries, string whileReading, CancellationToken cancellationToken) =>
        url.Scheme is "file"
            ? ReadOnceAsync(url, kind, whileReading, cancellationToken)
            : retrier.RunAsync(
                new RetryScope(url, retries) { AttemptBudget = retrier.Policy.TextAttemptBudget },
                token => ReadOnceAsync(url, kind, whileReading, token),
                cancellationToken);

    /// <summary>
    /// Makes a file whole, from where it stands if the server can continue it. Failures are those of <see cref="OpenAsync"/>, of reading the
    /// body with <c>read "URL": </c> before them, or the one of the limit.
    /// </summary>
    internal Task FetchFileAsync(Url url, PartialFile file, int retries, (long MaxLength, string TooLarge) limit, CancellationToken cancellationToken) =>
        url.Scheme is "file"
            ? CopyFileAsync(url, file, limit, cancellationToken)
            : _files.FetchAsync(
                new FileRequest(url, retries)
                {
                    MaxLength = limit.MaxLength,
                    TooLarge = limit.TooLarge,
                    RefuseAsync = async (response, token) => await FailureAsync(url, response, token),
                },
                file,
                cancellationToken);

    /// <summary>
    /// How many bytes a file has, as far as its source says so, from asking for its first byte alone. Failures are those of
    /// <see cref="OpenAsync"/>.
    /// </summary>
    internal async Task<long?> MeasureFileAsync(Url url, CancellationToken cancellationToken)
    {
        if (url.Scheme is "file")
        {
            await using var file = FileUrls.Open(url);
            return file.Length;
        }
        var request = new FetchRequest(url, FetchPriority.Bulk) { AcceptGzip = false, Range = (0, 0) };
        await using var response = await fetcher.GetAsync(request, cancellationToken);
        return response.StatusCode switch
        {
            206 => response.ContentRange?.Length,
            200 => response.Length,
            // A file of no bytes has no first one.
            416 => response.ContentRange?.Length ?? 0,
            _ => throw await FailureAsync(url, response, cancellationToken),
        };
    }

    /// <summary>
    /// The beginning of a page, whatever its status, as <paramref name="read"/> understands it; asked for again where what that throws is
    /// something that may pass. Failures are those of the transport and of <paramref name="read"/>.
    /// </summary>
    internal Task<T> ReadPageAsync<T>(FetchRequest request, int limit, Func<WebPage, T> read, CancellationToken cancellationToken) => retrier.RunAsync(
        new RetryScope(request.Url, retrier.Policy.Retries) { AttemptBudget = retrier.Policy.TextAttemptBudget },
        async token => read(await FetchPageAsync(request, limit, token)),
        cancellationToken);

    /// <summary>The beginning of a page, whatever its status, from one request; no more than <paramref name="limit"/> bytes. Failures are those of the transport.</summary>
    internal async Task<WebPage> FetchPageAsync(FetchRequest request, int limit, CancellationToken cancellationToken)
    {
        await using var response = await fetcher.GetAsync(request, cancellationToken);
        var (start, interruption) = await TryReadStartAsync(response.Body, limit + 1, cancellationToken);
        return new WebPage(start[..Math.Min(start.Length, limit)])
        {
            IsCut = start.Length > limit,
            Interruption = interruption,
            Refusal = response.StatusCode == 200 ? null : FailureOf(request.Url, response, start),
        };
    }

    /// <summary>The beginning of an answer's body, whatever its status and type; no more than <paramref name="limit"/> bytes, and then without the last word.</summary>
    internal async Task<string> PeekAsync(Url url, int limit, CancellationToken cancellationToken)
    {
        await using var response = await fetcher.GetAsync(new FetchRequest(url, FetchPriority.Metadata), cancellationToken);
        var start = await StartOfAsync(response.Body, limit, cancellationToken);
        var text = Encoding.UTF8.GetString(start);
        return start.Length < limit ? text : text[..(text.LastIndexOfAny([' ', '\t', '\n']) + 1)];
    }

    /// <summary>The same by HEAD first, and asked again where that may help.</summary>
    internal Task<long?> FindLengthAsync(Url url, int retries, CancellationToken cancellationToken) => url.Scheme is "file"
        ? MeasureFileAsync(url, cancellationToken)
        : retrier.RunAsync(
            new RetryScope(url, retries) { AttemptBudget = retrier.Policy.TextAttemptBudget }, token => FindLengthOnceAsync(url, token), cancellationToken);

    private async Task<long?> FindLengthOnceAsync(Url url, CancellationToken cancellationToken)
    {
        var head = new FetchRequest(url, FetchPriority.Metadata) { IsHead = true, AcceptGzip = false };
        await using (var answer = await fetcher.GetAsync(head, cancellationToken))
        {
            if (answer.StatusCode == 200)
            {
                return answer.Length;
            }
            if (answer.StatusCode is 404 or 410)
            {
                throw await FailureAsync(url, answer, cancellationToken);
            }
        }
        // Servers that know no HEAD, and signatures that are good for GET only.
        return await MeasureFileAsync(url, cancellationToken);
    }

    /// <summary>
    /// Some bytes of a file that must have <paramref name="total"/> bytes, and no more of it. Failures are those of <see cref="OpenAsync"/>,
    /// or say that the file is another one, or that the server gives no parts.
    /// </summary>
    internal Task<byte[]> ReadPartAsync(Url url, FileBlock block, long total, int retries, CancellationToken cancellationToken) =>
        url.Scheme is "file"
            ? ReadPartOfFileAsync(url, block, total, cancellationToken)
            : retrier.RunAsync(
                new RetryScope(url, retries) { AttemptBudget = retrier.Policy.TextAttemptBudget },
                token => ReadPartOnceAsync(url, block, total, token),
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
            throw await FailureAsync(url, response, cancellationToken);
        }
    }

    private async Task<ReadingException> FailureAsync(Url url, FetchResponse response, CancellationToken cancellationToken) => FailureOf(
        url, response, ServerResponse.IsPlainText(response.ContentType) ? await StartOfAsync(response.Body, ServerResponse.MaxBytesRead, cancellationToken) : []);

    private ReadingException FailureOf(Url url, FetchResponse response, byte[] start)
    {
        var detail = ServerResponse.IsPlainText(response.ContentType) ? ServerResponse.Render(start.AsSpan(0, Math.Min(start.Length, ServerResponse.MaxBytesRead))) : "";
        // The go command prints what a server repeats of the credentials it was sent.
        string[] secrets = [.. response.Secrets, .. CredentialSecrets.Of(url)];
        return new ReadingException(
            url.Redacted, response.StatusCode, CredentialSecrets.Mask(response.Status, secrets), CredentialSecrets.Mask(detail, secrets), NoteOf(response))
        {
            RetryAfter = response.RetryAfter,
        };
    }

    // Else nobody could tell why one failure was the last.
    private string NoteOf(FetchResponse response) =>
        retrier.Policy is { Retries: > 0, LongestServerDelay: var longest } && RetryableStatus.MayPass(response.StatusCode) && response.RetryAfter is { } wait && wait > longest
            ? $"not tried again: the server asks to wait {Math.Ceiling(wait.TotalSeconds):0} seconds, sutler waits {longest.TotalSeconds:0} at most"
            : "";

    private static async Task CopyFileAsync(Url url, PartialFile file, (long MaxLength, string TooLarge) limit, CancellationToken cancellationToken)
    {
        var opened = FileUrls.Open(url);
        await using (opened)
        {
            if (opened.Length > limit.MaxLength)
            {
                throw new SutlerException(limit.TooLarge);
            }
            var body = new OpenedUrl(opened, opened.Length, opened);
            await file.WriteWholeAsync(opened.Length, async stream =>
            {
                if (await CopyAsync(url, body, stream, limit.MaxLength, cancellationToken) > limit.MaxLength)
                {
                    throw new SutlerException(limit.TooLarge);
                }
            });
        }
    }

    private static async Task<long> CopyAsync(Url url, OpenedUrl body, Stream destination, long limit, CancellationToken cancellationToken)
    {
        try
        {
            return await body.CopyAsync(destination, limit, cancellationToken);
        }
        catch (SutlerException failure)
        {
            throw new SutlerException($"read {GoQuoting.Quote(url.Redacted)}: {failure.Message}", failure);
        }
    }

    private static async Task<byte[]> ReadPartOfFileAsync(Url url, FileBlock block, long total, CancellationToken cancellationToken)
    {
        var file = FileUrls.Open(url);
        await using (file)
        {
            if (file.Length != total)
            {
                throw AnotherLength(url, file.Length, total);
            }

            try
            {
                var bytes = new byte[block.Length];
                file.Position = block.Offset;
                await file.ReadExactlyAsync(bytes, cancellationToken);
                return bytes;
            }
            catch (IOException failure)
            {
                throw new SutlerException($"read {GoQuoting.Quote(url.Redacted)}: {failure.Message}", failure);
            }
        }
    }

    // Without If-Range: the digest of the block says whether it is the right one.
    private async Task<byte[]> ReadPartOnceAsync(Url url, FileBlock block, long total, CancellationToken cancellationToken)
    {
        var request = new FetchRequest(url, FetchPriority.Bulk) { AcceptGzip = false, Range = (block.Offset, block.End - 1) };
        var response = await fetcher.GetAsync(request, cancellationToken);
        await using (response)
        {
            switch (response.StatusCode)
            {
                case 206 when response.ContentRange is { From: { } from, To: { } to } range && from == block.Offset && to == block.End - 1:
                    return range.Length is null || range.Length == total
                        ? await response.ReadAllAsync(block.Length, cancellationToken) is var bytes && bytes.Length == block.Length
                            ? bytes
                            : throw new SutlerException($"read {GoQuoting.Quote(url.Redacted)}: {bytes.Length} bytes came instead of {block.Length}")
                        : throw AnotherLength(url, range.Length.Value, total);
                case 206:
                    throw new SutlerException($"read {GoQuoting.Quote(url.Redacted)}: other bytes came than were asked for");
                case 200 when response.Length is { } length && length != total:
                    throw AnotherLength(url, length, total);
                case 200:
                    throw new SutlerException($"read {GoQuoting.Quote(url.Redacted)}: the server gives no parts of files");
                case 416:
                    throw new SutlerException($"read {GoQuoting.Quote(url.Redacted)}: the file is shorter there");
                default:
                    throw await FailureAsync(url, response, cancellationToken);
            }
        }
    }

    private static SutlerException AnotherLength(Url url, long length, long expected) =>
        new($"read {GoQuoting.Quote(url.Redacted)}: the file has {length} bytes there instead of {expected}");

    private async Task<byte[]> ReadOnceAsync(Url url, (FetchPriority Priority, int Limit) kind, string whileReading, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(url, kind.Priority, cancellationToken);
        await using (opened)
        {
            try
            {
                return await opened.ReadTextAsync(kind.Limit, cancellationToken);
            }
            catch (SutlerException failure)
            {
                throw new SutlerException(whileReading + failure.Message, failure);
            }
        }
    }

    // The status is the failure to report; its explanation is whatever arrived.
    private static async Task<byte[]> StartOfAsync(Stream body, int limit, CancellationToken cancellationToken) =>
        (await TryReadStartAsync(body, limit, cancellationToken)).Start;

    private static async Task<(byte[] Start, TransferException? Interruption)> TryReadStartAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(limit, 32 << 10)];
        var filled = 0;
        try
        {
            int read;
            while (filled < limit && (read = await body.ReadAsync(buffer.AsMemory(filled), cancellationToken)) > 0)
            {
                filled += read;
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(limit, 2 * filled));
                }
            }
        }
        catch (TransferException interruption)
        {
            return (buffer[..filled], interruption);
        }
        return (buffer[..filled], null);
    }
}
