using Sutler.Errors;
using Sutler.Go.Serving;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Serving.Stored;

/// <summary>Zips on their way to many at once: one transfer, bytes as they come, and never a whole bad file. Architecture 6.</summary>
public sealed class ArrivingZipTests
{
    private static CancellationToken Token => StoredWorld.Token;

    [Theory]
    [InlineData("known length", false)]
    [InlineData("unknown length", true)]
    public async Task Asks_the_source_once_for_all_who_wait_and_gives_on_what_comes(string name, bool isChunked)
    {
        Assert.NotEmpty(name);
        await using var world = await StoredWorld.StartAsync();
        var (module, gate) = (world.Publish(), new Gate());
        world.Proxy.Answer(module.ZipTarget, (isChunked ? Reply.Bytes(module.Zip) with { IsChunked = true } : Reply.File(module.Zip)) with { InBody = gate, StallAfter = 200_000 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => world.ZipAsync(module)));

        // The source has not sent all of it yet.
        var first = new byte[1000];
        foreach (var answer in answers)
        {
            var content = StoredWorld.ContentOf(answer);
            Assert.Equal((isChunked ? null : module.Zip.Length, AnswerCause.Miss), (content.Length, answer.Cause));
            Assert.True(await content.ReadAsync(first, 0, Token) > 0);
            Assert.Equal(module.Zip.AsSpan(0, 100), first.AsSpan(0, 100));
        }

        gate.Open();
        foreach (var answer in answers)
        {
            Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(answer));
        }

        Assert.Equal(1, world.Requests(module.ZipTarget));

