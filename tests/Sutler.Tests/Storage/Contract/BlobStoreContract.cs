using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Storage.Blobs;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Storage.Contract;

public abstract class BlobStoreContract : IDisposable
{
    private IBlobStore? _blobs;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected ScratchDirectory Scratch { get; } = new();

    protected FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    protected IBlobStore Blobs => _blobs ??= Open(Time);

    public void Dispose()
    {
        Scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract IBlobStore Open(TimeProvider time);

    protected abstract void Damage(BlobDigest digest, byte[] bytes);

    [Fact]
    public async Task Opens_what_was_committed()
    {
        var digest = await StoreAsync("hello, world");
        await using var content = await Blobs.OpenAsync(digest, Cancellation);
        Assert.Equal((digest, 12L), (content!.Digest, content.Length));
        Assert.Equal("hello, world", await TextAsync(content, 0, 12));
        Assert.Equal(12, (await Blobs.FindAsync(digest, Cancellation))!.Length);
    }

    [Fact]
    public async Task Stores_nothing_as_well()
    {
        var digest = await StoreAsync("");
        await using var content = await Blobs.OpenAsync(digest, Cancellation);
        Assert.Equal(0, content!.Length);
        Assert.Equal(0, await content.ReadAsync(new byte[1], 0, Cancellation));
    }

    [Fact]
    public async Task Reads_from_anywhere()
    {
        await using var content = await Blobs.OpenAsync(await StoreAsync("0123456789"), Cancellation);
        Assert.Equal("345", await TextAsync(content!, 3, 3));
        Assert.Equal("", await TextAsync(content!, 10, 0));
        Assert.Equal(0, await content!.ReadAsync(new byte[4], 10, Cancellation));
        Assert.Equal(0, await content.ReadAsync(new byte[4], 1000, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await content.OpenStreamAsync(3, 8, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await content.OpenStreamAsync(long.MaxValue, 8, Cancellation));
    }

    [Fact]
    public async Task Knows_nothing_of_what_is_not_there()
    {
        var digest = BlobDigest.Of("absent"u8);
        Assert.Null(await Blobs.OpenAsync(digest, Cancellation));
        Assert.Null(await Blobs.FindAsync(digest, Cancellation));
        Assert.False(await Blobs.DeleteAsync(digest, Cancellation));
        Assert.False(await Blobs.QuarantineAsync(digest, Cancellation));
        Assert.Equal(new BlobCondition.Missing(), await BlobCheck.RunAsync(Blobs, digest, Cancellation));
    }

    [Fact]
    public async Task Shows_nothing_before_the_commit()
    {
        await using var writer = await BeginAsync("secret");
        var blob = await writer.FinishAsync(Cancellation);
        Assert.Equal(BlobDigest.Of("secret"u8), blob.Digest);
        Assert.Null(await Blobs.OpenAsync(blob.Digest, Cancellation));
        Assert.Empty((await Blobs.ListAsync(null, 10, Cancellation)).Blobs);
    }

    [Fact]
    public async Task Lets_what_is_written_be_read_meanwhile_but_not_more()
    {
        await using var writer = await Blobs.BeginAsync(100, Cancellation);
        Assert.Equal(0, writer.Length);
        await writer.WriteAsync("01234"u8.ToArray(), Cancellation);
        await writer.WriteAsync("567"u8.ToArray(), Cancellation);
        var buffer = new byte[100];
        Assert.Equal(8, writer.Length);
        Assert.Equal(5, await writer.ReadAsync(buffer, 3, Cancellation));
        Assert.Equal("34567", Encoding.ASCII.GetString(buffer, 0, 5));
        Assert.Equal(0, await writer.ReadAsync(buffer, 8, Cancellation));
        Assert.Equal(0, await writer.ReadAsync(buffer, 50, Cancellation));
        Assert.Equal(8, (await writer.FinishAsync(Cancellation)).Length);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.WriteAsync(new byte[1], Cancellation));
    }

    [Fact]
    public async Task Leaves_nothing_of_what_is_abandoned()
    {
        await using (var writer = await BeginAsync("abandoned"))
        {
            await writer.FinishAsync(Cancellation);
        }
        Assert.Null(await Blobs.OpenAsync(BlobDigest.Of("abandoned"u8), Cancellation));
    }

    [Fact]
    public async Task Commits_nothing_unfinished()
    {
        await using var writer = await BeginAsync("half");
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.CommitAsync(Cancellation));
    }

    [Fact]
    public async Task Takes_the_same_blob_again()
    {
        var digest = await StoreAsync("twice");
        Assert.Equal(digest, await StoreAsync("twice"));
        Assert.Single((await Blobs.ListAsync(null, 10, Cancellation)).Blobs);
    }

    [Fact]
    public async Task Heals_a_damaged_blob_with_the_same_one()
    {
        var digest = await StoreAsync("sound");
        Damage(digest, "wrong"u8.ToArray());
        await StoreAsync("sound");
        Assert.Equal(new BlobCondition.Sound(5), await BlobCheck.RunAsync(Blobs, digest, Cancellation));
    }

    [Fact]
    public async Task Takes_many_writers_of_the_same_blob()
    {
        var digests = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => StoreAsync(new string('x', 100_000)), Cancellation)));
        Assert.Single(digests.Distinct());
        Assert.Equal(new BlobCondition.Sound(100_000), await BlobCheck.RunAsync(Blobs, digests[0], Cancellation));
    }

    [Fact]
    public async Task Takes_in_a_file_and_leaves_it_when_abandoned()
    {
        var path = Scratch.Write("incoming/a", "a file");
        await using (var writer = await Blobs.BeginFromFileAsync(path, Cancellation))
        {
            await writer.FinishAsync(Cancellation);
        }
        Assert.True(File.Exists(path));
        await using (var writer = await Blobs.BeginFromFileAsync(path, Cancellation))
        {
            Assert.Equal((6L, BlobDigest.Of("a file"u8)), (writer.Length, (await writer.FinishAsync(Cancellation)).Digest));
            await writer.CommitAsync(Cancellation);
        }
        Assert.False(File.Exists(path));
        await using var content = await Blobs.OpenAsync(BlobDigest.Of("a file"u8), Cancellation);
        Assert.Equal("a file", await TextAsync(content!, 0, 6));
    }

    [Fact]
    public async Task Keeps_an_open_blob_readable_when_it_is_deleted()
    {
        var digest = await StoreAsync("still here");
        await using var content = await Blobs.OpenAsync(digest, Cancellation);
        Assert.True(await Blobs.DeleteAsync(digest, Cancellation));
        Assert.Null(await Blobs.FindAsync(digest, Cancellation));
        Assert.Equal("still here", await TextAsync(content!, 0, 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Lists_every_blob_once_in_order(int limit)
    {
        var stored = new List<BlobDigest>();
        for (var i = 0; i < 10; i++)
        {
            stored.Add(await StoreAsync($"blob {i}"));
        }
        var listed = new List<BlobInfo>();
        BlobDigest? next = null;
        do
        {
            var page = await Blobs.ListAsync(next, limit, Cancellation);
            Assert.True(page.Blobs.Count <= limit);
            listed.AddRange(page.Blobs);
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(stored.Order(), listed.Select(blob => blob.Digest));
        Assert.All(listed, blob => Assert.Equal(6, blob.Length));
    }

    [Fact]
    public async Task Finds_damage()
    {
        var digest = await StoreAsync("sound");
        Assert.Equal(new BlobCondition.Sound(5), await BlobCheck.RunAsync(Blobs, digest, Cancellation));
        Damage(digest, "wrong!"u8.ToArray());
        Assert.Equal(new BlobCondition.Damaged(BlobDigest.Of("wrong!"u8), 6), await BlobCheck.RunAsync(Blobs, digest, Cancellation));
    }

    [Fact]
    public async Task Keeps_what_is_quarantined_to_look_at()
    {
        var digest = await StoreAsync("sound");
        Assert.True(await Blobs.QuarantineAsync(digest, Cancellation));
        Assert.Null(await Blobs.OpenAsync(digest, Cancellation));
        Assert.Empty((await Blobs.ListAsync(null, 10, Cancellation)).Blobs);
        Time.Advance(TimeSpan.FromMinutes(1));
        await StoreAsync("sound");
        Assert.True(await Blobs.QuarantineAsync(digest, Cancellation));

        var all = await Blobs.ListQuarantineAsync(10, Cancellation);
        Assert.Equal([digest, digest], all.Select(blob => blob.Digest));
        Assert.Equal(TimeSpan.FromMinutes(1), all[1].Since - all[0].Since);
        Assert.Single(await Blobs.ListQuarantineAsync(1, Cancellation));
        Assert.True(await Blobs.DeleteQuarantinedAsync(all[0], Cancellation));
        Assert.False(await Blobs.DeleteQuarantinedAsync(all[0], Cancellation));
        Assert.Equal([all[1]], await Blobs.ListQuarantineAsync(10, Cancellation));
    }

    [Fact]
    public async Task Removes_no_leftover_that_is_being_written()
    {
        await using var writer = await BeginAsync("busy");
        await Blobs.RemoveLeftoversAsync(DateTimeOffset.MaxValue, Cancellation);
        await writer.FinishAsync(Cancellation);
        await writer.CommitAsync(Cancellation);
        Assert.NotNull(await Blobs.FindAsync(BlobDigest.Of("busy"u8), Cancellation));
    }

    protected static async Task<string> TextAsync(BlobContent content, long offset, long length)
    {
        await using var stream = await content.OpenStreamAsync(offset, length, Cancellation);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancellation);
    }

    protected async Task<BlobDigest> StoreAsync(string text)
    {
        await using var writer = await BeginAsync(text);
        var blob = await writer.FinishAsync(Cancellation);
        await writer.CommitAsync(Cancellation);
        return blob.Digest;
    }

    protected async Task<IBlobWriter> BeginAsync(string text)
    {
        var writer = await Blobs.BeginAsync(null, Cancellation);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        return writer;
    }
}
