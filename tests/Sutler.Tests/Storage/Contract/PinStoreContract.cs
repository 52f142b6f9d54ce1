using Sutler.Storage.Index;
using Sutler.Storage.Pins;
using Xunit;

namespace Sutler.Tests.Storage.Contract;

public abstract class PinStoreContract<TAdapter> : IndexContract<TAdapter>
    where TAdapter : IIndexAdapter, new()
{
    [Fact]
    public async Task Pins_what_is_stored_and_what_comes_later()
    {
        await PutAsync("a");
        await PutAsync("b");
        await Index.Pins.PutAsync(new PinSet { Name = "app" }, [Key("a"), Key("later")], Cancellation);
        await PutAsync("later");
        Assert.Equal((true, false, true), (await IsPinnedAsync("a"), await IsPinnedAsync("b"), await IsPinnedAsync("later")));
        Assert.Equal(["b"], await NamesAsync(new EntryQuery { UnpinnedOnly = true }));
    }

    [Fact]
    public async Task Holds_as_long_as_one_set_does()
    {
        await PutAsync("a");
        await Index.Pins.PutAsync(new PinSet { Name = "one" }, [Key("a")], Cancellation);
        await Index.Pins.PutAsync(new PinSet { Name = "two" }, [Key("a")], Cancellation);
        Assert.True(await Index.Pins.RemoveAsync("one", Cancellation));
        Assert.True(await IsPinnedAsync("a"));
        Assert.True(await Index.Pins.RemoveAsync("two", Cancellation));
        Assert.False(await Index.Pins.RemoveAsync("two", Cancellation));
        Assert.False(await IsPinnedAsync("a"));
    }

    [Fact]
    public async Task Puts_a_set_in_place_of_the_old_one()
    {
        await PutAsync("a");
        await PutAsync("b");
        await Index.Pins.PutAsync(new PinSet { Name = "app", Note = "first" }, [Key("a"), Key("a")], Cancellation);
        Time.Advance(TimeSpan.FromMinutes(1));
        await Index.Pins.PutAsync(new PinSet { Name = "app", Note = "second", Expires = Start.AddHours(1) }, [Key("b"), Key("c")], Cancellation);
        Assert.Equal((false, true), (await IsPinnedAsync("a"), await IsPinnedAsync("b")));
        Assert.Equal(
            [new StoredPinSet(new PinSet { Name = "app", Note = "second", Expires = Start.AddHours(1) }, Start.AddMinutes(1), 2)],
            await Index.Pins.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Lists_the_names_of_a_set_in_pages()
    {
        await Index.Pins.PutAsync(new PinSet { Name = "app" }, [Key("c"), Key("a"), Key("b", "other")], Cancellation);
        Assert.Equal([Key("a"), Key("c")], await Index.Pins.ListKeysAsync("app", null, 2, Cancellation));
        Assert.Equal([Key("b", "other")], await Index.Pins.ListKeysAsync("app", Key("c"), 2, Cancellation));
        Assert.Empty(await Index.Pins.ListKeysAsync("none", null, 2, Cancellation));
    }

    [Fact]
    public async Task Lets_sets_go_when_their_time_is_over()
    {
        await PutAsync("a");
        await Index.Pins.PutAsync(new PinSet { Name = "short", Expires = Start.AddMinutes(1) }, [Key("a")], Cancellation);
        await Index.Pins.PutAsync(new PinSet { Name = "for-ever" }, [Key("b")], Cancellation);
        Assert.Equal(0, await Index.Pins.RemoveExpiredAsync(Cancellation));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await Index.Pins.RemoveExpiredAsync(Cancellation));
        Assert.False(await IsPinnedAsync("a"));
        Assert.Equal("for-ever", Assert.Single(await Index.Pins.ListAsync(Cancellation)).Set.Name);
    }

    [Theory]
    [InlineData("empty", "")]
    [InlineData("a line break", "a\nb")]
    public async Task Refuses_names_that_are_none(string what, string name)
    {
        Assert.NotEmpty(what);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Index.Pins.PutAsync(new PinSet { Name = name }, [], Cancellation));
    }

    private async Task<bool> IsPinnedAsync(string name) => (await Index.Entries.FindAsync(Key(name), Cancellation))!.IsPinned;
}
