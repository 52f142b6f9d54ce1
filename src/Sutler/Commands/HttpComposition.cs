using Sutler.Go.Sources.Credentials;
using Sutler.Settings;
using Sutler.Transfer.Files;
using Sutler.Transfer.Http;
using Sutler.Transfer.Proxies;
using Sutler.Transfer.Retry;

namespace Sutler.Commands;

/// <summary>Makes the HTTP client of a run from environment and settings.</summary>
internal static class HttpComposition
{
    /// <summary>Nothing is read or connected before the first request.</summary>
    public static HttpFetcher CreateFetcher(CommandContext context, Action<string>? trace) => new(CreateOptions(context, trace));

    /// <summary>How it behaves.</summary>
    public static HttpFetcherOptions CreateOptions(CommandContext context, Action<string>? trace) => new()
    {
        TimeProvider = context.Time,
        Proxy = EnvironmentProxy.FromVariables(context.Variables, context.Settings.Proxy, string.Join(',', context.Settings.NoProxy)),
        Credentials = new GoAuthCredentials(new GoAuthOptions
        {
            GoAuth = context.GoEnvironment.GoAuth,
            Variables = context.Variables,
            WorkingDirectory = context.WorkingDirectory,
            Time = context.Time,
            Trace = trace,
        }),
        Trace = trace,
        TrustedRoots = context.TrustedRoots,
        Resolve = context.Resolve,
        AdditionalRoots = context.Settings.AdditionalRoots,
        UncheckedHosts = context.Settings.StrictSsl ? [] : context.Settings.InsecureHosts,
        ConnectTimeout = context.Settings.ConnectTimeout,
        HeaderTimeout = context.Settings.HeaderTimeout,
        IdleTimeout = context.Settings.Timeout,
        Http1Limit = context.Settings.Connections,
        Http2Limit = context.Settings.Streams,
        TotalLimit = context.Settings.ConnectionsTotal,
        Bandwidth = context.Settings.Bandwidth is > 0 and var bandwidth ? bandwidth : null,
    };

    /// <summary>When a request that failed is made again.</summary>
    public static RetryPolicy CreateRetryPolicy(ClientSettings settings) => new() { Retries = settings.Retries, Budget = settings.RetryBudget };

    /// <summary>How large files are fetched.</summary>
    public static FileTransferOptions CreateFileOptions(ClientSettings settings) => new() { ChunkSize = (int)settings.ChunkSize, ExtraRequests = settings.Ranges };
}
