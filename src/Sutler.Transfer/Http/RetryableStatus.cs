namespace Sutler.Transfer.Http;

/// <summary>Which statuses may be followed by a better one. All others, 400, 401, 403, 404 and 410 among them, are final.</summary>
public static class RetryableStatus
{
    /// <summary>Whether the same request may be answered better later.</summary>
    public static bool MayPass(int statusCode) => statusCode is 408 or 425 or 429 or (>= 500 and not (501 or 505 or 511));

    /// <summary>Whether it speaks of the server rather than of one file: a proxy answers 500 for what it could not fetch itself.</summary>
    public static bool ConcernsHost(int statusCode) => statusCode is 429 or 502 or 503 or 504;
}
