using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Sutler.Go.Serving;

namespace Sutler.Server.Operations;

/// <summary>Puts the answers of operations on the wire: JSON, one object a line.</summary>
internal static class OperationWriter
{
    /// <summary>Writes an answer that is one object; how it came about, and its bytes.</summary>
    public static async Task<(AnswerCause? Cause, long Bytes)> WriteAsync<T>(HttpContext context, int status, T answer, JsonTypeInfo<T> type)
    {
        var body = Line(answer, type);
        Describe(context.Response, status, MediaTypes.Json);
        context.Response.ContentLength = body.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return (CauseOf(status), 0);
        }

        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        return (CauseOf(status), body.Length);
    }

    /// <summary>Sets status and headers.</summary>
    public static void Describe(HttpResponse response, int status, string mediaType)
    {
        response.StatusCode = status;
        response.Headers.ContentType = mediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    /// <summary>An object and the end of its line.</summary>
    public static byte[] Line<T>(T answer, JsonTypeInfo<T> type) => [.. JsonSerializer.SerializeToUtf8Bytes(answer, type), (byte)'\n'];

    private static AnswerCause? CauseOf(int status) => status switch
    {
        < 400 => AnswerCause.Hit,
        401 or 403 or 405 or 429 => AnswerCause.Refused,
        500 => AnswerCause.Broken,
        503 => AnswerCause.Busy,
        _ => AnswerCause.Absent,
    };
}
