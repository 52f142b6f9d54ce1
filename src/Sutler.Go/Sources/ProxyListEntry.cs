namespace Sutler.Go.Sources;

/// <summary>One element of GOPROXY.</summary>
/// <param name="Url">The URL without final <c>/</c>, or <c>direct</c>, <c>off</c>, or <c>noproxy</c> for the implicit entry of PROXY-4.</param>
/// <param name="FallBackOnAnyError">True before <c>|</c>, false before <c>,</c>. Spec: PROXY-1.</param>
public sealed record ProxyListEntry(string Url, bool FallBackOnAnyError);
