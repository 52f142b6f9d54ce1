using System.Text.RegularExpressions;

namespace Sutler.TestKit.Serving;

/// <summary>Something a test upstream does instead of answering, for requests whose path matches.</summary>
/// <param name="Path">Matched against the decoded path after the server's prefix.</param>
/// <param name="Status">The status to answer with, or 0 to keep the proper answer.</param>
/// <param name="Body">The body to answer with, or null for the proper one.</param>
/// <param name="ContentType">The content type of <paramref name="Body"/>.</param>
/// <param name="TruncateAfter">Bytes after which the connection is cut, or -1.</param>
/// <param name="Location">A redirect target, or null.</param>
public sealed record UpstreamFault(Regex Path, int Status = 0, byte[]? Body = null, string ContentType = "text/plain; charset=utf-8", int TruncateAfter = -1, string? Location = null)
{
    private int _left = int.MaxValue;

    /// <summary>How often the fault strikes before the upstream is well again.</summary>
    public int Times
    {
        init => _left = value;
    }

    /// <summary>Whether this request suffers; counts it if so.</summary>
    public bool Strikes(string path) => Path.IsMatch(path) && Interlocked.Decrement(ref _left) >= 0;
}
