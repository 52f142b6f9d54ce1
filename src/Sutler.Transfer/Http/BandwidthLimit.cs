namespace Sutler.Transfer.Http;

/// <summary>Holds everybody together to so many bytes a second: who has read waits until the bytes are paid for, in order of arrival.</summary>
/// <remarks>Thread-safe. A pause saves nothing up but what may be read at once.</remarks>
public sealed class BandwidthLimit
{
    // A share of a second that is read at once; the smaller, the more even the flow.
    private const int ReadsPerSecond = 10;
    private const int SmallestRead = 512;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly double _ticksPerByte;
    private double _paidUntil;

    /// <summary>Creates a limit of at least one byte a second.</summary>
    public BandwidthLimit(long bytesPerSecond, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerSecond, 1);
        _time = time;
        _ticksPerByte = time.TimestampFrequency / (double)bytesPerSecond;
        LargestRead = (int)Math.Clamp(bytesPerSecond / ReadsPerSecond, SmallestRead, int.MaxValue);
        _paidUntil = time.GetTimestamp();
    }

    /// <summary>More should not be read at once.</summary>
    public int LargestRead { get; }

    /// <summary>Counts bytes that arrived, and waits until they were due.</summary>
    public async ValueTask SpendAsync(int bytes, CancellationToken cancellationToken)
    {
        double wait;
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _paidUntil = Math.Max(_paidUntil, now) + (bytes * _ticksPerByte);
            wait = _paidUntil - now;
        }
        if (wait / _time.TimestampFrequency is var seconds and >= 0.001)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), _time, cancellationToken);
        }
    }
}
