namespace Sutler.Transfer.Files;

/// <summary>Has silence judged like slowness: while a read is waited for, the <see cref="StallWatch"/> hears every second that nothing came.</summary>
internal sealed class SilenceGuard : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly StallWatch _watch;
    private readonly Func<bool> _canRestart;
    private readonly CancellationTokenSource _stop;
    private readonly ITimer _timer;
    private bool _isReading;
    private bool _isOver;

    /// <summary>Begins to look; between reads the watch is its owner's alone.</summary>
    public SilenceGuard(StallWatch watch, Func<bool> canRestart, TimeProvider time, CancellationToken cancellationToken)
    {
        (_watch, _canRestart) = (watch, canRestart);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = time.CreateTimer(static guard => ((SilenceGuard)guard!).Look(), this, Second, Second);
    }

    /// <summary>Ends the read when it should not go on.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Why it should not; null when it should.</summary>
    public string? Reason { get; private set; }

    /// <summary>A read begins or has ended.</summary>
    public void Reading(bool isReading)
    {
        lock (_lock)
        {
            _isReading = isReading;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _timer.Dispose();
            _stop.Dispose();
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            if (!_isReading || _isOver || Reason is not null || _watch.Received(0, _canRestart()) is not { } reason)
            {
                return;
            }
            Reason = reason;
            // Whoever waits for the read goes on elsewhere: nothing of theirs runs under this lock.
            _ = _stop.CancelAsync();
        }
    }
}
