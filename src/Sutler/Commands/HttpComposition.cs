using Sutler.Go.Environment;
using Sutler.Go.Sources.Credentials;
using Sutler.Transfer.Http;
using Sutler.Transfer.Proxies;

namespace Sutler.Commands;

/// <summary>Makes the HTTP client of a run from the environment.</summary>
internal static class HttpComposition
{
    /// <summary>Nothing is read or connected before the first request.</summary>
    public static HttpFetcher CreateFetcher(GoEnvironment environment, Action<string>? trace, TimeProvider time) => new(new HttpFetcherOptions
    {
        TimeProvider = time,
        Proxy = EnvironmentProxy.FromVariables(environment.Variables),
        Credentials = new GoAuthCredentials(environment.GoAuth, environment.Variables, trace),
        Trace = trace,
    });
}
