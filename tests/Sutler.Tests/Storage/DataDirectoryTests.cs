using Sutler.Storage;
using Sutler.Storage.Directories;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Is_made_private_with_what_it_needs()
    {
        using var data = DataDirectory.Take(_scratch["a/data"]);
        Assert.Equal(_scratch["a/data"], data.Path);
        Assert.Equal(["a/", "a/data/", "a/data/lock", "a/data/partial/"], _scratch.Tree());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_scratch["a/data/lock"]));
    }

    [Fact]
    public void Leaves_the_mode_of_a_directory_that_is_there_alone()
    {
        Directory.CreateDirectory(_scratch["data"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        using var data = DataDirectory.Take(_scratch["data"]);
        Assert.True(File.GetUnixFileMode(data.Path).HasFlag(UnixFileMode.GroupExecute));
    }

    [Fact]
    public void Lets_one_process_in_and_tells_the_other_which_one_that_is()
    {
        using (DataDirectory.Take(_scratch["data"]))
        {
            var error = Assert.Throws<StorageException>(() => DataDirectory.Take(_scratch["data"]));
            Assert.Equal(
                (StorageFault.InUse, $"data directory {_scratch["data"]}: in use by another process ({Environment.ProcessId})"),
                (error.Fault, error.Message));
            Assert.NotNull(error.Hint);
        }
        DataDirectory.Take(_scratch["data"]).Dispose();
    }

    [Fact]
    public void Says_what_stands_in_its_way()
    {
        _scratch.Write("data", "a file");
        var error = Assert.Throws<StorageException>(() => DataDirectory.Take(_scratch["data"]));
        Assert.Matches($"^mkdir {_scratch["data"]}: ", error.Message);
    }
}
