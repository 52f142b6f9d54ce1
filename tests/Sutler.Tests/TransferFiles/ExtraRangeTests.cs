using Sutler.TestKit;
using Sutler.Transfer.Files;
using Sutler.Transfer.Http;
using Xunit;

namespace Sutler.Tests.TransferFiles;

/// <summary>Several requests for one file: no byte twice, none missing, and nothing worse than with one.</summary>
public sealed class ExtraRangeTests : IAsyncLifetime
{
    private const int Length = (24 << 20) + 12_345;

    private static readonly byte[] Content = FileWorld.Content(Length);

    // All requests move the same clock: none of them can tell how slow it is.
    private static readonly FileTransferOptions Options = new() { ChunkSize = 1 << 20, ExtraAfter = TimeSpan.FromMilliseconds(1), Stall = new StallRule { MostRestarts = 0 } };

    private ScriptedUpstream _upstream = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IEnumerable<RecordedRequest> Ranged => _upstream.Requests.Where(request => request["Range"] is not null);

    public async ValueTask InitializeAsync() => _upstream = await ScriptedUpstream.StartAsync();

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task Fetches_each_byte_once()
    {
        await using var world = Slow();
        _upstream.Answer("/x", Reply.File(Content));

        using var file = world.Open();
        await world.FetchAsync(_upstream.Url + "/x", file, Token);

        Assert.True(file.IsWhole);
        Assert.Equal(Content, await File.ReadAllBytesAsync(file.Path, Token));
        Assert.Equal(Length, world.ReceivedBytes);
        Assert.NotEmpty(Ranged);
        Assert.InRange(_upstream.MostInFlight, 2, 5);
        Assert.All(Ranged, request => Assert.Equal("\"1\"", request["If-Range"]));
        Assert.All(Ranged, request => Assert.Equal(0, long.Parse(request["Range"]!["bytes=".Length..].Split('-')[0]) % FileTransferOptions.ChunkUnit));
        Assert.Empty(world.Retries);
        Assert.Empty(world.Resumes);
        Assert.True(file.CameInPieces);
    }

    [Theory]
    [InlineData("not wanted")]
    [InlineData("small file")]
    [InlineData("fast enough")]
    [InlineData("no tag")]
    [InlineData("no ranges offered")]
    public async Task Asks_once_where_more_would_not_help(string name)
    {
        await using var world = name switch
        {
            "not wanted" => Slow(Options with { ExtraRequests = 0 }),
            "small file" => Slow(Options with { ChunkSize = 16 << 20 }),
            "fast enough" => new FileWorld(options: Options),
            _ => Slow(),
        };
        _upstream.Answer("/x", name switch
        {
            "no tag" => Reply.File(Content, null),
            "no ranges offered" => Reply.Bytes(Content) with { Headers = [("ETag", "\"1\"")] },
            _ => Reply.File(Content),
        });

        Assert.Equal(Content, await world.FetchAsync(_upstream.Url + "/x", Token));

        Assert.Single(_upstream.Requests);
        Assert.Equal(Length, world.ReceivedBytes);
    }

    [Theory]
    [InlineData("whole instead of a part")]
    [InlineData("wrong part")]
    [InlineData("forbidden")]
    [InlineData("connection closed")]
    [InlineData("cut")]
    [InlineData("unavailable")]
    public async Task Goes_on_with_one_request_where_the_others_fail(string name)
    {
        await using var world = Slow();
        var file = Reply.File(Content);
        _upstream.Otherwise = request => request["Range"] is null ? file : name switch
        {
            "whole instead of a part" => Reply.Bytes(Content),
            "wrong part" => file with { RangeShift = -1 },
            "forbidden" => Reply.Failure(403),
            "connection closed" => new Reply { HangUp = true },
            "cut" when IsExtra(request) => Halved(file.For(request)),
            "cut" => file,
            _ => Reply.Failure(503),
        };

        Assert.Equal(Content, await world.FetchAsync(_upstream.Url + "/x", Token));

        Assert.Equal(Length, world.ReceivedBytes);
        Assert.Empty(world.Retries);
        Assert.NotEmpty(Ranged);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(404)]
    public async Task Asks_a_server_that_refuses_a_part_for_no_more_of_them(int status)
    {
        await using var world = Slow();
        _upstream.Otherwise = request => request["Range"] is null ? Reply.File(Content) : Reply.Failure(status) with { Headers = [("Retry-After", "60")] };

        Assert.Equal(Content, await world.FetchAsync(_upstream.Url + "/x", Token));

        Assert.InRange(Ranged.Count(), 1, Options.ExtraRequests);
        Assert.Empty(world.Retries);
    }

    [Fact]
    public async Task Keeps_what_each_request_brought_when_the_first_is_cut()
    {
        await using var world = Slow();
        _upstream.Otherwise = request => request["Range"] is null
            ? Reply.File(Content[..(6 << 20)]) with { ClaimedLength = Length }
            : Reply.File(Content);

        Assert.Equal(Content, await world.FetchAsync(_upstream.Url + "/x", Token));

        Assert.Single(world.Retries);
        Assert.Equal(Length, world.ReceivedBytes);
    }

    [Fact]
    public async Task Leaves_the_place_to_others_where_all_are_taken()
    {
        await using var world = Slow(http: new HttpFetcherOptions { Http1Limit = 1 });
        _upstream.Answer("/x", Reply.File(Content));

        Assert.Equal(Content, await world.FetchAsync(_upstream.Url + "/x", Token));

        Assert.Single(_upstream.Requests);
    }

    // 64 KiB in a tenth of a second: each block takes so long on the clock, whatever it takes really.
    private static FileWorld Slow(FileTransferOptions? options = null, HttpFetcherOptions? http = null)
    {
        var world = new FileWorld(options: options ?? Options, http: http);
        world.OnReceived = _ => world.Clock.Advance(TimeSpan.FromMilliseconds(100));
        return world;
    }

    private static bool IsExtra(RecordedRequest request)
    {
        var ends = request["Range"]!["bytes=".Length..].Split('-');
        return long.Parse(ends[1]) - long.Parse(ends[0]) >= 1 << 20;
    }

    private static Reply Halved(Reply part) => part with { HasRanges = false, Body = part.Body[..(part.Body.Length / 2)], ClaimedLength = part.Body.Length };
}
