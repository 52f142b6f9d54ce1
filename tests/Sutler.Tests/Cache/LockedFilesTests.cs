using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Cache;

public sealed class LockedFilesTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly LockedFiles _files = new(new FileLocks(TimeProvider.System));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("longer", "one", "one and two")]
    [InlineData("shorter", "one and two", "two")]
    [InlineData("as long", "abc", "xyz")]
    [InlineData("to nothing", "abc", "")]
    [InlineData("from nothing", "", "abc")]
    public async Task Transforms_in_place(string name, string before, string after)
    {
        _ = name;
        string path = _scratch.Write("go.sum", before);
        Assert.True(await _files.TransformAsync(path, old =>
        {
            Assert.Equal(before, Encoding.UTF8.GetString(old));
            return Encoding.UTF8.GetBytes(after);
        }, Cancellation));
        Assert.Equal(after, File.ReadAllText(path));
    }

    [Fact]
    public async Task Creates_a_missing_file()
    {
        Assert.True(await _files.TransformAsync(_scratch["go.sum"], static _ => [1], Cancellation));
        Assert.Equal([1], await _files.ReadAsync(_scratch["go.sum"], Cancellation));
    }

    [Fact]
    public async Task Does_not_write_what_is_there_already()
    {
        string path = _scratch.Write("go.sum", "same");
        DateTime then = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, then);
        Assert.False(await _files.TransformAsync(path, static old => old, Cancellation));
        Assert.Equal(then, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public async Task Leaves_the_file_alone_when_the_change_fails()
    {
        string path = _scratch.Write("go.mod", "module m\n");
        _ = await Assert.ThrowsAsync<SutlerException>(() => _files.TransformAsync(path, static _ => throw new SutlerException("no"), Cancellation));
        Assert.Equal("module m\n", File.ReadAllText(path));
    }

    [Fact]
    public async Task Puts_the_old_content_back_when_the_disk_is_full()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "no /dev/full");
        SutlerException error = await Assert.ThrowsAsync<SutlerException>(() => _files.WriteAsync("/dev/full", "x"u8.ToArray(), Cancellation));
        Assert.EndsWith("no space left on device", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_permissions_and_follows_a_symbolic_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions");
        string target = _scratch.Write("real.sum", "old and long");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        _ = File.CreateSymbolicLink(_scratch["go.sum"], target);
        await _files.WriteAsync(_scratch["go.sum"], "new"u8.ToArray(), Cancellation);
        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(target));
        Assert.NotNull(new FileInfo(_scratch["go.sum"]).LinkTarget);
    }

    [Fact]
    public async Task Says_that_a_directory_is_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "other words there");
        SutlerException error = await Assert.ThrowsAsync<SutlerException>(() => _files.ReadAsync(_scratch.Root, Cancellation));
        Assert.Equal($"read {_scratch.Root}: is a directory", error.Message);
        error = await Assert.ThrowsAsync<SutlerException>(() => _files.TransformAsync(_scratch.Root, static old => old, Cancellation));
        Assert.Equal($"open {_scratch.Root}: is a directory", error.Message);
    }

    [Fact]
    public async Task Concurrent_changes_are_all_kept()
    {
        string path = _scratch.Write("go.sum", "");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _files.TransformAsync(path, static old => [.. old, (byte)'x'], Cancellation)));
        Assert.Equal(new string('x', 50), File.ReadAllText(path));
    }
}
