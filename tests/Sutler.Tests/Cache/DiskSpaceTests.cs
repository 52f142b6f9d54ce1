using Sutler.Go.Cache;
using Sutler.GoModules.Zip;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Cache;

public sealed class DiskSpaceTests
{
    private const int Block = 4096;
    private static readonly string Here = Path.GetTempPath();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Three files in two directories below the root: 1, 4096 and 4097 bytes.
    public static TheoryData<string, StorageForm, long> LeastRoom => new()
    {
        { "bytes as they are", StorageForm.Plain, 8194 },
        { "whole blocks", StorageForm.Blocks, 4L * Block },
        { "whole blocks, one for each directory", StorageForm.BlocksAndDirectories, 6L * Block },
    };

    [Theory]
    [MemberData(nameof(LeastRoom))]
    public async Task Takes_what_just_fits_and_refuses_a_byte_less(string name, StorageForm form, long least)
    {
        Assert.NotEmpty(name);
        var size = SizeOf(("a.go", 1), ("x/b.go", 4096), ("x/y/c.go", 4097));
        (await Space(least, form).ReserveAsync(Here, size, Cancellation)).Dispose();
        var refusal = await Assert.ThrowsAsync<NotEnoughSpaceException>(() => Space(least - 1, form).ReserveAsync(Here, size, Cancellation));
        Assert.StartsWith($"not enough space in {Here}: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(" needed, ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("sutler cache prune", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("GOMODCACHE", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_no_more_than_the_packed_bytes_where_content_may_be_compressed()
    {
        var size = SizeOf(("a.go", 100_000));
        (await Space(2000, StorageForm.Compressing).ReserveAsync(Here, size, Cancellation)).Dispose();
        await Assert.ThrowsAsync<NotEnoughSpaceException>(() => Space(10, StorageForm.Compressing).ReserveAsync(Here, size, Cancellation));
    }

    [Fact]
    public async Task Names_the_file_entries_when_they_are_what_is_missing()
    {
        var space = new DiskSpace(_ => new FreeSpace(1 << 30, 2, StorageForm.Blocks, Block));
        var refusal = await Assert.ThrowsAsync<NotEnoughSpaceException>(() => space.ReserveAsync(Here, SizeOf(("a", 1), ("b/c", 1)), Cancellation));
        Assert.Contains("3 files and directories needed, 2 free (inodes)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_nothing_where_the_room_is_not_known()
    {
        var space = new DiskSpace(_ => null);
        space.CheckTransfer(Path.Combine(Here, "x"), long.MaxValue);
        (await space.ReserveAsync(Here, SizeOf(("a", 100_000)), Cancellation)).Dispose();
    }

    [Fact]
    public async Task Waits_for_those_at_work_before_it_refuses()
    {
        // What the first has reserved it has written already, so the second would be counted out though it fits.
        var free = 20_000L;
        var space = new DiskSpace(_ => new FreeSpace(free, null, StorageForm.Plain, Block));
        var first = await space.ReserveAsync(Here, SizeOf(("a", 12_000)), Cancellation);
        free = 8000;
        var second = space.ReserveAsync(Here, SizeOf(("b", 8000)), Cancellation);
        Assert.False(second.IsCompleted);
        first.Dispose();
        Task third;
        using (await second)
        {
            third = space.ReserveAsync(Here, SizeOf(("c", 9000)), Cancellation);
            Assert.False(third.IsCompleted);
        }

        await Assert.ThrowsAsync<NotEnoughSpaceException>(() => third);
    }

    [Fact]
    public async Task Stops_waiting_when_cancelled()
    {
        var space = Space(10_000, StorageForm.Plain);
        using var first = await space.ReserveAsync(Here, SizeOf(("a", 9000)), Cancellation);
        using var stop = new CancellationTokenSource();
        var second = space.ReserveAsync(Here, SizeOf(("b", 9000)), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public void Refuses_a_transfer_by_what_is_still_to_come()
    {
        var space = Space(1000, StorageForm.Plain);
        var path = Path.Combine(Here, "v1.zip.part");
        space.CheckTransfer(path, 1000);
        var refusal = Assert.Throws<NotEnoughSpaceException>(() => space.CheckTransfer(path, 2_500_000));
        Assert.StartsWith($"write {path}: not enough space: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("2.5 MB needed, 1.0 kB free", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Knows_the_room_of_this_machine()
    {
        var room = FileSystemRoom.Read(Here);
        Assert.SkipWhen(room is null, "the system does not say how much room there is");
        var drive = new DriveInfo(Here);
        Assert.InRange(room.Bytes, 1, drive.TotalSize);
        Assert.InRange(room.Block, 1, 1 << 24);
        Assert.Null(FileSystemRoom.Read(Path.Combine(Here, "sutler-no-such-directory")));
    }

    [Fact]
    public void Tells_a_full_disk_from_other_failures_through_any_wrapping()
    {
        var full = new IOException("x", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
        var told = OsError.Create("write", "/x", full);
        Assert.True(DiskFull.Is(new Errors.SutlerException("unzip: " + told.Message, told)));
        Assert.False(DiskFull.Is(OsError.Create("write", "/x", new UnauthorizedAccessException())));
        Assert.False(DiskFull.Is(null));
    }

    private static DiskSpace Space(long bytes, StorageForm form) => new(_ => new FreeSpace(bytes, null, form, Block));

    private static UnpackedSize SizeOf(params (string Name, int Length)[] files) => new(ZipDirectory.Parse(
        ModuleZipBuilder.Build(new("example.com/m", "v1.0.0"), files.Select(file => (file.Name, new byte[file.Length])))));
}
