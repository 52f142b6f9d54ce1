using Sutler.Errors;
using Xunit;

namespace Sutler.Tests.CommandLine;

/// <summary>The texts are go 1.24.4's. Spec: CMD-1.</summary>
public sealed class WorkingDirectoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sutler-wd-").FullName;

    [Theory]
    [InlineData("missing", "missing", "no such file or directory")]
    [InlineData("a file", "file", "not a directory")]
    [InlineData("below a file", "file/x/y", "not a directory")]
    [InlineData("a file with a slash", "file/", "not a directory")]
    [InlineData("a link to itself", "loop", "too many levels of symbolic links")]
    public void Says_why_a_directory_cannot_be_entered(string name, string path, string reason)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "other texts there");
        File.WriteAllText(Path.Combine(_root, "file"), "");
        File.CreateSymbolicLink(Path.Combine(_root, "loop"), "loop");
        var target = Path.Combine(_root, path);
        var failure = Assert.Throws<FatalException>(() => WorkingDirectory.Change(target));
        Assert.Equal((name, $"chdir {target}: {reason}", true), (name, failure.Message, failure.Prefixed));
    }

    [Fact]
    public void An_empty_name_is_missing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "other texts there");
        Assert.Equal("chdir : no such file or directory", Assert.Throws<FatalException>(() => WorkingDirectory.Change("")).Message);
    }

    [Fact]
    public void Keeps_the_name_the_shell_gives_if_it_is_true()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no PWD there");
        var link = Path.Combine(_root, "link");
        Directory.CreateSymbolicLink(Path.Combine(_root, "other"), ".");
        Directory.CreateSymbolicLink(link, $"other/../{new string('.', 1)}/other/{Path.GetRelativePath(_root, Environment.CurrentDirectory)}");
        Assert.Equal(link, WorkingDirectory.Current(link));
        Assert.Equal(Environment.CurrentDirectory, WorkingDirectory.Current(_root));
        Assert.Equal(Environment.CurrentDirectory, WorkingDirectory.Current(""));
        Assert.Equal(Environment.CurrentDirectory, WorkingDirectory.Current("."));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
