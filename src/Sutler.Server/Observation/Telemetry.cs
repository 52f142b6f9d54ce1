using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Sutler.Server.Observation;

/// <summary>
/// Collects what <see cref="ServerMetrics"/> and other parts count, for Prometheus to fetch and, where the environment names a collector, to
/// send by OTLP together with a span for each request.
/// </summary>
/// <remarks>Where and how to send is said by the variables that OpenTelemetry defines (OTEL_EXPORTER_OTLP_ENDPOINT and others).</remarks>
internal sealed class Telemetry : IAsyncDisposable
{
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(15);
    private readonly CancellationTokenSource _stop = new();
    private readonly TracerProvider? _tracer;
    private readonly Task _counting;
    private int _isEnded;

    private Telemetry(MeterProvider meters, TracerProvider? tracer, ProxyHostOptions options)
    {
        (Meters, _tracer) = (meters, tracer);
        // The page of metrics counts for itself.
        _counting = options.SendsTelemetry ? Task.Run(() => CountAsync(options, _stop.Token)) : Task.CompletedTask;
    }

    /// <summary>What Prometheus is answered from.</summary>
    public MeterProvider Meters { get; }

    /// <summary>Begins to collect.</summary>
    /// <param name="options">Whether to send by OTLP, and what is counted besides.</param>
    /// <param name="requests">Where requests are counted.</param>
    public static Telemetry Start(ProxyHostOptions options, Meter requests)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("sutler", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3));
        var meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(ServerMetrics.MeterName, RuntimeMetrics.MeterName)
            .AddView(new MetricViews(requests, options.Meter).Of)
            .AddPrometheusExporter();
        meters = options.SendsTelemetry ? meters.AddOtlpExporter() : meters;
        var tracer = options.SendsTelemetry ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(ServerMetrics.MeterName).AddOtlpExporter().Build() : null;
        return new Telemetry(meters.Build(), tracer, options);
    }

    /// <summary>Sends what is left and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync();
        await _counting;
        Meters.Dispose();
        _tracer?.Dispose();
        _stop.Dispose();
    }

    private static async Task CountAsync(ProxyHostOptions options, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await options.CountAsync(cancellationToken);
                await Task.Delay(CountInterval, options.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }
}
