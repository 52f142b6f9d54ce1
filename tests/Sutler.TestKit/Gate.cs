using System.Threading.Channels;

namespace Sutler.TestKit;

/// <summary>Holds whoever arrives until the test opens it: what sleeps would only hope for.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _arrivals = Channel.CreateUnbounded<bool>();
    private int _arrived;

    /// <summary>How many have arrived so far.</summary>
    public int Arrived => Volatile.Read(ref _arrived);

    /// <summary>Lets everyone through, now and later.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>Waits until so many more have arrived than in the calls before.</summary>
    public async Task WaitForArrivalsAsync(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await _arrivals.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Arrives and waits.</summary>
    public Task PassAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _arrived);
        _arrivals.Writer.TryWrite(true);
        return _open.Task.WaitAsync(cancellationToken);
    }
}
