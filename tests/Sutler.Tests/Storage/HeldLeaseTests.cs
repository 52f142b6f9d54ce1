using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Sutler.Storage;
using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Sutler.TestKit.Storage;
using Xunit;

namespace Sutler.Tests.Storage;

public sealed class HeldLeaseTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);
    private static readonly IndexKey Name = IndexKey.Create("fetch", "a");

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedRecords _records;
    private readonly RecordedLeases _leases;

    public HeldLeaseTests()
    {
        _records = new ScriptedRecords(new MemoryIndexStore(_time).LeaseRecords);
        _leases = new RecordedLeases(_records, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_kept_by_its_heartbeat()
    {
        await using var lease = await AcquireAsync();
        for (var i = 0; i < 9; i++)
        {
            _time.Advance(Duration / 3);
            await _records.RenewedAsync(i + 1, Cancellation);
        }
        Assert.False(lease.Lost.IsCancellationRequested);
        Assert.IsType<LeaseAttempt.Busy>(await _leases.TryAcquireAsync(Name, Duration, Cancellation));
    }

    [Fact]
    public async Task Is_lost_when_somebody_else_has_it()
    {
        await using var lease = await AcquireAsync();
        _records.Answer = _ => false;
        _time.Advance(Duration / 3);
        await LostAsync(lease);
    }

    [Fact]
    public async Task Outlives_a_heartbeat_that_fails_but_not_as_many_as_it_lasts()
    {
        await using var lease = await AcquireAsync();
        _records.Answer = number => number == 2 ? true : throw new StorageException("index: busy");
        _time.Advance(Duration / 3);
        await _records.RenewedAsync(1, Cancellation);
        _time.Advance(Duration / 3);
        await _records.RenewedAsync(2, Cancellation);
        Assert.False(lease.Lost.IsCancellationRequested);
        for (var i = 3; !lease.Lost.IsCancellationRequested; i++)
        {
            Assert.True(i < 7);
            _time.Advance(Duration / 3);
            await _records.RenewedAsync(i, Cancellation);
            if (i == 5)
            {
                await LostAsync(lease);
            }
        }
    }

    [Fact]
    public async Task Is_lost_when_the_store_is_closed_before_its_users()
    {
        await using var lease = await AcquireAsync();
        _records.Answer = _ => throw new ObjectDisposedException("index");
        for (var i = 1; i <= 3; i++)
        {
            _time.Advance(Duration / 3);
            await _records.RenewedAsync(i, Cancellation);
        }
        await LostAsync(lease);
    }

    [Fact]
    public async Task Tells_who_waits_here_at_once_when_it_is_released()
    {
        await using var lease = await AcquireAsync();
        var waiting = _leases.WaitAsync(Name, lease.Fence.Token, Cancellation).AsTask();
        await lease.ReleaseAsync(Cancellation);
        // The clock does not turn: no poll can have seen it.
        Assert.IsType<LeaseEnd.Released>(await waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    [Fact]
    public async Task Tells_who_waits_elsewhere_soon()
    {
        await using var lease = await AcquireAsync();
        var waiting = new RecordedLeases(_records, _time).WaitAsync(Name, lease.Fence.Token, Cancellation).AsTask();
        await lease.FailAsync(new LeaseFailure("upstream", "down"), Cancellation);
        Assert.False(waiting.IsCompleted);
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
        Assert.Equal(new LeaseEnd.Failed(new LeaseFailure("upstream", "down")), await waiting);
    }

    [Fact]
    public async Task Ends_once()
    {
        await using var lease = await AcquireAsync();
        await lease.FailAsync(new LeaseFailure("upstream", "down"), Cancellation);
        await lease.ReleaseAsync(Cancellation);
        Assert.IsType<LeaseEnd.Failed>(await _leases.WaitAsync(Name, lease.Fence.Token, Cancellation));
    }

    [Fact]
    public async Task Refuses_a_failure_without_end()
    {
        await using var lease = await AcquireAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await lease.FailAsync(new LeaseFailure("upstream", new string('x', LeaseFailure.MaxText + 1)), Cancellation));
    }

    private static async Task LostAsync(ILease lease)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lease.Lost.Register(lost.SetResult);
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    private async Task<ILease> AcquireAsync() => Assert.IsType<LeaseAttempt.Acquired>(await _leases.TryAcquireAsync(Name, Duration, Cancellation)).Lease;

    private sealed class ScriptedRecords(ILeaseRecords records) : ILeaseRecords
    {
        private readonly Channel<bool> _renewed = Channel.CreateUnbounded<bool>();
        private int _renewals;
        private int _seen;

        public Func<int, bool>? Answer { get; set; }

        public async Task RenewedAsync(int number, CancellationToken cancellationToken)
        {
            for (; _seen < number; _seen++)
            {
                await _renewed.Reader.ReadAsync(cancellationToken);
            }
        }

        public ValueTask<LeaseClaim> ClaimAsync(IndexKey name, TimeSpan duration, CancellationToken cancellationToken) => records.ClaimAsync(name, duration, cancellationToken);

        public async ValueTask<bool> RenewAsync(LeaseFence fence, TimeSpan duration, CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref _renewals);
            try
            {
                return Answer is null ? await records.RenewAsync(fence, duration, cancellationToken) : Answer(number);
            }
            finally
            {
                _renewed.Writer.TryWrite(true);
            }
        }

        public ValueTask EndAsync(LeaseFence fence, LeaseEnd end, CancellationToken cancellationToken) => records.EndAsync(fence, end, cancellationToken);

        public ValueTask<LeaseEnd?> FindEndAsync(LeaseFence fence, CancellationToken cancellationToken) => records.FindEndAsync(fence, cancellationToken);
    }
}
