namespace Sutler.TestKit;

/// <summary>A request as it arrived.</summary>
/// <param name="Method">Method.</param>
/// <param name="Target">Path and query exactly as on the wire, escapes and all.</param>
/// <param name="Host">The <c>Host</c> header or <c>:authority</c>.</param>
/// <param name="Headers">All headers, keys in any case.</param>
/// <param name="Protocol">Such as <c>HTTP/1.1</c>.</param>
public sealed record RecordedRequest(string Method, string Target, string Host, IReadOnlyDictionary<string, string> Headers, string Protocol)
{
    /// <summary>A header, or null.</summary>
    public string? this[string header] => Headers.GetValueOrDefault(header);
}
