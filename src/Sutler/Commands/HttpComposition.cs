using Sutler.Go.Sources.Credentials;
using Sutler.Transfer.Http;
using Sutler.Transfer.Proxies;

namespace Sutler.Commands;

/// <summary>Makes the HTTP client of a run from the environment.</summary>
internal static class HttpComposition
{
    /// <summary>Nothing is read or connected before the first request.</summary>
    public static HttpFetcher CreateFetcher(CommandContext context, Action<string>? trace) => new(new HttpFetcherOptions
    {
        TimeProvider = context.Time,
        Proxy = EnvironmentProxy.FromVariables(context.Variables),
        Credentials = new GoAuthCredentials(context.GoEnvironment.GoAuth, context.Variables, trace),
        Trace = trace,
        TrustedRoots = context.TrustedRoots,
    });
}
