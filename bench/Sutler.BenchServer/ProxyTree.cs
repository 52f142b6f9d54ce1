using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sutler.BenchServer;

/// <summary>Answers requests from a directory: ranges, validators and HEAD as a real proxy's store would, after a fixed delay.</summary>
/// <param name="root">Absolute path of the tree.</param>
/// <param name="delay">Waited before each answer, as a round trip to a far server would take.</param>
internal sealed class ProxyTree(string root, TimeSpan delay) : ISite
{
    // Large blocks: the server must cost little beside the clients on the same machine.
    private const int BlockSize = 256 * 1024;

    // Requests of the run before may still be under way when a new run is announced: each keeps the counts it began with.
    private volatile Run _run = new(new Faults(0), new Traffic());

    /// <inheritdoc/>
    public Traffic Traffic => _run.Traffic;

    /// <inheritdoc/>
    public void Begin(int seed) => _run = new Run(new Faults(seed), new Traffic());

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context)
    {
        var run = _run;
        run.Traffic.Requested();
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, TimeProvider.System, context.RequestAborted);
        }

        var path = context.Request.Path.Value ?? "";
        var fault = run.Faults.Next(path);
        if (fault.Refused)
        {
            run.Traffic.Refused();
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var file = new FileInfo(Path.Join(root, path));
        if (!file.FullName.StartsWith(root, StringComparison.Ordinal) || !file.Exists)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await SendAsync(file, fault, run.Traffic, context);
    }

    private static async Task SendAsync(FileInfo file, Fault fault, Traffic traffic, HttpContext context)
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

        var sent = fault.CutAt is { } share ? (long)(length * share) : length;
        await SendAsync(file, from, sent, traffic, context);
        if (sent < length)
        {
            traffic.Cut();
            if (fault.Reset)
            {
                context.Abort();
            }

            // Without that, to return with less than the announced length makes Kestrel close the connection behind what was written.
        }
    }

    private static async Task SendAsync(FileInfo file, long from, long length, Traffic traffic, HttpContext context)
    {
        using var handle = File.OpenHandle(file.FullName);
        var body = context.Response.BodyWriter;
        for (var left = length; left > 0;)
        {
            var memory = body.GetMemory((int)Math.Min(left, BlockSize));
            var read = RandomAccess.Read(handle, memory.Span[..(int)Math.Min(left, memory.Length)], from);
            body.Advance(read);
            from += read;
            left -= read;
            traffic.Sent(read);
            await body.FlushAsync(context.RequestAborted);
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

    private sealed record Run(Faults Faults, Traffic Traffic);
}
