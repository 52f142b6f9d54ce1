using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Sutler.Tests.Serving.Metrics;

/// <summary>Reads the instruments of one meter as text: <c>name{tag=value,…}</c> and the sum of a counter, the last value of a gauge, or how often a histogram was told.</summary>
internal sealed class MeterReader : IDisposable
{
    private readonly ConcurrentDictionary<string, double> _values = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MeterReader(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What there is, in order of names.</summary>
    public IReadOnlyList<string> Read()
    {
        _listener.RecordObservableInstruments();
        return [.. _values.Select(value => $"{value.Key} {value.Value:0}").Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name + (tags.Length == 0 ? "" : $"{{{string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}}}");
        _values.AddOrUpdate(
            name,
            instrument is Histogram<double> ? 1 : value,
            (_, before) => instrument switch
            {
                Histogram<double> => before + 1,
                { IsObservable: true } => value,
                _ => before + value,
            });
    }
}
