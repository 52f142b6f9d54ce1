using Sutler.Storage.Events;
using Xunit;

namespace Sutler.Tests.Storage.Contract;

public abstract class EventLogContract<TAdapter> : IndexContract<TAdapter>
    where TAdapter : IIndexAdapter, new()
{
    [Fact]
    public async Task Is_empty_at_first()
    {
        Assert.Equal(0, await Index.Events.LastAsync(Cancellation));
        Assert.Empty(await Index.Events.ReadAsync(0, 10, Cancellation));
    }

    [Fact]
    public async Task Tells_in_order_what_happened()
    {
        await PutAsync("a");
        await Index.Events.NoteAsync(Key("a", "scrub"), "sound", Cancellation);
        var events = await Index.Events.ReadAsync(0, 10, Cancellation);
        Assert.Equal([(StoreEventKind.Stored, "file", "a", ""), (StoreEventKind.Note, "scrub", "a", "sound")], events.Select(each => (each.Kind, each.Area, each.Name, each.Detail)));
        Assert.True(events[0].Sequence < events[1].Sequence);
        Assert.Equal(events[1].Sequence, await Index.Events.LastAsync(Cancellation));
        Assert.Equal([events[1]], await Index.Events.ReadAsync(events[0].Sequence, 10, Cancellation));
        Assert.Equal([events[0]], await Index.Events.ReadAsync(0, 1, Cancellation));
    }

    [Fact]
    public async Task Wakes_whoever_waits_for_the_next_event()
    {
        await PutAsync("a");
        var last = await Index.Events.LastAsync(Cancellation);
        await Index.Events.WaitAsync(last - 1, Cancellation);
        var waiting = Index.Events.WaitAsync(last, Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        await PutAsync("b");
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task Stops_waiting_when_told_to()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Index.Events.WaitAsync(0, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Forgets_old_events_but_not_where_it_was()
    {
        await PutAsync("a");
        var last = await Index.Events.LastAsync(Cancellation);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await Index.Events.TrimAsync(Start.AddMinutes(1), Cancellation));
        Assert.Empty(await Index.Events.ReadAsync(0, 10, Cancellation));
        await PutAsync("b");
        Assert.True(await Index.Events.LastAsync(Cancellation) > last);
        Assert.Equal(0, await Index.Events.TrimAsync(Start.AddMinutes(1), Cancellation));
    }
}
