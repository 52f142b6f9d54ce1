using System.Diagnostics.Metrics;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Serving.Metrics;

/// <summary>Counts what is asked of upstreams, and tells which of them are well. docs/reference/serve.md lists the instruments.</summary>
internal sealed class UpstreamMeter : IExchangeObserver
{
    private readonly UpstreamNames _names;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _broken;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments.</summary>
    public UpstreamMeter(Meter meter, UpstreamNames names)
    {
        _names = names;
        _requests = meter.CreateCounter<long>("sutler.upstream.requests", "{request}", "Requests to upstreams, by host and outcome; retries and redirects are requests of their own.");
        _bytes = meter.CreateCounter<long>("sutler.upstream.received", "By", "Bytes of bodies that came from upstreams, by host.");
        _broken = meter.CreateCounter<long>("sutler.upstream.broken", "{body}", "Bodies from upstreams that broke off, by host.");
        _duration = meter.CreateHistogram<double>("sutler.upstream.duration", "s", "From a request to the headers of the upstream's answer, by host.");
    }

    /// <summary>Tells whether each configured upstream is asked at the moment.</summary>
    public void Watch(Meter meter, Func<Url, bool> isResting) =>
        meter.CreateObservableGauge(
            "sutler.upstream.usable",
            () => _names.Hosts.ConvertAll(host => new Measurement<int>(isResting(host.Url) ? 0 : 1, Tag(host.Name))),
            unit: null,
            "1 for an upstream that is asked, 0 for one that failed so often in a row that it is left alone.");

    /// <inheritdoc/>
    public void Answered(Url url, int status, TimeSpan took)
    {
        var upstream = Tag(_names.Of(url));
        _requests.Add(1, upstream, Outcome(OutcomeOf(status)));
        _duration.Record(took.TotalSeconds, upstream);
    }

    /// <inheritdoc/>
    public void Failed(Url url, TransferFault fault) => _requests.Add(1, Tag(_names.Of(url)), Outcome(fault == TransferFault.Timeout ? "timeout" : "failed"));

    /// <inheritdoc/>
    public void Received(Url url, int bytes) => _bytes.Add(bytes, Tag(_names.Of(url)));

    /// <inheritdoc/>
    public void Broke(Url url, TransferFault fault) => _broken.Add(1, Tag(_names.Of(url)));

    private static KeyValuePair<string, object?> Tag(string name) => new("upstream", name);

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);

    private static string OutcomeOf(int status) => status switch
    {
        < 300 => "ok",
        < 400 => "redirect",
        404 or 410 => "absent",
        401 or 403 or 407 => "refused",
        429 or 503 => "busy",
        _ => "error",
    };
}
