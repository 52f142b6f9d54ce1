using Sutler.Errors;
using Sutler.Go.Environment;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.GoEnvironments;

public sealed class ModuleLocatorTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public ModuleLocatorTests() => _ = Directory.CreateDirectory(_scratch["m/a/b"]);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Finds_the_nearest_go_mod_upwards_that_is_no_directory()
    {
        _ = _scratch.Write("go.mod", "");
        _ = _scratch.Write("m/go.mod", "");
        _ = Directory.CreateDirectory(_scratch["m/a/go.mod"]);
        ModuleLocation found = Find();
        Assert.Equal(
            (_scratch["m"], _scratch["m/go.mod"], _scratch["m/go.sum"], (string?)null),
            (found.ModuleRoot, found.GoModPath, found.SumPath, found.WorkFile));
    }

    [Fact]
    public void Finds_a_workspace_before_a_module()
    {
        _ = _scratch.Write("go.work", "");
        _ = _scratch.Write("m/go.mod", "");
        ModuleLocation found = Find();
        Assert.Equal((_scratch["go.work"], _scratch["go.work.sum"], (string?)null), (found.WorkFile, found.SumPath, found.ModuleRoot));
    }

    [Theory]
    [InlineData("off", "off", null)]
    [InlineData("auto", "auto", "go.work")]
    [InlineData("named, and missing", "ROOT/other.work", "other.work")]
    public void Heeds_gowork(string name, string goWork, string? expected)
    {
        _ = name;
        _ = _scratch.Write("go.work", "");
        ModuleLocation found = Find(settings: [("GOWORK", goWork.Replace("ROOT", _scratch.Root, StringComparison.Ordinal))]);
        Assert.Equal(expected is null ? null : _scratch[expected], found.WorkFile);
    }

    [Fact]
    public void Does_not_look_for_a_workspace_above_goroot()
    {
        _ = _scratch.Write("go.work", "");
        Assert.Null(Find(settings: [("GOROOT", _scratch["m"])]).WorkFile);
    }

    [Theory]
    [InlineData("relative GOWORK", "GOWORK=rel", "", "invalid GOWORK: not an absolute path")]
    [InlineData("modules off", "GO111MODULE=off", "", "modules disabled by GO111MODULE=off; see 'go help modules'")]
    [InlineData("unknown mode", "GO111MODULE=bad", "", "unknown environment setting GO111MODULE=bad")]
    [InlineData("other go.mod without a module", "", "alt.mod", "cannot find main module, but -modfile was set.\n\t-modfile cannot be used to set the module root directory.")]
    public void Refuses_outside_a_module(string name, string setting, string modFile, string text)
    {
        _ = name;
        (string, string)[] settings = setting.Length == 0 ? [] : [(setting.Split('=')[0], setting.Split('=')[1])];
        Assert.Equal(text, Assert.Throws<FatalException>(() => Find(modFile, settings: settings)).Message);
    }

    [Theory]
    [InlineData("on")]
    [InlineData("auto")]
    public void Looks_in_module_mode(string mode)
    {
        _ = _scratch.Write("m/go.mod", "");
        Assert.NotNull(Find(settings: [("GO111MODULE", mode)]).ModuleRoot);
    }

    [Fact]
    public void Puts_another_go_mod_and_go_sum_in_their_place()
    {
        _ = _scratch.Write("m/go.mod", "");
        ModuleLocation found = Find("../x.y.mod");
        Assert.Equal(
            (_scratch["m"], _scratch["m/a/x.y.mod"], "../x.y.mod", _scratch["m/a/x.y.sum"]),
            (found.ModuleRoot, found.GoModPath, found.GoModName, found.SumPath));
    }

    [Fact]
    public void Refuses_another_go_mod_in_a_workspace_or_without_its_ending()
    {
        _ = _scratch.Write("m/go.mod", "");
        Assert.Equal("-modfile=x: file does not have .mod extension", Assert.Throws<FatalException>(() => Find("x")).Message);
        _ = _scratch.Write("go.work", "");
        Assert.Equal("-modfile cannot be used in workspace mode", Assert.Throws<FatalException>(() => Find("x.mod")).Message);
    }

    [Fact]
    public void Ignores_a_go_mod_in_the_temporary_directory_without_looking_further()
    {
        _ = _scratch.Write("go.mod", "");
        _ = _scratch.Write("m/go.mod", "");
        ModuleLocation found = Find(settings: [("TMPDIR", _scratch["m"] + "/")]);
        Assert.Null(found.ModuleRoot);
        Assert.Equal([$"warning: ignoring go.mod in system temp root {_scratch["m"]}/"], found.Warnings);
    }

    [Fact]
    public void Warns_of_a_go_mod_in_gopath_and_works_on()
    {
        _ = _scratch.Write("m/go.mod", "");
        ModuleLocation found = Find(settings: [("GOPATH", _scratch["m"])]);
        Assert.Equal([$"warning: ignoring go.mod in $GOPATH {_scratch["m"]}"], found.Warnings);
        Assert.Equal(_scratch["m"], found.ModuleRoot);
    }

    [Fact]
    public void Fails_where_a_module_is_required_and_a_go_mod_lies_in_gopath()
    {
        _ = _scratch.Write("m/go.mod", "");
        FatalException error = Assert.Throws<FatalException>(() => Find(required: true, settings: [("GOPATH", _scratch["m"])]));
        Assert.Equal(
            $"warning: ignoring go.mod in $GOPATH {_scratch["m"]}\ngo: go.mod file not found in current directory or any parent directory; see 'go help modules'",
            error.Message);
    }

    [Fact]
    public void Fails_where_a_module_is_required_and_none_is_there() => Assert.Equal(
        "go.mod file not found in current directory or any parent directory; see 'go help modules'",
        Assert.Throws<FatalException>(() => Find(required: true)).Message);

    [Fact]
    public void Sees_files_as_the_overlay_shows_them()
    {
        _ = _scratch.Write("m/go.mod", "");
        string real = _scratch.Write("elsewhere.mod", "");
        Overlay overlay = Overlay.Parse(
            System.Text.Encoding.UTF8.GetBytes($$"""{"Replace": {"{{_scratch["m/go.mod"]}}": "", "{{_scratch["m/a/go.mod"]}}": "{{real}}" } }"""),
            _scratch.Root);
        Assert.Equal(_scratch["m/a"], Find(overlay: overlay).ModuleRoot);
    }

    private ModuleLocation Find(string modFile = "", bool required = false, Overlay? overlay = null, params (string Name, string Value)[] settings)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["HOME"] = _scratch["home"],
            ["USERPROFILE"] = _scratch["home"],
            ["TMPDIR"] = _scratch["tmp"],
        };
        foreach ((string name, string value) in settings)
        {
            variables[name] = value;
        }

        return ModuleLocator.Find(GoEnvironmentReader.Read(variables, _scratch["m/a/b"]), overlay ?? Overlay.None, modFile, required);
    }
}
