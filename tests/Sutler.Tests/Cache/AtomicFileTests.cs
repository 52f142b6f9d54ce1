using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Cache;

public sealed class AtomicFileTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Replaces_a_file_and_leaves_nothing_else()
    {
        string path = _scratch.Write("v1.0.0.info", "old");
        await AtomicFile.WriteAsync(path, "new"u8.ToArray(), TimeProvider.System, Cancellation);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(["v1.0.0.info"], _scratch.Tree());
    }

    [Fact]
    public void Names_the_temporary_as_go_does()
    {
        AtomicFile.CreateTemporary(_scratch["v1.0.0.zip"], out string temporary).Dispose();
        Assert.Matches("^v1\\.0\\.0\\.zip[0-9]{1,9}\\.tmp$", Path.GetFileName(temporary));
        Assert.True(File.Exists(temporary));
    }

    [Fact]
    public async Task Removes_the_temporary_when_the_name_is_taken_by_a_directory()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "other words there");
        _ = Directory.CreateDirectory(_scratch["v.mod/inside"]);
        SutlerException error = await Assert.ThrowsAsync<SutlerException>(
            () => AtomicFile.WriteAsync(_scratch["v.mod"], new byte[1], TimeProvider.System, Cancellation));
        Assert.Matches("^rename .*v\\.mod[0-9]+\\.tmp .*v\\.mod: (file exists|is a directory)$", error.Message);
        Assert.Equal(["v.mod/", "v.mod/inside/"], _scratch.Tree());
    }

    [Fact]
    public async Task Names_the_missing_directory()
    {
        SutlerException error = await Assert.ThrowsAsync<SutlerException>(
            () => AtomicFile.WriteAsync(_scratch["no/v.mod"], new byte[1], TimeProvider.System, Cancellation));
        Assert.Matches("^open .*v\\.mod[0-9]+\\.tmp: no such file or directory$", error.Message);
    }
}