        // As soon as it is stored it is here, and nothing else is left.
        await StoredWorld.UntilAsync(async () => await world.IsStoredAsync(module));
        var stored = await world.ZipAsync(module);
        Assert.Equal((AnswerCause.Hit, (long?)module.Zip.Length), (stored.Cause, StoredWorld.ContentOf(stored).Length));
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(stored));
        Assert.Equal(1, world.Requests(module.ZipTarget));
        await StoredWorld.UntilAsync(() => Task.FromResult(world.IsTidy));
    }

    [Fact]
    public async Task Does_not_make_metadata_wait()
    {
        await using var world = await StoredWorld.StartAsync();
        var (module, gate) = (world.Publish(), new Gate());
        world.Proxy.Answer(module.ZipTarget, Reply.File(module.Zip) with { BeforeHeaders = gate });
        var zip = world.ZipAsync(module);
        await gate.WaitForArrivalsAsync(1, Token);
        Assert.Equal(module.GoMod, await StoredWorld.BytesOfAsync(await world.GoModAsync(module)));
        Assert.Equal(module.Info, await StoredWorld.TextOfAsync(await world.InfoAsync(module)));
        Assert.Equal("v1.0.0\n", await StoredWorld.TextOfAsync(await world.ListAsync()));
        Assert.False(zip.IsCompleted);
        gate.Open();
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await zip));
    }

    [Fact]
    public async Task Goes_on_when_the_client_leaves_that_began_it()
    {
        await using var world = await StoredWorld.StartAsync();
        var (module, gate) = (world.Publish(), new Gate());
        world.Proxy.Answer(module.ZipTarget, Reply.File(module.Zip) with { BeforeHeaders = gate });
        using var left = new CancellationTokenSource();
        var leader = world.ZipAsync(module, cancellationToken: left.Token);
        await gate.WaitForArrivalsAsync(1, Token);
        var second = world.ZipAsync(module);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        gate.Open();
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await second));
        Assert.Equal(1, world.Requests(module.ZipTarget));
    }

    [Fact]
    public async Task Withholds_the_end_until_the_hash_is_known_to_be_right()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Database.Add(module, "h1:" + Convert.ToBase64String(new byte[32]));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.ZipAsync(module)));
        foreach (var answer in answers)
        {
            await ReadToFailureAsync(answer, module, "checksum mismatch: the source gave " + module.ZipHash);
        }

        Assert.Contains("checksum mismatch", Assert.Single(world.Told), StringComparison.Ordinal);
        await StoredWorld.UntilAsync(() => Task.FromResult(world.IsTidy));
        Assert.Equal(404, Assert.IsType<ServedAnswer.Absent>(await world.ZipAsync(module, storedOnly: true)).Status);

        // Not remembered: the database may have been asked about a name that was not there yet.
        world.Database.Add(module);
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await world.ZipAsync(module)));
        Assert.Equal(2, world.Requests(module.ZipTarget));
    }

    [Theory]
    [InlineData("no zip at all", 0)]
    [InlineData("one byte changed", 1)]
    [InlineData("cut, and the cut length announced", 2)]
    public async Task Gives_nobody_a_whole_file_that_is_damaged(string name, int damage)
    {
        Assert.NotEmpty(name);
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        var bad = damage switch { 0 => new byte[300_000], 2 => module.Zip[..^100], _ => (byte[])module.Zip.Clone() };
        bad[damage == 1 ? 150_000 : 0] ^= 1;
        world.Proxy.Answer(module.ZipTarget, Reply.File(bad));
        await ReadToFailureAsync(await world.ZipAsync(module), module, "the source gave no whole zip");
        Assert.Equal(404, Assert.IsType<ServedAnswer.Absent>(await world.ZipAsync(module, storedOnly: true)).Status);
    }

    [Fact]
    public async Task Goes_on_where_the_source_broke_off()
    {
        await using var world = await StoredWorld.StartAsync(retries: 3);
        var module = world.Publish();
        world.Proxy.Answer(module.ZipTarget, Reply.File(module.Zip) with { ResetAfter = 200_000 }, Reply.File(module.Zip));
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await world.ZipAsync(module)));
        Assert.Equal(2, world.Requests(module.ZipTarget));
        Assert.StartsWith("bytes=", world.Proxy.Requests.Last(request => request.Target == module.ZipTarget).Headers["Range"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_those_who_have_bytes_of_a_file_that_began_again_as_another()
    {
        await using var world = await StoredWorld.StartAsync(retries: 3);
        var (module, gate) = (world.Publish(), new Gate());
        world.Proxy.Answer(
            module.ZipTarget,
            Reply.File(new byte[module.Zip.Length], "\"other\"") with { InBody = gate, StallAfter = 200_000, ResetAfter = 200_000 },
            Reply.File(module.Zip));
        var early = await world.ZipAsync(module);
        Assert.True(await StoredWorld.ContentOf(early).ReadAsync(new byte[100], 0, Token) > 0);
        var late = await world.ZipAsync(module);
        gate.Open();
        var failure = await Assert.ThrowsAsync<SutlerException>(() => StoredWorld.BytesOfAsync(early));
        Assert.Equal("the source began again while the file was being sent", failure.Message);
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(late));
    }

    // The client was told a length: so many bytes of a longer file would be a whole answer to it.
    [Theory]
    [InlineData("shorter", false)]
    [InlineData("shorter, then of a length that is not said", true)]
    public async Task Fails_those_who_were_told_the_length_of_another_file(string name, bool isChunked)
    {
        Assert.NotEmpty(name);
        await using var world = await StoredWorld.StartAsync(retries: 3);
        var (module, gate) = (world.Publish(), new Gate());
        world.Proxy.Answer(
            module.ZipTarget,
            Reply.File(new byte[200_000], "\"other\"") with { InBody = gate, StallAfter = 100, ResetAfter = 100 },
            Reply.File(module.Zip) with { IsChunked = isChunked });
        var told = await world.ZipAsync(module);
        Assert.Equal(200_000, StoredWorld.ContentOf(told).Length);
        gate.Open();
        var failure = await Assert.ThrowsAsync<SutlerException>(() => StoredWorld.BytesOfAsync(told));
        Assert.Equal("the source began again with a file of another length", failure.Message);
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await world.ZipAsync(module)));
    }

    [Fact]
    public async Task Continues_what_a_killed_server_left()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Proxy.Answer(module.ZipTarget, Reply.File(module.Zip) with { ResetAfter = 200_000 }, Reply.File(module.Zip));
        var cut = await world.ZipAsync(module);
        await Assert.ThrowsAsync<SutlerException>(() => StoredWorld.BytesOfAsync(cut));
        Assert.NotEmpty(Directory.EnumerateFiles(world.Files["partial"]));
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await world.ZipAsync(module)));
        Assert.StartsWith("bytes=", world.Proxy.Requests.Last(request => request.Target == module.ZipTarget).Headers["Range"], StringComparison.Ordinal);
        await StoredWorld.UntilAsync(() => Task.FromResult(world.IsTidy));
    }

    [Theory]
    [InlineData(404, 404)]
    [InlineData(503, 503)]
    public async Task Says_of_what_a_killed_server_left_what_the_source_says(int upstream, int status)
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        world.Proxy.Answer(module.ZipTarget, Reply.File(module.Zip) with { ResetAfter = 200_000 }, Reply.Failure(upstream));
        var cut = await world.ZipAsync(module);
        await Assert.ThrowsAsync<SutlerException>(() => StoredWorld.BytesOfAsync(cut));
        Assert.NotEmpty(Directory.EnumerateFiles(world.Files["partial"]));
        var answer = await world.ZipAsync(module);
        Assert.Equal(status, answer is ServedAnswer.Absent absent ? absent.Status : Assert.IsType<ServedAnswer.Failed>(answer).Status);
    }

    [Fact]
    public async Task Tells_the_operator_when_nothing_can_be_written()
    {
        await using var world = await StoredWorld.StartAsync();
        var module = world.Publish();
        Directory.Delete(world.Files["partial"]);
        Assert.Equal((500, "what is kept here cannot be read or written"), Assert.IsType<ServedAnswer.Failed>(await world.ZipAsync(module)) is var failed ? (failed.Status, failed.Reason) : default);
        Assert.StartsWith("ex.com/mod@v1.0.0: open ", Assert.Single(world.Told), StringComparison.Ordinal);
        Directory.CreateDirectory(world.Files["partial"]);
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await world.ZipAsync(module)));
    }

    [Fact]
    public async Task Refuses_more_than_may_wait()
    {
        await using var world = await StoredWorld.StartAsync(options => options with { Zips = 1, Waiting = 0 });
        var (first, second, gate) = (world.Publish(), world.Publish("ex.com/other"), new Gate());
        world.Proxy.Answer(first.ZipTarget, Reply.File(first.Zip) with { BeforeHeaders = gate });
        var waiting = world.ZipAsync(first);
        await gate.WaitForArrivalsAsync(1, Token);
        var refused = Assert.IsType<ServedAnswer.Failed>(await world.ZipAsync(second));
        Assert.Equal((503, AnswerCause.Busy), (refused.Status, refused.Cause));
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(second.GoMod, await StoredWorld.BytesOfAsync(await world.GoModAsync(second)));
        gate.Open();
        Assert.Equal(first.Zip, await StoredWorld.BytesOfAsync(await waiting));
        // The place is free when the first is stored.
        await StoredWorld.UntilAsync(async () => await world.ZipAsync(second) is ServedAnswer.Found);
        Assert.Equal(second.Zip, await StoredWorld.BytesOfAsync(await world.ZipAsync(second)));
    }

    [Fact]
    public async Task Ends_with_the_server()
    {
        var world = await StoredWorld.StartAsync();
        var (module, gate) = (world.Publish(), new Gate());
        world.Proxy.Answer(module.ZipTarget, Reply.File(module.Zip) with { InBody = gate, StallAfter = 200_000 });
        var answer = await world.ZipAsync(module);
        var reading = StoredWorld.BytesOfAsync(answer);
        await world.Server.DisposeAsync();
        Assert.Equal("this server is being stopped", (await Assert.ThrowsAsync<SutlerException>(() => reading)).Message);
        gate.Open();
        await world.DisposeAsync();
    }

    // Some bytes come, but never the last; who reads is told why.
    private static async Task ReadToFailureAsync(ServedAnswer answer, TestModule module, string reason)
    {
        if (answer is ServedAnswer.Failed failed)
        {
            Assert.Equal(502, failed.Status);
            Assert.Contains(reason, failed.Reason, StringComparison.Ordinal);
            return;
        }

        await using var content = StoredWorld.ContentOf(answer);
        var (buffer, at) = (new byte[32 << 10], 0L);
        var failure = await Assert.ThrowsAsync<SutlerException>(async () =>
        {
            for (int read; (read = await content.ReadAsync(buffer, at, Token)) > 0;)
            {
                at += read;
            }
        });
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.True(at < module.Zip.Length - 60_000, $"{at} of {module.Zip.Length} bytes were given");
    }
}
