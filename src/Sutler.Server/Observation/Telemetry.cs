using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Sutler.Server.Observation;

/// <summary>
/// Collects what <see cref="ServerMetrics"/> counts, for Prometheus to fetch and, where the environment names a collector, to send by
/// OTLP together with a span for each request.
/// </summary>
/// <remarks>Where and how to send is said by the variables that OpenTelemetry defines (OTEL_EXPORTER_OTLP_ENDPOINT and others).</remarks>
internal sealed class Telemetry : IDisposable
{
    private static readonly double[] DurationBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private readonly TracerProvider? _tracer;

    private Telemetry(MeterProvider meters, TracerProvider? tracer) => (Meters, _tracer) = (meters, tracer);

    /// <summary>What Prometheus is answered from.</summary>
    public MeterProvider Meters { get; }

    /// <summary>Begins to collect.</summary>
    /// <param name="sends">Whether to send by OTLP.</param>
    public static Telemetry Start(bool sends)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("sutler", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3));
        var meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(ServerMetrics.MeterName)
            .AddView("sutler.request.duration", new ExplicitBucketHistogramConfiguration { Boundaries = DurationBuckets })
            .AddPrometheusExporter();
        meters = sends ? meters.AddOtlpExporter() : meters;
        var tracer = sends ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(ServerMetrics.MeterName).AddOtlpExporter().Build() : null;
        return new Telemetry(meters.Build(), tracer);
    }

    /// <summary>Sends what is left and ends.</summary>
    public void Dispose()
    {
        Meters.Dispose();
        _tracer?.Dispose();
    }
}
