using Sutler.Errors;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>A URL with user and password that lead to nobody who has proven who he is: nothing was sent. Spec: HTTP-4.</summary>
/// <param name="url">The URL.</param>
public sealed class InsecureCredentialsException(Url url) : SutlerException($"refusing to pass credentials to insecure URL: {url.Redacted}");
