using Sutler.Errors;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;

namespace Sutler.Go.Sources;

/// <summary>An answer other than 200, or a file that cannot be opened: <c>reading URL: 404 Not Found</c>. Spec: ERR-1 to ERR-3.</summary>
public sealed class ReadingException : SutlerException, IRetryable
{
    /// <summary>Creates the failure for a status; 404 and 410 mean that the thing is absent (PROXY-5).</summary>
    /// <param name="displayUrl">The URL, its password hidden.</param>
    /// <param name="statusCode">The status; for a missing file 404, for one that may not be read 403.</param>
    /// <param name="reason">Status line or system error.</param>
    /// <param name="detail">The server's own words, ready to show; empty for none.</param>
    /// <param name="note">What we have to say; empty for nothing.</param>
    public ReadingException(string displayUrl, int statusCode, string reason, string detail = "", string note = "")
        : base($"reading {displayUrl}: {reason}{Detail(detail)}{(note.Length == 0 ? "" : "\n\t" + note)}")
    {
        StatusCode = statusCode;
        Reason = reason;
        Words = detail;
        IsNotExist = statusCode is 404 or 410;
    }

    /// <summary>The status code.</summary>
    public int StatusCode { get; }

    /// <summary>Status line or system error.</summary>
    public string Reason { get; }

    /// <summary>The server's own words, lines joined by <c>\n\t</c>; empty for none.</summary>
    public string Words { get; }

    /// <inheritdoc/>
    public bool MayPass => RetryableStatus.MayPass(StatusCode);

    /// <inheritdoc/>
    public TimeSpan? RetryAfter { get; init; }

    /// <inheritdoc/>
    public bool ConcernsHost => RetryableStatus.ConcernsHost(StatusCode);

    private static string Detail(string detail) => detail.Length == 0 ? ""
        : "\n\tserver response:" + (detail.Contains('\n') ? "\n\t" : " ") + detail;
}
