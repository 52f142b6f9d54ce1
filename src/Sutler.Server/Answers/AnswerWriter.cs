using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sutler.Errors;
using Sutler.Go.Serving;

namespace Sutler.Server.Answers;

/// <summary>Puts an answer on the wire. Spec: SRV-2, SRV-3, SRV-10, SRV-13; RFC 9110.</summary>
/// <remarks>
/// A body that breaks off is never ended as if it were whole: the connection is aborted. What is in memory goes out without waiting for
/// anything but the connection, and without a state machine.
/// </remarks>
internal static class AnswerWriter
{
    private const int Block = 256 << 10;
    private static readonly StringValues Immutable = "public, max-age=31536000, immutable";
    private static readonly StringValues Short = "public, max-age=60";
    private static readonly StringValues None = "no-store";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Bytes = "bytes";
    private static readonly StringValues PlainText = "text/plain; charset=utf-8";

    /// <summary>Writes an answer; gives the bytes of its body that went out.</summary>
    public static ValueTask<long> WriteAsync(HttpContext context, ServedAnswer answer) => answer switch
    {
        ServedAnswer.Found { Content.Bytes: { } bytes } found when context.Request.Headers.Range.Count == 0 => WriteAsync(context, found, bytes),
        ServedAnswer.Found found => StreamAsync(context, found),
        ServedAnswer.Absent absent => ReasonAsync(context, absent.Status, absent.Reason),
        ServedAnswer.Refused refused => ReasonAsync(context, 403, refused.Reason),
        ServedAnswer.Failed failed => ReasonAsync(context, failed.Status, failed.Reason, failed.RetryAfter),
        _ => ReasonAsync(context, 500, "no such answer"),
    };

    /// <summary>Writes a status with the reason for it.</summary>
    public static ValueTask<long> ReasonAsync(HttpContext context, int status, string reason, TimeSpan? retryAfter = null)
    {
        context.Response.StatusCode = status;
        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("F0", CultureInfo.InvariantCulture);
        }

        var body = Encoding.UTF8.GetBytes(ReasonText.Clean($"{StatusWords.Of(status)}: {reason}") + "\n");
        var headers = context.Response.Headers;
        headers.ContentType = PlainText;
        headers.CacheControl = None;
        headers.XContentTypeOptions = NoSniff;
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? ValueTask.FromResult(0L) : SendAsync(context.Response, body);
    }

    private static ValueTask<long> WriteAsync(HttpContext context, ServedAnswer.Found found, ReadOnlyMemory<byte> bytes)
    {
        Describe(context.Response, found);
        if (IsKnownTo(context.Request, found.Content.Tag))
        {
            context.Response.StatusCode = 304;
            return ValueTask.FromResult(0L);
        }

        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? ValueTask.FromResult(0L) : SendAsync(context.Response, bytes);
    }

    private static ValueTask<long> SendAsync(HttpResponse response, ReadOnlyMemory<byte> bytes)
    {
        bytes.Span.CopyTo(response.BodyWriter.GetSpan(bytes.Length));
        response.BodyWriter.Advance(bytes.Length);
        var flush = response.BodyWriter.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            flush.GetAwaiter().GetResult();
            return ValueTask.FromResult((long)bytes.Length);
        }

        return EndAsync(flush.AsTask(), bytes.Length);
    }

    private static async ValueTask<long> EndAsync(Task flush, long count)
    {
        await flush;
        return count;
    }

    private static async ValueTask<long> StreamAsync(HttpContext context, ServedAnswer.Found found)
    {
        await using var content = found.Content;
        var (request, response) = (context.Request, context.Response);
        Describe(response, found);
        if (IsKnownTo(request, content.Tag))
        {
            response.StatusCode = 304;
            return 0;
        }

        var (first, count) = (0L, content.Length);
        if (content.Length is { } length)
        {
            response.Headers.AcceptRanges = Bytes;
            var part = WantsPart(request, content.Tag) ? WantedPart.Parse(request.Headers.Range, length, out var isOutside) : WantedPart.Parse(null, length, out isOutside);
            if (isOutside)
            {
                response.Headers.ContentRange = $"bytes */{length}";
                response.Headers.Remove("ETag");
                response.StatusCode = 416;
                response.ContentLength = 0;
                response.Headers.CacheControl = None;
                return 0;
            }

            if (part is { } wanted)
            {
                (first, count) = (wanted.First, wanted.Count);
                response.StatusCode = 206;
                response.Headers.ContentRange = $"bytes {first}-{first + count - 1}/{length}";
            }

            response.ContentLength = count;
        }

        return HttpMethods.IsHead(request.Method) ? 0 : await CopyAsync(context, content, first, count);
    }

    private static async Task<long> CopyAsync(HttpContext context, ServedContent content, long first, long? count)
    {
        var writer = context.Response.BodyWriter;
        var sent = 0L;
        try
        {
            while (sent != count)
            {
                var memory = writer.GetMemory(Block);
                var read = await content.ReadAsync(count is { } all && all - sent < memory.Length ? memory[..(int)(all - sent)] : memory, first + sent, context.RequestAborted);
                if (read == 0)
                {
                    break;
                }

                writer.Advance(read);
                sent += read;
                if ((await writer.FlushAsync(context.RequestAborted)).IsCompleted)
                {
                    return WhenLeft(sent, count);
                }
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return WhenLeft(sent, count);
        }
        catch (SutlerException failure)
        {
            throw new BrokenAnswerException(sent, failure);
        }

        return count is null || sent == count ? sent : throw new BrokenAnswerException(sent, new SutlerException("the file ended before its length"));
    }

    // Who has the whole of it may hang up before we hear that it arrived.
    private static long WhenLeft(long sent, long? count) => sent == count ? sent : throw new BrokenAnswerException(sent, new SutlerException("the client left"));

    private static void Describe(HttpResponse response, ServedAnswer.Found found)
    {
        var headers = response.Headers;
        headers.ContentType = found.Content.MediaType;
        headers.CacheControl = found.Life switch { AnswerLife.Immutable => Immutable, AnswerLife.Short => Short, _ => None };
        headers.XContentTypeOptions = NoSniff;
        if (found.Content.Tag is { } tag)
        {
            headers.ETag = string.Concat("\"", tag, "\"");
        }
    }

    /// <summary>If-None-Match, by weak comparison. RFC 9110, 13.1.2.</summary>
    private static bool IsKnownTo(HttpRequest request, string? tag)
    {
        var asked = request.Headers.IfNoneMatch;
        return asked.Count > 0 && asked.ToString().Split(',').Select(static one => one.Trim())
            .Any(one => one == "*" || (tag is not null && (one.StartsWith("W/", StringComparison.Ordinal) ? one[2..] : one) == $"\"{tag}\""));
    }

    /// <summary>Whether Range counts: If-Range, if there is one, must name just these bytes. RFC 9110, 13.1.5.</summary>
    private static bool WantsPart(HttpRequest request, string? tag)
    {
        var condition = request.Headers.IfRange;
        return HttpMethods.IsGet(request.Method) && (condition.Count == 0 || (tag is not null && condition.ToString() == $"\"{tag}\""));
    }
}
