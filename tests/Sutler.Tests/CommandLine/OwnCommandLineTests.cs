using Xunit;

namespace Sutler.Tests.CommandLine;

public sealed class OwnCommandLineTests
{
    [Theory]
    [InlineData("unknown flag", "config show --verbose", "sutler config show: unrecognized command or argument '--verbose'\nRun 'sutler help config show' for usage.\n")]
    [InlineData("argument where none is taken", "config show x", "sutler config show: unrecognized command or argument 'x'\nRun 'sutler help config show' for usage.\n")]
    [InlineData("response files are arguments like any other", "config show @file", "sutler config show: unrecognized command or argument '@file'\nRun 'sutler help config show' for usage.\n")]
    [InlineData("mistyped command of a group", "config shwo", "sutler config: unknown command shwo\n\nhint: did you mean 'sutler config show'?\n")]
    [InlineData("unknown flag of a group", "config -x", "sutler config: unknown flag -x\nRun 'sutler help config' for usage.\n")]
    public async Task Explains_a_mistake(string name, string line, string error)
    {
        var run = await CommandRun.OfAsync(line);
        Assert.Equal((name, error, "", 2), (name, run.Error, run.Output, run.ExitCode));
    }

    [Theory]
    [InlineData("config show -h", "help config show")]
    [InlineData("config show --json -help", "help config show")]
    [InlineData("config show --nonsense --help", "help config show")]
    [InlineData("config help show", "help config show")]
    [InlineData("config -h", "help config")]
    public async Task Shows_the_same_help_in_other_words(string line, string same)
    {
        var run = await CommandRun.OfAsync(line);
        Assert.Equal(((await CommandRun.OfAsync(same)).Output, "", 0), (run.Output, run.Error, run.ExitCode));
    }

    [Fact]
    public async Task Takes_flags_with_one_dash_or_two()
    {
        var two = await CommandRun.OfAsync("config show --json");
        var one = await CommandRun.OfAsync("config show -json");
        var none = await CommandRun.OfAsync("config show");
        Assert.Equal((two.Output, "", 0), (one.Output, one.Error, one.ExitCode));
        Assert.NotEqual(none.Output, one.Output);
    }
}
