using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary><c>mod download -locked</c>: go.mod and go.sum must say everything already.</summary>
public sealed class LockedTests : IAsyncLifetime
{
    private const string Hint = "\nhint: run the same command without -locked, look at what it changes, and commit that; nothing was written\n";

    private TrustWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await TrustWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("-locked")]
    [InlineData("--locked")]
    [InlineData("--locked=true")]
    public async Task Downloads_where_the_files_say_everything(string flag)
    {
        var module = _world.Publish("ex.com/mod", "v1.0.0");
        _world.Require(module.GoSumLines, module);

        var run = await _world.RunAsync("mod", "download", flag);

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.True(_world.IsInstalled(module));
        _world.AssertTidy();
    }

    [Fact]
    public async Task Names_the_lines_that_go_sum_lacks_and_writes_nothing()
    {
        var modules = Enumerable.Range(10, 12).Select(i => _world.Publish($"ex.com/m{i}", "v1.0.0")).ToList();
        _world.Require(modules[0].GoModLine, modules);

        var run = await _world.RunAsync("mod", "download", "--locked");

        Assert.Equal(1, run.ExitCode);
        var lines = string.Concat(modules.Skip(1).Take(10).Select(module => "\t+ " + module.GoModLine));
        Assert.Equal($"sutler: -locked: go.sum would change:\n{lines}\tand 1 more\n{Hint}", run.Error);
        Assert.DoesNotContain(modules, _world.IsInstalled);
        _world.AssertTidy();
    }

    [Fact]
    public async Task Names_the_edit_that_go_mod_needs()
    {
        var newer = _world.Publish("ex.com/low", "v1.1.0");
        var older = _world.Publish("ex.com/low", "v1.0.0");
        var high = _world.Publish("ex.com/high", "v1.0.0", "module ex.com/high\n\ngo 1.21\n\nrequire ex.com/low v1.1.0\n");
        _world.Require(newer.GoSumLines + older.GoSumLines + high.GoSumLines, high, older);

        var run = await _world.RunAsync("mod", "download", "--locked");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("sutler: -locked: go.mod would change:\n\t- require ex.com/low v1.0.0\n\t+ require ex.com/low v1.1.0\n", run.Error, StringComparison.Ordinal);
        _world.AssertTidy();
    }

    [Fact]
    public async Task Judges_what_an_argument_would_add()
    {
        var module = _world.Publish("ex.com/mod", "v1.0.0");
        _world.Require(module.GoModLine, module);

        var run = await _world.RunAsync("mod", "download", "--locked", "ex.com/mod");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"sutler: -locked: go.sum would change:\n\t+ {module.Id.Path} {module.Id.Version} {module.ZipHash}\n{Hint}", run.Error);
        _world.AssertTidy();
        Assert.Equal(0, (await _world.RunAsync("mod", "download", "ex.com/mod")).ExitCode);
        Assert.Equal(0, (await _world.RunAsync("mod", "download", "--locked", "ex.com/mod")).ExitCode);
    }

    [Theory]
    [InlineData("-dry-run -locked", "-dry-run and -locked exclude each other")]
    [InlineData("--dry-run --offline-ready", "-dry-run and -offline-ready exclude each other")]
    [InlineData("-offline-ready -locked", "-offline-ready and -locked exclude each other")]
    [InlineData("-offline-ready -toolchain", "-offline-ready looks for the toolchain anyway; -toolchain goes with a download")]
    [InlineData("-offline-ready ex.com/m", "-offline-ready takes no modules: it is about the module in the current directory")]
    [InlineData("-dry-run -reuse=x", "-dry-run and -reuse exclude each other")]
    [InlineData("-offline-ready -reuse=x", "-offline-ready and -reuse exclude each other")]
    public async Task Refuses_flags_that_clash(string flags, string expected)
    {
        var run = await _world.RunAsync(["mod", "download", .. flags.Split(' ')], TestContext.Current.CancellationToken);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(expected + "\nusage: go mod download ", run.Error, StringComparison.Ordinal);
    }
}
