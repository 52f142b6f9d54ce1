using Sutler.Progress;
using Xunit;

namespace Sutler.Tests.CommandLine;

/// <summary>Every expectation is what go 1.24.4 prints and does. Spec: CMD-1, CMD-2, CMD-3.</summary>
public sealed class GoFlagScannerTests
{
    private const string DownloadUsage =
        "usage: go mod download [-x] [-json] [-reuse=old.json] [modules]\nRun 'go help mod download' for details.\n";

    private const string VerifyUsage = "usage: go mod verify\nRun 'go help mod verify' for details.\n";

    [Theory]
    [InlineData("unknown flag", "mod download -badflag", "flag provided but not defined: -badflag\n")]
    [InlineData("unknown flag with value and two dashes", "mod download --badflag=3", "flag provided but not defined: -badflag\n")]
    [InlineData("three dashes", "mod download ---x", "bad flag syntax: ---x\n")]
    [InlineData("no name", "mod download -=x", "bad flag syntax: -=x\n")]
    [InlineData("no name, two dashes", "mod download --=x", "bad flag syntax: --=x\n")]
    [InlineData("bad boolean", "mod download -json=maybe", "invalid boolean value \"maybe\" for -json: parse error\n")]
    [InlineData("empty boolean", "mod download --json=", "invalid boolean value \"\" for -json: parse error\n")]
    [InlineData("boolean in the wrong case", "mod download -x=tRUE", "invalid boolean value \"tRUE\" for -x: parse error\n")]
    [InlineData("value missing", "mod download -reuse", "flag needs an argument: -reuse\n")]
    [InlineData("-C without value", "mod download -C", "flag needs an argument: -C\n")]
    [InlineData("-C not first", "mod download -modcacherw -C /tmp", "invalid value \"/tmp\" for flag -C: -C flag must be first flag on command line\n")]
    [InlineData("-C twice", "mod download -C=/tmp -C=x", "invalid value \"x\" for flag -C: -C flag must be first flag on command line\n")]
    [InlineData("no -mod flag", "mod download -mod=mod", "flag provided but not defined: -mod\n")]
    [InlineData("help", "mod download -h", "")]
    [InlineData("long help after a flag", "mod download -x --help", "")]
    [InlineData("help with a value", "mod download -h=3", "")]
    [InlineData("unknown progress", "mod download -progress=loud", "invalid value \"loud\" for flag -progress: must be auto, bar, plain, json or off\n")]
    public async Task Reports_a_mistake_with_the_usage_lines_and_exit_code_2(string name, string line, string message)
    {
        var run = await CommandRun.OfAsync(line);
        Assert.Equal((name, message + DownloadUsage, "", 2), (name, run.Error, run.Output, run.ExitCode));
    }

    [Theory]
    [InlineData("verify has no -x", "mod verify -x", "flag provided but not defined: -x\n")]
    [InlineData("verify has no -json", "mod verify -json", "flag provided but not defined: -json\n", "\nhint: -json is a flag of 'sutler mod verify -deep'\n")]
    [InlineData("verify has no -q", "mod verify -q", "flag provided but not defined: -q\n", "\nhint: -q is a flag of 'sutler mod verify -deep'\n")]
    [InlineData("verify help", "mod verify -help", "")]
    [InlineData("verify -C not first", "mod verify -modcacherw -C /tmp", "invalid value \"/tmp\" for flag -C: -C flag must be first flag on command line\n")]
    public async Task Reports_a_mistake_of_verify(string name, string line, string message, string hint = "")
    {
        var run = await CommandRun.OfAsync(line);
        Assert.Equal((name, message + VerifyUsage + hint, "", 2), (name, run.Error, run.Output, run.ExitCode));
    }

    [Theory]
    [InlineData("word", "mod verify a")]
    [InlineData("lone dash", "mod verify -")]
    [InlineData("flag after the end of flags", "mod verify -- -json")]
    [InlineData("empty word", "mod verify ''")]
    public async Task Refuses_an_argument_of_verify(string name, string line)
    {
        var run = await CommandRun.OfAsync(line);
        Assert.Equal((name, "go: verify takes no arguments\n", 1), (name, run.Error, run.ExitCode));
    }

    [Theory]
    [InlineData("no flags", "mod download a@v1.0.0 b", "a@v1.0.0 b")]
    [InlineData("stops at the first argument", "mod download -x a -json", "a -json")]
    [InlineData("stops after two dashes", "mod download -- -json", "-json")]
    [InlineData("a lone dash is an argument", "mod download - -x", "- -x")]
    [InlineData("an empty argument ends flags", "mod download '' -x", " -x")]
    [InlineData("a switch takes no next argument", "mod download -json false", "false")]
    public async Task Leaves_the_arguments(string name, string line, string arguments)
    {
        var run = await CommandRun.OfAsync(line);
        Assert.Equal((name, arguments), (name, string.Join(' ', run.Download!.Arguments)));
    }

    [Fact]
    public async Task Reads_every_flag()
    {
        var run = await CommandRun.OfAsync("mod download -x -json=1 --modcacherw=T -q -reuse old.json --modfile=a=b.mod -overlay o -progress plain m");
        var options = run.Download!;
        Assert.True(options is { Trace: true, Json: true, ModCacheRw: true, Quiet: true, Progress: ProgressMode.Plain });
        Assert.Equal(("old.json", "a=b.mod", "o", "m"), (options.Reuse, options.ModFile, options.Overlay, options.Arguments.Single()));
    }

    [Theory]
    [InlineData("-json -json=false", false)]
    [InlineData("-json=0 -json=TRUE", true)]
    [InlineData("-json=F", false)]
    [InlineData("-json=True", true)]
    public async Task Lets_the_last_value_win(string flags, bool json) =>
        Assert.Equal(json, (await CommandRun.OfAsync($"mod download {flags}")).Download!.Json);

    [Fact]
    public async Task Takes_a_value_that_looks_like_a_flag() =>
        Assert.Equal("-json", (await CommandRun.OfAsync("mod download -reuse -json")).Download!.Reuse);

    [Theory]
    [InlineData("first of all", "-C /d mod verify")]
    [InlineData("after mod", "mod -C /d verify")]
    [InlineData("after the command", "mod verify -C /d")]
    [InlineData("with an equals sign", "mod verify -C=/d")]
    [InlineData("with two dashes", "mod verify --C=/d -modcacherw")]
    [InlineData("two dashes, two words", "--C /d mod verify")]
    public async Task Changes_the_directory_first(string name, string line)
    {
        var run = await CommandRun.OfAsync(line);
        Assert.Equal((name, 0, "/d", "/d"), (name, run.ExitCode, run.WorkingDirectory, run.Verify!.ChangeDirectory));
    }

    [Fact]
    public async Task Says_that_a_directory_is_missing_before_anything_else()
    {
        var run = await CommandRun.OfAsync("mod download -C /nonexist -badflag", goFlags: "-zz");
        Assert.Equal(("go: chdir /nonexist: no such file or directory\n", 1), (run.Error, run.ExitCode));
    }
}
