using System.Diagnostics.Metrics;
using Sutler.Go.Serving.Stored;

namespace Sutler.Serving.Metrics;

/// <summary>Tells how much is being fetched. docs/reference/serve.md lists the instruments.</summary>
internal static class FetchMeter
{
    /// <summary>Makes the instruments.</summary>
    public static void Watch(Meter meter, StoredModuleServer modules)
    {
        meter.CreateObservableGauge("sutler.fetches.active", () => Each(modules.Loads, load => load.Active), "{fetch}", "Fetches that are going on, by queue.");
        meter.CreateObservableGauge("sutler.fetches.waiting", () => Each(modules.Loads, load => load.Waiting), "{fetch}", "Fetches that wait for their turn, by queue.");
    }

    private static Measurement<int>[] Each(FetchLoads loads, Func<FetchLoad, int> count) =>
    [
        new(count(loads.Small), new KeyValuePair<string, object?>("queue", "small")),
        new(count(loads.Zips), new KeyValuePair<string, object?>("queue", "zip")),
        new(count(loads.VersionControl), new KeyValuePair<string, object?>("queue", "direct")),
    ];
}
