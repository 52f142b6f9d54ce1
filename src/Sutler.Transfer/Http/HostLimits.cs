namespace Sutler.Transfer.Http;

/// <summary>How many requests may be in flight.</summary>
/// <param name="Http1">To a host that speaks HTTP/1.1 or has not answered yet.</param>
/// <param name="Http2">To one that speaks HTTP/2.</param>
/// <param name="Http2Bulk">Large bodies among those of HTTP/2.</param>
/// <param name="Http1Bulk">Large bodies among the first.</param>
internal sealed record HostLimits(int Http1, int Http2, int Http2Bulk, int Http1Bulk);
