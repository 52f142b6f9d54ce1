using Sutler.Storage.Events;
using Sutler.Storage.Index;
using Sutler.Storage.Values;
using Xunit;

namespace Sutler.Tests.Storage.Contract;

public abstract class ValueStoreContract<TAdapter> : IndexContract<TAdapter>
    where TAdapter : IIndexAdapter, new()
{
    [Fact]
    public async Task Finds_what_was_written_with_all_that_is_known_of_it()
    {
        var write = Write("a", "v1.0.0\n") with { Validator = "\"e\"", Source = "https://example.com", FreshUntil = Start.AddMinutes(5) };
        var version = await PutAsync(write);
        var value = await Index.Values.FindAsync(write.Key, Cancellation);
        Assert.Equal(("v1.0.0\n", "text/plain"), Text(value!.Content));
        Assert.Equal(
            new StoredValue
            {
                Key = write.Key,
                Content = value.Content,
                FetchedAt = Start,
                FreshUntil = Start.AddMinutes(5),
                Validator = "\"e\"",
                Source = "https://example.com",
                LastUsed = Start,
                Version = version,
            },
            value);
    }

    [Fact]
    public async Task Keeps_what_is_missing_missing_and_empty_content_empty()
    {
        await PutAsync(Write("a", "") with { FreshUntil = null });
        var value = await Index.Values.FindAsync(Key("a", "list"), Cancellation);
        Assert.Equal((null, null, ""), (value!.FreshUntil, value.Validator, value.Source));
        Assert.Equal(("", "text/plain"), Text(value.Content));
        Assert.True(value.IsFresh(DateTimeOffset.MaxValue));
    }

    [Fact]
    public async Task Keeps_negative_entries()
    {
        await PutAsync(Write("a", "") with { Content = new ValueContent.Absent(410, "not found: gone") });
        Assert.Equal(new ValueContent.Absent(410, "not found: gone"), (await Index.Values.FindAsync(Key("a", "list"), Cancellation))!.Content);
    }

    [Fact]
    public async Task Keeps_large_contents_and_refuses_larger_ones()
    {
        var bytes = new byte[ValueContent.MaxLength];
        Random.Shared.NextBytes(bytes);
        await PutAsync(Write("a", "") with { Content = new ValueContent.Present(bytes, "") });
        var found = Assert.IsType<ValueContent.Present>((await Index.Values.FindAsync(Key("a", "list"), Cancellation))!.Content);
        Assert.True(bytes.AsSpan().SequenceEqual(found.Bytes.Span));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(Write("a", "") with { Content = new ValueContent.Present(new byte[bytes.Length + 1], "") }));
    }

    [Fact]
    public async Task Writes_only_over_what_is_expected()
    {
        var first = await PutAsync(Write("a", "1") with { Expected = new ValueExpectation.Nothing() });
        var conflict = await Index.Values.PutAsync(Write("a", "2") with { Expected = new ValueExpectation.Nothing() }, Cancellation);
        Assert.Equal(first, Assert.IsType<ValueOutcome.Conflict>(conflict).Current!.Version);

        var second = await PutAsync(Write("a", "2") with { Expected = new ValueExpectation.Exactly(first) });
        Assert.True(second > first);
        Assert.IsType<ValueOutcome.Conflict>(await Index.Values.PutAsync(Write("a", "3") with { Expected = new ValueExpectation.Exactly(first) }, Cancellation));
        Assert.Equal("2", Text((await Index.Values.FindAsync(Key("a", "list"), Cancellation))!.Content).Text);
        Assert.Null(Assert.IsType<ValueOutcome.Conflict>(await Index.Values.PutAsync(Write("b", "3") with { Expected = new ValueExpectation.Exactly(first) }, Cancellation)).Current);
    }

    [Fact]
    public async Task Never_uses_a_version_twice_for_a_name()
    {
        var first = await PutAsync(Write("a", "1"));
        await Index.Values.RemoveAsync("list", "a", Cancellation);
        Assert.True(await PutAsync(Write("a", "1")) > first);
    }

    [Fact]
    public async Task Lets_one_of_many_who_swap_win()
    {
        var first = await PutAsync(Write("a", "0"));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            async () => await Index.Values.PutAsync(Write("a", $"{i}") with { Expected = new ValueExpectation.Exactly(first) }, Cancellation), Cancellation)));
        Assert.Single(outcomes.OfType<ValueOutcome.Written>());
    }

    [Fact]
    public async Task Renews_a_version_that_is_still_there()
    {
        var version = await PutAsync(Write("a", "1"));
        Assert.True(await Index.Values.RenewAsync(Key("a", "list"), version, Start.AddHours(1), Start.AddHours(2), Cancellation));
        Assert.False(await Index.Values.RenewAsync(Key("a", "list"), version + 1, Start.AddHours(3), Start.AddHours(4), Cancellation));
        Assert.False(await Index.Values.RenewAsync(Key("b", "list"), version, Start, Start, Cancellation));
        var value = await Index.Values.FindAsync(Key("a", "list"), Cancellation);
        Assert.Equal((version, Start.AddHours(1), Start.AddHours(2)), (value!.Version, value.FetchedAt, value.FreshUntil));
    }

    [Fact]
    public async Task Expires_what_begins_so_and_keeps_it_for_when_the_source_is_down()
    {
        await PutAsync(Write("m/a", "1") with { FreshUntil = Start.AddHours(1) });
        await PutAsync(Write("m/b", "") with { Content = new ValueContent.Absent(404, "") });
        await PutAsync(Write("m/c", "1") with { FreshUntil = null });
        await PutAsync(Write("m/old", "1") with { FreshUntil = Start.AddHours(-1) });
        await PutAsync(Write("mm", "1") with { FreshUntil = Start.AddHours(1) });
        Assert.Equal(4, await Index.Values.ExpireAsync("list", "m/", Cancellation));
        Assert.Equal(Start, (await Index.Values.FindAsync(Key("m/a", "list"), Cancellation))!.FreshUntil);
        Assert.Null(await Index.Values.FindAsync(Key("m/b", "list"), Cancellation));
        Assert.Equal(Start, (await Index.Values.FindAsync(Key("m/c", "list"), Cancellation))!.FreshUntil);
        Assert.Equal(Start.AddHours(-1), (await Index.Values.FindAsync(Key("m/old", "list"), Cancellation))!.FreshUntil);
        Assert.Equal(Start.AddHours(1), (await Index.Values.FindAsync(Key("mm", "list"), Cancellation))!.FreshUntil);
    }

    [Fact]
    public async Task Removes_what_begins_so_and_tells_it()
    {
        foreach (var name in (string[])["m/a", "m/b", "n"])
        {
            await PutAsync(Write(name, "1"));
        }
        var before = await Index.Events.LastAsync(Cancellation);
        Assert.Equal(2, await Index.Values.RemoveAsync("list", "m/", Cancellation));
        var told = Assert.Single(await Index.Events.ReadAsync(before, 10, Cancellation));
        Assert.Equal((StoreEventKind.Purged, "list", "m/"), (told.Kind, told.Area, told.Name));
        Assert.Equal(["n"], (await Index.Values.QueryAsync(new ValueQuery { Area = "list" }, Cancellation)).Select(value => value.Key.Name));
    }

    [Fact]
    public async Task Lists_by_name_in_pages()
    {
        foreach (var name in (string[])["m/b", "m/a", "x", "m/c"])
        {
            await PutAsync(Write(name, name));
        }
        var query = new ValueQuery { Area = "list", Prefix = "m/", Limit = 2 };
        Assert.Equal(["m/a", "m/b"], (await Index.Values.QueryAsync(query, Cancellation)).Select(value => value.Key.Name));
        var last = Assert.Single(await Index.Values.QueryAsync(query with { AfterName = "m/b" }, Cancellation));
        Assert.Equal((Key("m/c", "list"), 3L), (last.Key, last.Length));
    }

    [Fact]
    public async Task Lists_what_needs_asking_again_and_is_used_the_most_urgent_first()
    {
        await PutAsync(Write("later", "1") with { FreshUntil = Start.AddMinutes(9) });
        await PutAsync(Write("soon", "1") with { FreshUntil = Start.AddMinutes(2) });
        await PutAsync(Write("sooner", "1") with { FreshUntil = Start.AddMinutes(1) });
        await PutAsync(Write("unused", "1") with { FreshUntil = Start.AddMinutes(1) });
        await PutAsync(Write("never", "1") with { FreshUntil = null });
        Time.Advance(TimeSpan.FromSeconds(30));
        foreach (var name in (string[])["later", "soon", "sooner", "never"])
        {
            Index.Values.NoteUse(Key(name, "list"));
        }
        await Index.FlushUsesAsync(Cancellation);
        var due = await Index.Values.QueryAsync(new ValueQuery { Area = "list", StaleBefore = Start.AddMinutes(5), UsedSince = Start.AddSeconds(1) }, Cancellation);
        Assert.Equal(["sooner", "soon"], due.Select(value => value.Key.Name));
    }

    [Fact]
    public async Task Sweeps_old_negative_entries_and_what_nobody_uses()
    {
        await PutAsync(Write("absent", "") with { Content = new ValueContent.Absent(404, ""), FreshUntil = Start.AddMinutes(1) });
        await PutAsync(Write("absent-fresh", "") with { Content = new ValueContent.Absent(404, ""), FreshUntil = Start.AddHours(1) });
        await PutAsync(Write("stale", "1") with { FreshUntil = Start.AddMinutes(1) });
        await PutAsync(Write("tile", "1") with { FreshUntil = null });
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await Index.Values.SweepAsync(new ValueSweep(Start.AddMinutes(5), null, 100), Cancellation));
        Index.Values.NoteUse(Key("stale", "list"));
        await Index.FlushUsesAsync(Cancellation);
        Assert.Equal(1, await Index.Values.SweepAsync(new ValueSweep(Start, Start.AddMinutes(1), 1), Cancellation));
        Assert.Equal(1, await Index.Values.SweepAsync(new ValueSweep(Start, Start.AddMinutes(1), 100), Cancellation));
        Assert.Equal(["stale"], (await Index.Values.QueryAsync(new ValueQuery { Area = "list" }, Cancellation)).Select(value => value.Key.Name));
    }

    private static ValueWrite Write(string name, string text) => new()
    {
        Key = Key(name, "list"),
        Content = new ValueContent.Present(System.Text.Encoding.UTF8.GetBytes(text), "text/plain"),
        FetchedAt = Start,
        FreshUntil = Start.AddMinutes(1),
    };

    private static (string Text, string MediaType) Text(ValueContent content)
    {
        var present = Assert.IsType<ValueContent.Present>(content);
        return (System.Text.Encoding.UTF8.GetString(present.Bytes.Span), present.MediaType);
    }

    private async Task<long> PutAsync(ValueWrite write) => Assert.IsType<ValueOutcome.Written>(await Index.Values.PutAsync(write, Cancellation)).Version;
}
