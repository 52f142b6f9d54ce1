using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sutler.Errors;

namespace Sutler.Server.Operations;

/// <summary>The body of a request, of no more bytes than its operation takes, within a minute.</summary>
internal static class OperationBody
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>All of it; throws an <see cref="OperationRefusal"/> when it is too long, too slow or cut short.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext context, int limit, TimeProvider time)
    {
        if (context.Request.Headers.ContentEncoding.Count > 0)
        {
            throw new OperationRefusal(415, "the body must travel as it is, without Content-Encoding");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } allowed)
        {
            allowed.MaxRequestBodySize = limit;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, patience.Token);
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, stop.Token);
            return body.ToArray();
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new OperationRefusal(408, $"the body did not come within {Patience.TotalSeconds} seconds");
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new OperationRefusal(413, $"the body has more than {limit >> 10} KiB");
        }
        catch (BadHttpRequestException fault)
        {
            throw new OperationRefusal(fault.StatusCode, $"the body cannot be read: {fault.Message.TrimEnd('.')}");
        }
    }
}
