using System.Diagnostics;
using System.Diagnostics.Metrics;
using Sutler.Go.Serving;

namespace Sutler.Server.Observation;

/// <summary>What the server counts, as instruments of System.Diagnostics.Metrics. docs/reference/serve.md lists them.</summary>
internal sealed class ServerMetrics : IDisposable
{
    /// <summary>The meter, for whoever collects.</summary>
    public const string MeterName = "sutler.server";

    private readonly ActivitySource _spans = new(MeterName);
    private readonly Counter<long> _requests;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _broken;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _inFlight;

    /// <summary>Creates a meter of its own: there may be several servers in a process.</summary>
    public ServerMetrics()
    {
        _requests = Meter.CreateCounter<long>("sutler.requests", "{request}", "Requests that were answered, by kind of file, status and cause.");
        _bytes = Meter.CreateCounter<long>("sutler.sent", "By", "Bytes of bodies that were sent, by kind of file.");
        _broken = Meter.CreateCounter<long>("sutler.broken", "{request}", "Answers that did not reach their end: the client left, or the file broke off.");
        _duration = Meter.CreateHistogram<double>("sutler.request.duration", "s", "From the first look at a request to its last byte, by kind of file and cause.");
        _inFlight = Meter.CreateUpDownCounter<long>("sutler.requests.active", "{request}", "Requests that are being answered.");
    }

    /// <summary>Where the instruments are.</summary>
    public Meter Meter { get; } = new(MeterName);

    /// <summary>A request begins; disposing ends it.</summary>
    public Flight Begin()
    {
        _inFlight.Add(1);
        return new Flight(_inFlight, _spans.HasListeners() ? _spans.StartActivity("request", ActivityKind.Server) : null);
    }

    /// <summary>A request was answered.</summary>
    public void Served(string kind, int status, AnswerCause? cause, long bytes, TimeSpan took, bool isBroken)
    {
        var kindTag = new KeyValuePair<string, object?>("kind", kind);
        var causeTag = new KeyValuePair<string, object?>("cause", cause is { } known ? CauseNames.Of(known) : "none");
        _requests.Add(1, kindTag, new KeyValuePair<string, object?>("status", StatusTag(status)), causeTag);
        _bytes.Add(bytes, kindTag);
        _duration.Record(took.TotalSeconds, kindTag, causeTag);
        if (isBroken)
        {
            _broken.Add(1, kindTag);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Meter.Dispose();
        _spans.Dispose();
    }

    // A number in a tag is boxed for each request.
    private static string StatusTag(int status) => status switch
    {
        200 => "200",
        206 => "206",
        304 => "304",
        404 => "404",
        410 => "410",
        403 => "403",
        502 => "502",
        _ => status.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>A request that is being answered.</summary>
    internal readonly struct Flight(UpDownCounter<long> inFlight, Activity? span) : IDisposable
    {
        /// <summary>Says in the span, if somebody listens, what was asked for and how that ended.</summary>
        public void Describe(string method, string target, string kind, int status, AnswerCause? cause, string? broken)
        {
            if (span is null)
            {
                return;
            }

            span.DisplayName = $"{method} {kind}";
            span.SetTag("http.request.method", method).SetTag("url.path", target).SetTag("http.response.status_code", status)
                .SetTag("sutler.kind", kind).SetTag("sutler.cause", cause is { } known ? CauseNames.Of(known) : "none");
            if (broken is not null || status >= 500)
            {
                span.SetStatus(ActivityStatusCode.Error, broken);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            inFlight.Add(-1);
            span?.Dispose();
        }
    }
}
