using Sutler.TestKit;
using Sutler.Tests.Cache;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>Projects, caches and environments that cannot work: one clear error, nothing changed. Spec: WRITE-11, WRITE-12, LOC-1, RO rules, CMD-10.</summary>
public sealed class BadProjectTests : IAsyncLifetime
{
    private TrustWorld _world = null!;
    private TestModule _module = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _module = _world.Publish("ex.com/mod", "v1.0.0");
        _world.Require(null, _module);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("go.mod", 1, "go: no modules specified (see 'go help mod download')\n")]
    [InlineData("go.sum", 1, "go: read {0}: is a directory\n")]
    [InlineData("go.work", 0, "")]
    public async Task A_directory_in_the_place_of_a_file(string name, int exitCode, string error)
    {
        var path = Path.Combine(_world.Project, name);
        File.Delete(path);
        Directory.CreateDirectory(path);
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal((exitCode, "", string.Format(null, error, path)), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(exitCode == 0, _world.IsInstalled(_module));
        Assert.True(Directory.Exists(path));
        _world.AssertNothingTemporary();
    }

    [Theory]
    [InlineData("go.mod", "module ex.com/main\n\ngo 1.21\n\nrequire \"\u001b[2J\n", "go: errors parsing go.mod:\n")]
    [InlineData("go.mod", "module ex.com/main\n<<<<<<< HEAD\n", "go: errors parsing go.mod:\n")]
    [InlineData("go.mod", "", "go: error reading go.mod: missing module declaration. To specify the module path:\n")]
    [InlineData("go.sum", "<<<<<<< HEAD\n", "malformed go.sum:\n")]
    [InlineData("go.sum", "ex.com/mod v1.0.0 h1:x\nex.com/mod v1.0.0\n", "malformed go.sum:\n")]
    [InlineData("go.work", "use (\n", "go: errors parsing go.work:\n")]
    public async Task A_file_that_is_damaged(string name, string content, string error)
    {
        _world.Files.Write("project/" + name, content);
        var run = await _world.RunAsync("mod", "download");
        TestContext.Current.TestOutputHelper?.WriteLine(run.Everything);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(error, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Error, c => char.IsControl(c) && c is not ('\n' or '\t'));
        _world.AssertTidy();
    }

    [Fact]
    public async Task GOMODCACHE_is_a_file()
    {
        await File.WriteAllTextAsync(_world.Cache, "mine", Token);
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal($"go: could not create module cache: \"{_world.Cache}\" is not a directory\n", run.Error);
        Assert.Equal("mine", await File.ReadAllTextAsync(_world.Cache, Token));
    }

    [Fact]
    public async Task GOMODCACHE_is_below_a_file()
    {
        await File.WriteAllTextAsync(_world.Cache, "mine", Token);
        _world.Variables["GOMODCACHE"] = _world.Cache + "/mod";
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal($"go: could not create module cache: stat {_world.Cache}/mod: not a directory\n", run.Error);
    }

    [Theory]
    [InlineData("cache/cache")]
    [InlineData("cache/cache/download")]
    [InlineData("cache/cache/download/ex.com/mod/@v")]
    [InlineData("cache/cache/download/ex.com/mod/@v/v1.0.0.lock/x")]
    [InlineData("cache/cache/download/ex.com/mod/@v/v1.0.0.zip/x")]
    [InlineData("cache/cache/download/ex.com/mod/@v/v1.0.0.mod/x")]
    [InlineData("cache/cache/download/ex.com/mod/@v/v1.0.0.info/x")]
    [InlineData("cache/cache/download/ex.com/mod/@v/v1.0.0.ziphash/x")]
    [InlineData("cache/cache/sutler")]
    [InlineData("cache/ex.com")]
    public async Task Something_else_stands_in_the_cache(string path)
    {
        _world.Files.Write(path, "mine");
        foreach (var arguments in new string[][] { ["mod", "download"], ["mod", "download", "ex.com/mod@v1.0.0"], ["mod", "download", "-json"], ["mod", "verify"] })
        {
            var run = await _world.RunAsync(arguments, Token);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join(' ', arguments) + " " + run.ExitCode + "\n" + run.Everything);
            Assert.DoesNotContain("internal error", run.Everything, StringComparison.Ordinal);
            Assert.DoesNotContain("\nsutler: ", "\n" + run.Error, StringComparison.Ordinal);
            Assert.True(run.ExitCode == 1 || _world.IsInstalled(_module) || arguments is ["mod", "verify"], "neither installed nor failed");
            Assert.Equal("mine", await File.ReadAllTextAsync(_world.Files[path], Token));
        }
    }

    [Fact]
    public async Task No_home_and_no_GOPATH_but_a_cache()
    {
        _world.Variables.Remove("HOME");
        _world.Variables.Remove("GOPATH");
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("missing $GOPATH", run.Error, StringComparison.Ordinal);
        _world.AssertTidy();
        _world.Variables["GOSUMDB"] = "off";
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        Assert.True(_world.IsInstalled(_module));
    }

    [Fact]
    public async Task No_home_and_nothing_else()
    {
        _world.Variables.Remove("HOME");
        _world.Variables.Remove("GOPATH");
        _world.Variables.Remove("GOMODCACHE");
        var run = await _world.RunAsync("mod", "download");
        TestContext.Current.TestOutputHelper?.WriteLine(run.Everything);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("go: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", run.Error, StringComparison.Ordinal);
        _world.AssertTidy();
    }

    [Fact]
    public async Task A_cache_that_may_not_be_written_to()
    {
        if (!await OrdinaryUser.IsAsync(GetType(), nameof(A_cache_that_may_not_be_written_to), Token))
        {
            return;
        }

        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);
        var other = _world.Publish("ex.com/other", "v1.0.0");
        Close(_world.Cache);
        try
        {
            foreach (var arguments in new string[][] { ["mod", "download"], ["mod", "download", "ex.com/mod@v1.0.0"], ["mod", "verify"] })
            {
                var run = await _world.RunAsync(arguments, Token);
                Assert.Equal((0, ""), (run.ExitCode, run.Error));
            }

            var refused = await _world.RunAsync("mod", "download", "-json", other.Id.ToString());
            TestContext.Current.TestOutputHelper?.WriteLine(refused.Everything);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("permission denied", refused.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("\nsutler: ", "\n" + refused.Error, StringComparison.Ordinal);
        }
        finally
        {
            Open(_world.Cache);
        }
    }

    [Fact]
    public async Task A_project_that_may_not_be_written_to()
    {
        if (!await OrdinaryUser.IsAsync(GetType(), nameof(A_project_that_may_not_be_written_to), Token))
        {
            return;
        }

        _world.Require("", _module);
        foreach (var file in Directory.GetFiles(_world.Project))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }

        Close(_world.Project);
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal((1, $"go: updating go.sum: open {_world.Project}/go.sum: permission denied\n"), (run.ExitCode, run.Error));
        _world.AssertTidy();
        Open(_world.Project);
        File.SetUnixFileMode(Path.Combine(_world.Project, "go.mod"), UnixFileMode.None);
        run = await _world.RunAsync("mod", "download");
        Assert.Equal((1, $"go: open {_world.Project}/go.mod: permission denied\n"), (run.ExitCode, run.Error));
    }

    private static void Close(string directory)
    {
        foreach (var below in Directory.EnumerateDirectories(directory))
        {
            Close(below);
        }

        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static void Open(string directory)
    {
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var below in Directory.EnumerateDirectories(directory))
        {
            Open(below);
        }
    }
}
