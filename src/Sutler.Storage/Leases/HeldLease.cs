namespace Sutler.Storage.Leases;

/// <summary>A lease that is held here, with its heartbeat.</summary>
internal sealed class HeldLease : ILease
{
    private readonly ILeaseRecords _records;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _heartbeat;
    private int _ended;

    internal HeldLease(ILeaseRecords records, LeaseFence fence, TimeSpan duration, TimeProvider time)
    {
        _records = records;
        Fence = fence;
        _duration = duration;
        _time = time;
        Lost = _lost.Token;
        _heartbeat = BeatAsync();
    }

    /// <inheritdoc/>
    public LeaseFence Fence { get; }

    /// <inheritdoc/>
    public CancellationToken Lost { get; }

    /// <summary>Completes when the lease is ended, or lost.</summary>
    internal Task Over => _over.Task;

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(CancellationToken cancellationToken) => EndAsync(new LeaseEnd.Released(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask FailAsync(LeaseFailure failure, CancellationToken cancellationToken)
    {
        failure.Validate();
        return EndAsync(new LeaseEnd.Failed(failure), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndAsync(new LeaseEnd.Abandoned(), CancellationToken.None);
        }
        catch (Exception failure) when (IsOfStore(failure))
        {
            // Without heartbeat it runs out by itself.
        }
    }

    private async ValueTask EndAsync(LeaseEnd end, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }
        await _stop.CancelAsync();
        await _heartbeat;
        try
        {
            await _records.EndAsync(Fence, end, cancellationToken);
        }
        finally
        {
            _over.TrySetResult();
            _stop.Dispose();
            _lost.Dispose();
        }
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(_duration / 3, _time);
        var renewed = _time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var asked = _time.GetTimestamp();
                if (await TryRenewAsync() is not { } kept)
                {
                    // Whether it was renewed is not known; as long as it lasts there is another try.
                    kept = _time.GetElapsedTime(renewed) < _duration;
                }
                else if (kept)
                {
                    renewed = asked;
                }
                if (!kept)
                {
                    _over.TrySetResult();
                    await _lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It is being ended.
        }
    }

    private async ValueTask<bool?> TryRenewAsync()
    {
        try
        {
            return await _records.RenewAsync(Fence, _duration, _stop.Token);
        }
        catch (Exception failure) when (IsOfStore(failure))
        {
            return null;
        }
    }

    // The store may have been closed before those who use it.
    private static bool IsOfStore(Exception failure) => failure is StorageException or ObjectDisposedException;
}
