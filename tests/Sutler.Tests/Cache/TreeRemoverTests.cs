using Sutler.Go.Cache;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Cache;

public sealed class TreeRemoverTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Removes_a_closed_tree()
    {
        _ = _scratch.Write("m@v1.0.0/a/b/c.go", "package c");
        ReadOnlyTree.CloseBelow(_scratch["m@v1.0.0"]);
        ReadOnlyTree.Close(_scratch["m@v1.0.0"]);
        TreeRemover.Remove(_scratch["m@v1.0.0"]);
        Assert.Empty(_scratch.Tree());
    }

    [Theory]
    [InlineData("a new line", "a\nb")]
    [InlineData("a leading dash", "-rf")]
    [InlineData("a glob", "*")]
    [InlineData("a space", " ")]
    [InlineData("a backslash", "a\\b")]
    [InlineData("a dot at the end", "a.")]
    [InlineData("not ASCII", "\u00e9\u4e16")]
    [InlineData("a leading dot", ".git")]
    public void Removes_names_with(string name, string file)
    {
        _ = name;
        Assert.SkipWhen(OperatingSystem.IsWindows(), "not all are legal there");
        _ = _scratch.Write($"tree/{file}/{file}", "");
        TreeRemover.Remove(_scratch["tree"]);
        Assert.Empty(_scratch.Tree());
    }

    [Fact]
    public void Looks_at_a_tree_that_vanishes_meanwhile()
    {
        foreach (var name in new[] { "a/b/x", "c/d/x", "e/x" })
        {
            _ = _scratch.Write("tree/" + name, "");
        }

        var seen = TreeRemover.Directories(_scratch["tree"], directory =>
        {
            if (Path.GetFileName(directory) == "c")
            {
                Directory.Delete(_scratch["tree/a"], recursive: true);
                Directory.Delete(directory, recursive: true);
            }
        });
        Assert.Contains(_scratch["tree/e"], seen);
        Assert.DoesNotContain(_scratch["tree/c/d"], seen);
        Assert.Equal([_scratch["missing"]], TreeRemover.Directories(_scratch["missing"], static _ => { }));
        TreeRemover.Remove(_scratch["missing/tree"]);
    }

    [Fact]
    public async Task Removes_what_others_remove_at_the_same_time()
    {
        foreach (var round in Enumerable.Range(0, 10))
        {
            for (var file = 0; file < 60; file++)
            {
                _ = _scratch.Write($"tree/d{file % 5}/e{file}/f.go", "");
            }

            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => TreeRemover.Remove(_scratch["tree"]), CancellationToken.None)));
            Assert.False(Directory.Exists(_scratch["tree"]), $"round {round}");
        }
    }

    [Fact]
    public void Removes_links_and_keeps_what_they_point_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        _ = _scratch.Write("outside/keep.txt", "");
        _ = Directory.CreateDirectory(_scratch["tree"]);
        _ = Directory.CreateSymbolicLink(_scratch["tree/link"], _scratch["outside"]);
        ReadOnlyTree.Close(_scratch["outside"]);
        TreeRemover.Remove(_scratch["tree"]);
        Assert.Equal(["outside/", "outside/keep.txt"], _scratch.Tree());
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(_scratch["outside"]) & UnixFileMode.UserWrite);
    }

    [Fact]
    public void Removes_a_link_given_as_the_tree_itself()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        _ = _scratch.Write("outside/keep.txt", "");
        _ = Directory.CreateSymbolicLink(_scratch["tree"], _scratch["outside"]);
        TreeRemover.Remove(_scratch["tree"]);
        Assert.Equal(["outside/", "outside/keep.txt"], _scratch.Tree());
    }

    [Fact]
    public void Removes_a_file_and_accepts_that_nothing_is_there()
    {
        TreeRemover.Remove(_scratch.Write("m@v1.0.0", "a file"));
        TreeRemover.Remove(_scratch["m@v1.0.0"]);
        TreeRemover.Remove(_scratch["no/such/tree"]);
        Assert.Empty(_scratch.Tree());
    }
}
