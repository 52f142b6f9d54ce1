using Sutler.Errors;
using Xunit;

namespace Sutler.Tests.CommandLine;

public sealed class ApplicationTests
{
    [Theory]
    [InlineData("unknown word", "frobnicate", "sutler: unknown command frobnicate\nRun 'sutler help' for usage.\n")]
    [InlineData("mistyped word", "mod downlaod x", "sutler mod: unknown command downlaod\n\nhint: did you mean 'sutler mod download'?\n")]
    [InlineData("mod left out", "download", "sutler: unknown command download\n\nhint: did you mean 'sutler mod download'?\n")]
    [InlineData("unknown flag", "-x mod verify", "sutler: unknown flag -x\nRun 'sutler help' for usage.\n")]
    [InlineData("unknown flag of mod", "mod -x verify", "sutler mod: unknown flag -x\nRun 'sutler help mod' for usage.\n")]
    [InlineData("-C without command", "-C", "sutler: unknown flag -C\nRun 'sutler help' for usage.\n")]
    [InlineData("-C twice", "-C /d mod -C m verify", "sutler mod: unknown flag -C\nRun 'sutler help mod' for usage.\n")]
    [InlineData(
        "a command of go",
        "mod tidy",
        "sutler mod: unknown command tidy\n\nhint: sutler fills and verifies the module cache; for the rest use 'go mod tidy', which works on the same cache\n")]
    [InlineData("version with an argument", "version x", "sutler: version takes no arguments\nRun 'sutler help version' for usage.\n")]
    [InlineData("unknown topic", "help mod tidy", "sutler help mod tidy: unknown help topic\nRun 'sutler help' for usage.\n")]
    public async Task Explains_a_mistake(string name, string line, string error)
    {
        var run = await CommandRun.OfAsync(line);
        Assert.Equal((name, error, "", 2), (name, run.Error, run.Output, run.ExitCode));
    }

    [Theory]
    [InlineData("no arguments", "", "")]
    [InlineData("group alone", "mod", "mod")]
    public async Task Shows_help_on_stderr_when_nothing_was_asked(string name, string line, string topic)
    {
        var run = await CommandRun.OfAsync(line);
        var help = await CommandRun.OfAsync($"help {topic}");
        Assert.Equal((name, help.Output, "", 2), (name, run.Error, run.Output, run.ExitCode));
    }

    [Theory]
    [InlineData("-h", "help")]
    [InlineData("--help", "help")]
    [InlineData("-help", "help")]
    [InlineData("mod --help", "help mod")]
    [InlineData("mod help download", "help mod download")]
    [InlineData("version -h", "help version")]
    public async Task Shows_the_same_help_in_other_words(string line, string same)
    {
        var run = await CommandRun.OfAsync(line);
        Assert.Equal(((await CommandRun.OfAsync(same)).Output, "", 0), (run.Output, run.Error, run.ExitCode));
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    [InlineData("-version")]
    public async Task Says_which_version_it_is_and_which_go_it_speaks_as(string line)
    {
        var run = await CommandRun.OfAsync(line);
        Assert.Matches(@"\Asutler \d+\.\d+\.\d+.*\ncommit: .+\nspeaks as: go1\.23\.1 \(behaviour of go 1\.24\.4\)\nruntime: \.NET 10.*\n\z", run.Output);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
    }

    public static TheoryData<string, Exception, string, int> Failures => new()
    {
        { "ordinary", new SutlerException("m@v1: not found"), "go: m@v1: not found\n", 1 },
        { "with a hint", new SutlerException("no") { Hint = "try again" }, "go: no\n\nhint: try again\n", 1 },
        { "several lines", new SutlerException("a\n\tb"), "go: a\n\tb\n", 1 },
        { "joined", new AggregateException(new SutlerException("a"), new VerificationException("b")), "go: a\ngo: b\n", 1 },
        { "fatal, bare", new FatalException("verifying m@v1: checksum mismatch"), "verifying m@v1: checksum mismatch\n", 1 },
        { "fatal, prefixed, own code", new FatalException("GOPATH") { Prefixed = true, ExitCode = 2 }, "go: GOPATH\n", 2 },
        { "joined with a fatal one", new AggregateException(new SutlerException("a"), new FatalException("b") { ExitCode = 2 }), "go: a\nb\n", 2 },
        { "the world", new IOException("No space left on device"), "sutler: No space left on device\n", 1 },
        {
            "our mistake",
            new InvalidOperationException("two\nlines"),
            "sutler: internal error: InvalidOperationException: two lines; please report this with the command line (SUTLER_DEBUG=1 shows where it happened)\n",
            1
        },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Prints_a_failure_once_at_the_edge(string name, Exception failure, string error, int exitCode)
    {
        var run = await CommandRun.OfAsync("mod download", failure: failure);
        Assert.Equal((name, error, exitCode), (name, run.Error, run.ExitCode));
    }

    [Fact]
    public async Task Adds_the_stack_trace_when_debugging()
    {
        using var error = new StringWriter();
        ErrorReport.Write(new SutlerException("no"), error, debug: true);
        Assert.Contains("Sutler.Errors.SutlerException: no", error.ToString(), StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Ends_with_130_when_interrupted()
    {
        var run = await CommandRun.OfAsync(["mod", "verify"], "", new OperationCanceledException(), new CancellationToken(canceled: true));
        Assert.Equal(130, run.ExitCode);
        Assert.StartsWith("sutler: interrupted", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_a_cancellation_nobody_asked_for_as_our_mistake()
    {
        var run = await CommandRun.OfAsync("mod verify", failure: new OperationCanceledException("timer"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("internal error", run.Error, StringComparison.Ordinal);
    }
}
