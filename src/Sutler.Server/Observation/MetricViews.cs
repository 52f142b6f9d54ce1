using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Sutler.Server.Observation;

/// <summary>Which instruments are collected, and in which classes durations are counted.</summary>
/// <remarks>Meters are found by name throughout the process: those of another server in it, as in tests, are not ours.</remarks>
internal sealed class MetricViews(Meter requests, Meter? others)
{
    private static readonly ExplicitBucketHistogramConfiguration Durations = new()
    {
        Boundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    /// <summary>How an instrument is collected; null for the usual way.</summary>
    public MetricStreamConfiguration? Of(Instrument instrument)
    {
        if (instrument.Meter == requests || instrument.Meter == others)
        {
            return instrument is Histogram<double> { Unit: "s" } ? Durations : null;
        }

        return instrument.Meter.Name == RuntimeMetrics.MeterName && RuntimeMetrics.IsShown(instrument.Name) ? null : MetricStreamConfiguration.Drop;
    }
}
