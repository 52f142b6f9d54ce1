using Sutler.Errors;

namespace Sutler.Server.Operations;

/// <summary><c>GET /api/status</c>: what the server is doing.</summary>
internal sealed class StatusPage(ProxyHostOptions options, RequestTally tally)
{
    private readonly long _start = options.Time.GetTimestamp();
    private readonly DateTimeOffset _startedAt = options.Time.GetUtcNow();

    /// <summary>The status now. A store that cannot be counted is a server that is not ready.</summary>
    public async ValueTask<ServerStatus> ReadAsync(CancellationToken cancellationToken)
    {
        var notReady = await options.NotReadyAsync(cancellationToken);
        StoreStatus? store = null;
        try
        {
            store = options.StoreAsync is { } countAsync ? await countAsync(cancellationToken) : null;
        }
        catch (SutlerException failure)
        {
            notReady ??= $"counting what is stored: {failure.Message}";
        }

        return new ServerStatus
        {
            Version = options.Version,
            StartedAt = _startedAt,
            UptimeSeconds = Math.Round(options.Time.GetElapsedTime(_start).TotalSeconds, 3),
            NotReady = notReady,
            Requests = tally.Read(),
            Store = store,
        };
    }
}
