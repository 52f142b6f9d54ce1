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
