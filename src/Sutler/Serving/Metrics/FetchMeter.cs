using System.Diagnostics.Metrics;
using Sutler.Go.Serving.Stored;

namespace Sutler.Serving.Metrics;

/// <summary>Tells how much is being fetched. docs/reference/serve.md lists the instruments.</summary>
internal static class FetchMeter
{
    /// <summary>Makes the instruments, which show the queues of all servers together.</summary>
    public static void Watch(Meter meter, IReadOnlyCollection<StoredModuleServer> servers)
    {
        meter.CreateObservableGauge("sutler.fetches.active", () => Each(Of(servers), load => load.Active), "{fetch}", "Fetches that are going on, by queue.");
        meter.CreateObservableGauge("sutler.fetches.waiting", () => Each(Of(servers), load => load.Waiting), "{fetch}", "Fetches that wait for their turn, by queue.");
    }

    private static FetchLoads Of(IReadOnlyCollection<StoredModuleServer> servers) =>
        servers.Aggregate(default(FetchLoads), static (all, server) => all.Plus(server.Loads));

    private static Measurement<int>[] Each(FetchLoads loads, Func<FetchLoad, int> count) =>
    [
        new(count(loads.Small), new KeyValuePair<string, object?>("queue", "small")),
        new(count(loads.Zips), new KeyValuePair<string, object?>("queue", "zip")),
        new(count(loads.VersionControl), new KeyValuePair<string, object?>("queue", "direct")),
    ];
}
