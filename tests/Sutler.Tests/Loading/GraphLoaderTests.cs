using Sutler.Errors;
using Sutler.Go.Loading;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Loading;

/// <summary>Spec: GRAPH-1 to GRAPH-9. Modules are named by a letter: <c>a@1</c> is <c>ex.com/a@v1.0.0</c>.</summary>
public sealed class GraphLoaderTests
{
    [Fact]
    public async Task Does_not_descend_below_a_root_that_supports_pruning()
    {
        var world = new LoadingWorld("1.24")
            .Module("a@1", "1.17", "b@1")
            .Module("b@1", "1.17", "c@1")
            .Requires("a@1");
        Assert.Equal(["ex.com/a v1.0.0", "ex.com/b v1.0.0"], await world.BuildListAsync());
        Assert.Equal(["ex.com/a@v1.0.0"], world.Read);
    }

    [Fact]
    public async Task Follows_everything_below_a_dependency_older_than_pruning()
    {
        var world = new LoadingWorld("1.24")
            .Module("c@1", "1.16", "d@1")
            .Module("d@1", "1.20", "e@1")
            .Module("e@1", "1.20")
            .Requires("c@1");
        Assert.Equal(["ex.com/c v1.0.0", "ex.com/d v1.0.0", "ex.com/e v1.0.0"], await world.BuildListAsync());
        Assert.Equal(["ex.com/c@v1.0.0", "ex.com/d@v1.0.0", "ex.com/e@v1.0.0"], world.Read);
    }

    [Fact]
    public async Task Reads_every_required_version_for_an_unpruned_main_module()
    {
        var world = new LoadingWorld("1.16")
            .Module("a@1", "1.16", "c@1")
            .Module("b@1", "1.16", "c@2")
            .Module("c@1", "1.16")
            .Module("c@2", "1.16")
            .Requires("a@1", "b@1");
        Assert.Contains("ex.com/c v1.2.0", await world.BuildListAsync());
        Assert.Contains("ex.com/c@v1.0.0", world.Read);
    }

    [Fact]
    public async Task Raises_a_root_that_a_dependency_needs_higher_and_reads_on_from_there()
    {
        var world = new LoadingWorld("1.24")
            .Module("a@1", "1.20", "b@2")
            .Module("b@1", "1.20")
            .Module("b@2", "1.20", "d@1")
            .Requires("a@1", "b@1");
        Assert.Equal(["ex.com/a v1.0.0", "ex.com/b v1.2.0", "ex.com/d v1.0.0"], await world.BuildListAsync());
        Assert.Equal("v1.2.0", world.Project.Requirements.RootSelected("ex.com/b"));
    }

    [Fact]
    public async Task Raises_the_go_line_with_a_dependency()
    {
        var world = new LoadingWorld("1.21").Module("a@1", "1.23.4").Requires("a@1");
        await world.BuildListAsync();
        Assert.Equal("1.23.4", world.Project.Requirements.GoVersionLine);
    }

    [Fact]
    public async Task Leaves_excluded_versions_out_as_if_nobody_required_them()
    {
        var world = new LoadingWorld("1.24")
            .Module("a@1", "1.20", "b@1")
            .Main("exclude ex.com/b v1.0.0")
            .Requires("a@1");
        Assert.Equal(["ex.com/a v1.0.0"], await world.BuildListAsync());
    }

    [Fact]
    public async Task Names_the_chain_of_requirements_to_a_go_mod_that_cannot_be_read()
    {
        var world = new LoadingWorld("1.16")
            .Module("a@1", "1.16", "b@1")
            .Module("b@1", "1.16", "x@1")
            .Requires("a@1");
        var error = await Assert.ThrowsAsync<SutlerException>(world.BuildListAsync);
        Assert.Equal("ex.com/a@v1.0.0 requires\n\tex.com/b@v1.0.0 requires\n\tex.com/x@v1.0.0: no such module", error.Message);
    }

    [Fact]
    public async Task Names_the_replacement_that_cannot_be_read()
    {
        var world = new LoadingWorld("1.20").Main("replace ex.com/a => ./nowhere").Requires("a@1");
        var error = await Assert.ThrowsAsync<SutlerException>(world.BuildListAsync);
        Assert.StartsWith("ex.com/a@v1.0.0 (replaced by ./nowhere): reading nowhere", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("no such file or directory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_dependency_whose_go_mod_names_another_module()
    {
        var world = new LoadingWorld("1.20").Module("a@1", "1.20").Declares("a@1", "ex.com/other").Requires("a@1");
        var error = await Assert.ThrowsAsync<SutlerException>(world.BuildListAsync);
        Assert.Equal(
            "ex.com/a@v1.0.0: parsing go.mod:\n\tmodule declares its path as: ex.com/other\n\t        but was required as: ex.com/a",
            error.Message);
    }

    [Fact]
    public async Task Says_which_module_needs_a_newer_go()
    {
        var world = new LoadingWorld("1.20").Module("t@1", "1.99").Requires("t@1");
        var error = await Assert.ThrowsAsync<SutlerException>(world.BuildListAsync);
        Assert.Equal("ex.com/t@v1.0.0: module ex.com/t@v1.0.0 requires go >= 1.99 (running go 1.24.4; GOTOOLCHAIN=local)", error.Message);
    }

    [Fact]
    public async Task Survives_cycles_and_requirements_on_the_main_module()
    {
        var world = new LoadingWorld("1.16")
            .Module("a@1", "1.16", "b@1", "m@2")
            .Module("b@1", "1.16", "a@1")
            .Module("m@2", "1.16", "z@1")
            .Module("z@1", "1.16")
            .Requires("a@1");
        Assert.Equal(["ex.com/a v1.0.0", "ex.com/b v1.0.0", "ex.com/z v1.0.0"], await world.BuildListAsync());
    }

    [Fact]
    public async Task Loads_a_chain_of_many_thousand_modules()
    {
        var world = new LoadingWorld("1.16").Requires("n0@1");
        for (var i = 0; i < 5000; i++)
        {
            world.Module($"n{i}@1", "1.16", $"n{i + 1}@1");
        }

        world.Module("n5000@1", "1.16");
        Assert.Equal(5001, (await world.BuildListAsync()).Count);
    }
}
