using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Zip;

// Spec: H1-5.
public sealed class TreeHashTests : IDisposable
{
    private static readonly ModuleId Module = new("example.com/m", "v1.0.0");

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private static byte[] Sha(string content) => SHA256.HashData(Encoding.UTF8.GetBytes(content));

    private H1Hash Compute(string directory = "t") => TreeHash.Compute(_scratch[directory], Module, TestContext.Current.CancellationToken);

    [Fact]
    public void Counts_every_file_below_with_its_relative_name()
    {
        _scratch.Write("t/b", "1");
        _scratch.Write("t/.hidden/a-b", "2");
        _scratch.Write("t/.hidden/a/c", "3");
        Directory.CreateDirectory(_scratch["t/empty"]);

        Assert.Equal(
            H1.FromFiles([($"{Module}/b", Sha("1")), ($"{Module}/.hidden/a-b", Sha("2")), ($"{Module}/.hidden/a/c", Sha("3"))]),
            Compute());
        Assert.Equal(Compute(), Compute("t/"));
    }

    [Fact]
    public void Takes_the_content_of_what_a_link_points_to()
    {
        _scratch.Write("outside", "content");
        Directory.CreateDirectory(_scratch["t"]);
        File.CreateSymbolicLink(_scratch["t/link"], _scratch["outside"]);

        Assert.Equal(H1.FromFiles([($"{Module}/link", Sha("content"))]), Compute());
    }

    [Fact]
    public void Does_not_enter_a_linked_directory()
    {
        _scratch.Write("outside/a", "content");
        Directory.CreateDirectory(_scratch["t"]);
        Directory.CreateSymbolicLink(_scratch["t/link"], _scratch["outside"]);

        var error = Assert.Throws<SutlerException>(() => Compute());
        Assert.Equal($"read {_scratch["t/link"]}: is a directory", error.Message);
    }

    [Fact]
    public void Refuses_names_with_a_newline()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no such names there");
        _scratch.Write("t/a\nb", "1");

        Assert.Equal("dirhash: filenames with newlines are not supported", Assert.Throws<SutlerException>(() => Compute()).Message);
    }

    [Fact]
    public void Refuses_what_is_no_directory()
    {
        _scratch.Write("file", "x");
        Directory.CreateDirectory(_scratch["real"]);
        Directory.CreateSymbolicLink(_scratch["t"], _scratch["real"]);

        Assert.Equal($"{_scratch["file"]} is not a directory", Assert.Throws<SutlerException>(() => Compute("file")).Message);
        Assert.Equal($"{_scratch["t"]} is not a directory", Assert.Throws<SutlerException>(() => Compute()).Message);
    }

    [Fact]
    public void Says_that_a_tree_is_missing()
    {
        var error = Assert.Throws<SutlerException>(() => Compute("none"));

        Assert.True(error.IsNotExist);
        Assert.Equal($"lstat {_scratch["none"]}: no such file or directory", error.Message);
    }
}
