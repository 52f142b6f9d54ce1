using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sutler.BenchServer;

/// <summary>Answers requests from a directory: ranges, validators and HEAD as a real proxy's store would, after a fixed delay.</summary>
/// <param name="root">Absolute path of the tree.</param>
/// <param name="delay">Waited before each answer, as a round trip to a far server would take.</param>
internal sealed class ProxyTree(string root, TimeSpan delay)
{
    // Large blocks: the server must cost little beside the clients on the same machine.
    private const int BlockSize = 256 * 1024;

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, TimeProvider.System, context.RequestAborted);
        }

        var file = new FileInfo(Path.Join(root, context.Request.Path.Value));
        if (!file.FullName.StartsWith(root, StringComparison.Ordinal) || !file.Exists)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await SendAsync(file, context);
    }

    private static async Task SendAsync(FileInfo file, HttpContext context)
    {
        var response = context.Response;
        response.Headers.ETag = $"\"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}\"";
        response.Headers.AcceptRanges = "bytes";
        var (from, length) = Range(file.Length, context);
        response.ContentLength = length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        using var handle = File.OpenHandle(file.FullName);
        for (var left = length; left > 0;)
        {
            var memory = response.BodyWriter.GetMemory((int)Math.Min(left, BlockSize));
            var read = RandomAccess.Read(handle, memory.Span[..(int)Math.Min(left, memory.Length)], from);
            response.BodyWriter.Advance(read);
            from += read;
            left -= read;
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }

    // One range "bytes=A-" or "bytes=A-B" under a fitting If-Range; anything else gets the whole file.
    private static (long From, long Length) Range(long size, HttpContext context)
    {
        var condition = context.Request.Headers.IfRange.ToString();
        var text = context.Request.Headers.Range.ToString();
        if (!text.StartsWith("bytes=", StringComparison.Ordinal) || (condition.Length > 0 && condition != context.Response.Headers.ETag))
        {
            return (0, size);
        }

        var ends = text["bytes=".Length..].Split('-');
        if (ends.Length != 2 || !long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from) || from >= size)
        {
            return (0, size);
        }

        var to = long.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? Math.Min(last, size - 1) : size - 1;
        context.Response.StatusCode = StatusCodes.Status206PartialContent;
        context.Response.Headers.ContentRange = $"bytes {from}-{to}/{size}";
        return (from, to - from + 1);
    }
}
