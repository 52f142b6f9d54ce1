namespace Sutler.BenchServer;

/// <summary>What one run of a client made the server do. Its text form is what the driver reads.</summary>
internal sealed class Traffic
{
    private long _requests;
    private long _bytes;
    private long _refused;
    private long _cut;

    /// <summary>A request came.</summary>
    public void Requested() => Interlocked.Increment(ref _requests);

    /// <summary>So many bytes of a body were handed to the connection.</summary>
    public void Sent(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>A request was answered with 503.</summary>
    public void Refused() => Interlocked.Increment(ref _refused);

    /// <summary>A body was cut.</summary>
    public void Cut() => Interlocked.Increment(ref _cut);

    /// <summary>Requests, body bytes, refusals and cuts, separated by spaces.</summary>
    public override string ToString() =>
        $"{Interlocked.Read(ref _requests)} {Interlocked.Read(ref _bytes)} {Interlocked.Read(ref _refused)} {Interlocked.Read(ref _cut)}";
}
