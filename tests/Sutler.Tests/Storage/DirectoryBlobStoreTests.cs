using System.Text;
using Sutler.Storage;
using Sutler.Storage.Blobs;
using Sutler.Storage.Directories;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Storage;

public sealed class DirectoryBlobStoreTests : IDisposable
{
    private static readonly DateTimeOffset Later = TimeProvider.System.GetUtcNow().AddHours(1);

    private readonly ScratchDirectory _scratch = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Keeps_a_blob_under_its_digest_and_from_other_users()
    {
        var blobs = Open();
        var digest = await StoreAsync(blobs, "abc");
        await using (var writer = await blobs.BeginAsync(null, Cancellation))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(_scratch["blobs/v1/tmp"]))));
        }
        var file = _scratch[$"blobs/v1/sha256/ba/{digest.Hex[2..]}"];
        Assert.Equal("abc", await File.ReadAllTextAsync(file, Cancellation));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.All(
            Directory.GetDirectories(_scratch["blobs"], "*", SearchOption.AllDirectories),
            directory => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory)));
    }

    [Fact]
    public async Task Takes_a_file_in_by_renaming_it_and_from_other_users()
    {
        var blobs = Open();
        var path = _scratch.Write("incoming", "abc");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await using var there = File.OpenRead(path);
        await using (var writer = await blobs.BeginFromFileAsync(path, Cancellation))
        {
            await writer.FinishAsync(Cancellation);
            await writer.CommitAsync(Cancellation);
        }
        await using var content = await blobs.OpenAsync(BlobDigest.Of("abc"u8), Cancellation);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(content!.Handle!));
        Assert.Equal(File.GetUnixFileMode(there.SafeFileHandle), File.GetUnixFileMode(content.Handle!));
    }

    [Fact]
    public async Task Takes_a_file_in_from_another_file_system()
    {
        var (disk, reason) = await SmallDisk.MountAsync(_scratch["other"], 256, Cancellation);
        Assert.SkipWhen(disk is null, reason);
        await using var mounted = disk;
        var blobs = Open();
        var path = _scratch.Write("other/incoming", "abc");
        await using (var writer = await blobs.BeginFromFileAsync(path, Cancellation))
        {
            await writer.FinishAsync(Cancellation);
            await writer.CommitAsync(Cancellation);
        }
        Assert.False(File.Exists(path));
        Assert.Equal(new BlobCondition.Sound(3), await BlobCheck.RunAsync(blobs, BlobDigest.Of("abc"u8), Cancellation));
        Assert.Empty(Directory.GetFiles(_scratch["blobs/v1/tmp"]));
    }

    [Fact]
    public async Task Refuses_a_file_that_changes_while_it_is_taken_in()
    {
        var blobs = Open();
        var path = _scratch.Write("incoming", "abc");
        await using var writer = await blobs.BeginFromFileAsync(path, Cancellation);
        await File.AppendAllTextAsync(path, "d", Cancellation);
        var error = await Assert.ThrowsAsync<StorageException>(async () => await writer.FinishAsync(Cancellation));
        Assert.Equal($"{path}: changed while it was being stored", error.Message);
    }

    [Fact]
    public async Task Removes_what_dead_writers_left_and_nothing_younger()
    {
        var blobs = Open();
        _scratch.Write("blobs/v1/tmp/0123456789abcdef.tmp", "half a blo");
        Assert.Equal(0, await blobs.RemoveLeftoversAsync(Later.AddHours(-2), Cancellation));
        Assert.Equal(1, await blobs.RemoveLeftoversAsync(Later, Cancellation));
        Assert.Empty(Directory.GetFiles(_scratch["blobs/v1/tmp"]));
    }

    [Fact]
    public async Task Leaves_nothing_of_what_is_abandoned()
    {
        var blobs = Open();
        await using (var writer = await blobs.BeginAsync(1000, Cancellation))
        {
            await writer.WriteAsync(new byte[10], Cancellation);
        }
        Assert.Empty(Directory.GetFiles(_scratch["blobs"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Gives_room_back_that_was_asked_for_and_not_needed()
    {
        var blobs = Open();
        await using var writer = await blobs.BeginAsync(1 << 20, Cancellation);
        await writer.WriteAsync("abc"u8.ToArray(), Cancellation);
        await writer.FinishAsync(Cancellation);
        await writer.CommitAsync(Cancellation);
        var (_, output, _) = await ExternalProgram.RunAsync("stat", ["-c", "%s %b", _scratch[$"blobs/v1/sha256/ba/{BlobDigest.Of("abc"u8).Hex[2..]}"]], Cancellation);
        Assert.Equal("3", output.Split(' ')[0]);
        Assert.InRange(int.Parse(output.Split(' ')[1]), 1, 64);
    }

    [Fact]
    public async Task Ignores_files_that_it_did_not_make()
    {
        var blobs = Open();
        var digest = await StoreAsync(blobs, "abc");
        _scratch.Write("blobs/v1/sha256/ba/README", "?");
        _scratch.Write("blobs/v1/sha256/lost+found/x", "?");
        _scratch.Write("blobs/v1/quarantine/notes.txt", "?");
        Assert.Equal(digest, Assert.Single((await blobs.ListAsync(null, 10, Cancellation)).Blobs).Digest);
        Assert.Empty(await blobs.ListQuarantineAsync(10, Cancellation));
    }

    [Theory]
    [InlineData("announced", true)]
    [InlineData("not announced", false)]
    public async Task Says_in_one_sentence_that_the_disk_is_full_and_leaves_nothing(string what, bool announced)
    {
        Assert.NotEmpty(what);
        var (disk, reason) = await SmallDisk.MountAsync(_scratch["small"], 1024, Cancellation);
        Assert.SkipWhen(disk is null, reason);
        await using var mounted = disk;
        var blobs = DirectoryBlobStore.Open(_scratch["small/blobs"], TimeProvider.System);
        var error = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            await using var writer = await blobs.BeginAsync(announced ? 4 << 20 : null, Cancellation);
            for (var i = 0; i < 64; i++)
            {
                await writer.WriteAsync(new byte[64 << 10], Cancellation);
            }
        });
        Assert.Equal(StorageFault.Full, error.Fault);
        Assert.Matches(announced ? "^create .*/v1/tmp/[0-9a-f]{16}\\.tmp: no space left on device$" : "^write .*/v1/tmp/[0-9a-f]{16}\\.tmp: no space left on device$", error.Message);
        Assert.NotNull(error.Hint);
        Assert.Empty(Directory.GetFiles(_scratch["small/blobs"], "*", SearchOption.AllDirectories));
        await StoreAsync(blobs, "there is room for this");
    }

    [Fact]
    public async Task Names_a_file_that_it_may_not_read()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may read everything");
        var blobs = Open();
        var digest = await StoreAsync(blobs, "abc");
        File.SetUnixFileMode(_scratch[$"blobs/v1/sha256/ba/{digest.Hex[2..]}"], UnixFileMode.None);
        var error = await Assert.ThrowsAsync<StorageException>(async () => await blobs.OpenAsync(digest, Cancellation));
        Assert.Matches("^open .*: permission denied$", error.Message);
    }

    [Fact]
    public async Task Tells_when_bytes_end_before_their_length()
    {
        var blobs = Open();
        var digest = await StoreAsync(blobs, new string('x', 1000));
        await using var content = await blobs.OpenAsync(digest, Cancellation);
        await using (var file = File.OpenWrite(_scratch[$"blobs/v1/sha256/{digest.Hex[..2]}/{digest.Hex[2..]}"]))
        {
            file.SetLength(10);
        }
        await using var stream = await content!.OpenStreamAsync(0, 1000, Cancellation);
        var error = await Assert.ThrowsAsync<StorageException>(async () => await stream.CopyToAsync(Stream.Null, Cancellation));
        Assert.Equal((StorageFault.Damaged, $"blob {digest}: ends after 10 of 1000 bytes"), (error.Fault, error.Message));
    }

    private DirectoryBlobStore Open() => DirectoryBlobStore.Open(_scratch["blobs"], TimeProvider.System);

    private static async Task<BlobDigest> StoreAsync(DirectoryBlobStore blobs, string text)
    {
        await using var writer = await blobs.BeginAsync(text.Length, Cancellation);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        var blob = await writer.FinishAsync(Cancellation);
        await writer.CommitAsync(Cancellation);
        return blob.Digest;
    }
}
