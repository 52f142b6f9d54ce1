using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Sutler.Storage.Values;
using Xunit;

namespace Sutler.Tests.Storage.Contract;

public abstract class LeaseContract<TAdapter> : IndexContract<TAdapter>
    where TAdapter : IIndexAdapter, new()
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Gives_a_lease_to_one_at_a_time()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await Index.Leases.TryAcquireAsync(Key("a"), Duration, Cancellation), Cancellation)));
        await using var lease = Assert.Single(outcomes.OfType<LeaseAttempt.Acquired>()).Lease;
        Assert.All(outcomes.OfType<LeaseAttempt.Busy>(), busy => Assert.Equal(lease.Fence.Token, busy.Token));
        await using var other = await AcquireAsync("b");
        Assert.NotEqual(lease.Fence.Token, other.Fence.Token);
    }

    [Fact]
    public async Task Gives_each_lease_a_larger_token()
    {
        await using var first = await AcquireAsync("a");
        await first.ReleaseAsync(Cancellation);
        await using var second = await AcquireAsync("a");
        Assert.True(second.Fence.Token > first.Fence.Token);
    }

    [Fact]
    public async Task Tells_all_who_wait_that_the_work_is_done()
    {
        await using var lease = await AcquireAsync("a");
        var waiting = Enumerable.Range(0, 5).Select(_ => Index.Leases.WaitAsync(Key("a"), lease.Fence.Token, Cancellation).AsTask()).ToList();
        await lease.ReleaseAsync(Cancellation);
        Assert.All(await Task.WhenAll(waiting), end => Assert.IsType<LeaseEnd.Released>(end));
    }

    [Fact]
    public async Task Hands_a_failure_to_all_who_wait_even_when_the_lease_has_a_new_holder()
    {
        await using var lease = await AcquireAsync("a");
        var failure = new LeaseFailure("upstream", "example.com: 503 Service Unavailable\nhint: later");
        var waiting = Index.Leases.WaitAsync(Key("a"), lease.Fence.Token, Cancellation).AsTask();
        await lease.FailAsync(failure, Cancellation);
        await using var next = await AcquireAsync("a");
        Assert.Equal(new LeaseEnd.Failed(failure), await waiting);
        Assert.Equal(new LeaseEnd.Failed(failure), await Index.Leases.WaitAsync(Key("a"), lease.Fence.Token, Cancellation));
    }

    [Fact]
    public async Task Forgets_a_failure_after_a_while()
    {
        await using var lease = await AcquireAsync("a");
        await lease.FailAsync(new LeaseFailure("upstream", "down"), Cancellation);
        Time.Advance(ILeases.FailureMemory);
        Assert.IsType<LeaseEnd.Released>(await Index.Leases.WaitAsync(Key("a"), lease.Fence.Token, Cancellation));
    }

    [Fact]
    public async Task Lets_another_take_over_from_one_who_gives_up()
    {
        var lease = await AcquireAsync("a");
        var waiting = Index.Leases.WaitAsync(Key("a"), lease.Fence.Token, Cancellation).AsTask();
        await lease.DisposeAsync();
        Assert.IsType<LeaseEnd.Abandoned>(await waiting);
        await using var next = await AcquireAsync("a");
    }

    [Fact]
    public async Task Runs_out_when_the_heartbeat_stops()
    {
        var dead = await LeaseRecords.ClaimAsync(Key("a"), Duration, Cancellation);
        Assert.True(dead.IsOurs);
        Time.Advance(Duration - TimeSpan.FromMilliseconds(1));
        Assert.Equal(new LeaseAttempt.Busy(dead.Token), await Index.Leases.TryAcquireAsync(Key("a"), Duration, Cancellation));
        Assert.Null(await LeaseRecords.FindEndAsync(new LeaseFence(Key("a"), dead.Token), Cancellation));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsType<LeaseEnd.Abandoned>(await LeaseRecords.FindEndAsync(new LeaseFence(Key("a"), dead.Token), Cancellation));
        await using var next = await AcquireAsync("a");
        Assert.False(await LeaseRecords.RenewAsync(new LeaseFence(Key("a"), dead.Token), Duration, Cancellation));
    }

    [Fact]
    public async Task Lasts_as_long_as_it_is_renewed()
    {
        var claim = await LeaseRecords.ClaimAsync(Key("a"), Duration, Cancellation);
        for (var i = 0; i < 5; i++)
        {
            Time.Advance(Duration / 2);
            Assert.True(await LeaseRecords.RenewAsync(new LeaseFence(Key("a"), claim.Token), Duration, Cancellation));
        }
        Assert.False((await LeaseRecords.ClaimAsync(Key("a"), Duration, Cancellation)).IsOurs);
        Time.Advance(Duration);
        Assert.False(await LeaseRecords.RenewAsync(new LeaseFence(Key("a"), claim.Token), Duration, Cancellation));
    }

    [Fact]
    public async Task Lets_no_one_end_a_lease_that_is_another_s()
    {
        var dead = await LeaseRecords.ClaimAsync(Key("a"), Duration, Cancellation);
        Time.Advance(Duration);
        var alive = await LeaseRecords.ClaimAsync(Key("a"), Duration, Cancellation);
        await LeaseRecords.EndAsync(new LeaseFence(Key("a"), dead.Token), new LeaseEnd.Released(), Cancellation);
        Assert.False((await LeaseRecords.ClaimAsync(Key("a"), Duration, Cancellation)).IsOurs);
        Assert.True(alive.Token > dead.Token);
    }

    [Fact]
    public async Task Lets_nobody_write_whose_lease_is_over()
    {
        await using var lease = await AcquireAsync("a");
        await Index.Ledger.ReserveAsync(Digest("a"), 1, TimeSpan.FromHours(1), Cancellation);
        var entry = new EntryWrite { Key = Key("a"), Digest = Digest("a"), Facts = EntryFacts.None, Fence = lease.Fence };
        var value = new ValueWrite { Key = Key("v"), Content = new ValueContent.Absent(404, ""), FetchedAt = Start, FreshUntil = Start, Fence = lease.Fence };
        Assert.IsType<ValueOutcome.Written>(await Index.Values.PutAsync(value, Cancellation));
        await lease.ReleaseAsync(Cancellation);
        Assert.IsType<ValueOutcome.Fenced>(await Index.Values.PutAsync(value, Cancellation));
        Assert.IsType<EntryOutcome.Fenced>(await Index.Entries.PutAsync(entry, Cancellation));
        await using var next = await AcquireAsync("a");
        Assert.IsType<EntryOutcome.Fenced>(await Index.Entries.PutAsync(entry, Cancellation));
        Assert.IsType<EntryOutcome.Written>(await Index.Entries.PutAsync(entry with { Fence = next.Fence }, Cancellation));
    }

    private async Task<ILease> AcquireAsync(string name) =>
        Assert.IsType<LeaseAttempt.Acquired>(await Index.Leases.TryAcquireAsync(Key(name), Duration, Cancellation)).Lease;
}
