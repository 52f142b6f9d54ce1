using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Sutler.TestKit;

/// <summary>What a <see cref="ScriptedUpstream"/> answers to one request, faults included.</summary>
public sealed record Reply
{
    /// <summary>Status code.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Reason phrase on HTTP/1.1; null for the standard one.</summary>
    public string? Reason { get; init; }

    /// <summary>Headers to send.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The <c>Content-Length</c> to claim; null for the true one. Behind a body that falls short the connection closes.</summary>
    public long? ClaimedLength { get; init; }

    /// <summary>Resets the connection after so many bytes of the body; null to finish.</summary>
    public int? ResetAfter { get; init; }

    /// <summary>Held before anything is sent.</summary>
    public Gate? BeforeHeaders { get; init; }

    /// <summary>Held behind the headers and <see cref="StallAfter"/> bytes of the body.</summary>
    public Gate? InBody { get; init; }

    /// <summary>Where in the body <see cref="InBody"/> holds.</summary>
    public int StallAfter { get; init; }

    /// <summary>Cuts the connection instead of answering.</summary>
    public bool HangUp { get; init; }

    /// <summary>Whether requests for a range are answered with it, where an <c>If-Range</c> agrees with the <c>ETag</c>.</summary>
    public bool HasRanges { get; init; }

    /// <summary>Moves the range that is sent, and said to be sent, away from what was asked for.</summary>
    public int RangeShift { get; init; }

    /// <summary>Sends a range whatever <c>If-Range</c> says.</summary>
    public bool IgnoresIfRange { get; init; }

    /// <summary>On HTTP/2, ends the stream with this error instead of the connection.</summary>
    public int? ResetCode { get; init; }

    /// <summary>Ends the connection with the answer, on HTTP/2 by GOAWAY; with <see cref="ResetAfter"/>, then and there for all that is on it.</summary>
    public bool ClosesConnection { get; init; }

    /// <summary>Sends the body without saying how long it is.</summary>
    public bool IsChunked { get; init; }

    /// <summary>A file that can be continued.</summary>
    public static Reply File(byte[] body, string? tag = "\"1\"") => Bytes(body) with
    {
        HasRanges = true,
        Headers = tag is null ? [("Accept-Ranges", "bytes")] : [("Accept-Ranges", "bytes"), ("ETag", tag)],
    };

    /// <summary>What is sent to a request: the part it asks for, or all of it.</summary>
    public Reply For(RecordedRequest request)
    {
        var tag = Headers.FirstOrDefault(header => header.Name == "ETag").Value;
        if (!HasRanges || !request.Headers.TryGetValue("Range", out var range)
            || (!IgnoresIfRange && request.Headers.TryGetValue("If-Range", out var wanted) && wanted != tag))
        {
            return this;
        }
        var ends = range["bytes=".Length..].Split('-');
        var first = int.Parse(ends[0], CultureInfo.InvariantCulture) + RangeShift;
        if (first >= Body.Length)
        {
            return this with { Status = 416, Headers = [.. Headers, ("Content-Range", $"bytes */{Body.Length}")], Body = default };
        }
        var last = Math.Min(Body.Length - 1, ends[1].Length == 0 ? int.MaxValue : int.Parse(ends[1], CultureInfo.InvariantCulture) + RangeShift);
        return this with { Status = 206, Headers = [.. Headers, ("Content-Range", $"bytes {first}-{last}/{Body.Length}")], Body = Body[first..(last + 1)] };
    }

    /// <summary>200 with a text.</summary>
    public static Reply Text(string body) => Bytes(Encoding.UTF8.GetBytes(body));

    /// <summary>200 with bytes.</summary>
    public static Reply Bytes(byte[] body) => new() { Body = body };

    /// <summary>200 with a text that travels compressed.</summary>
    public static Reply Gzip(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }
        return Bytes(compressed.ToArray()) with { Headers = [("Content-Encoding", "gzip")] };
    }

    /// <summary>A status with a plain-text explanation.</summary>
    public static Reply Failure(int status, string body = "", string contentType = "text/plain; charset=utf-8") =>
        Text(body) with { Status = status, Headers = [("Content-Type", contentType)] };

    /// <summary>A redirect.</summary>
    public static Reply Redirect(string location, int status = 302) => new() { Status = status, Headers = [("Location", location)] };

    /// <summary>A body that ends early: the length promises more than is sent.</summary>
    public static Reply Truncated(byte[] body, int sent) => Bytes(body[..sent]) with { ClaimedLength = body.Length };
}
