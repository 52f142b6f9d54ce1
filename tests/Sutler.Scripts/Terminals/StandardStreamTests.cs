using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Terminals;

/// <summary>Standard streams that are closed, full or abandoned: the run does what it was asked for.</summary>
public sealed class StandardStreamTests(ScriptWorld world)
{
    private const string Download = "mod download -modcacherw -progress json example.com/greet@v1.0.0";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("no standard error", Download + " 2>&-", 0)]
    [InlineData("no standard output", "mod download -modcacherw -json example.com/greet@v1.0.0 >&-", 0)]
    [InlineData("no streams at all", Download + " <&- >&- 2>&-", 0)]
    [InlineData("a full disk behind standard error", Download + " 2>/dev/full", 0)]
    [InlineData("nobody reads standard error", Download + " 2>unread", 0)]
    [InlineData("a failure that nobody is told", "mod download example.com/none@v1.0.0 2>&-", 1)]
    [InlineData("a misuse that nobody is told", "nonsense 2>&-", 2)]
    public async Task A_lost_stream_changes_nothing(string name, string arguments, int exitCode)
    {
        using var files = new ScratchDirectory();
        // A pipe that had a reader when it was opened, but has none when it is written to.
        const string unread = "mkfifo unread; exec 3<>unread; exec 4>unread; exec 3>&-; ";
        var script = arguments.Contains("2>unread", StringComparison.Ordinal)
            ? unread + $"\"$0\" {arguments.Replace("2>unread", "2>&4", StringComparison.Ordinal)}"
            : $"\"$0\" {arguments}";
        Assert.Equal((name, exitCode, "", ""), Named(name, await RunAsync(files, script)));
        Assert.Equal(exitCode == 0, Directory.Exists(files["cache/example.com/greet@v1.0.0"]));
    }

    [Fact]
    public async Task Output_that_cannot_be_written_is_a_failure()
    {
        using var files = new ScratchDirectory();
        Assert.Equal((1, "", "sutler: writing standard output: No space left on device\n"), await RunAsync(files, "\"$0\" version >/dev/full"));
    }

    [Fact]
    public async Task Both_streams_may_lead_to_one_file()
    {
        using var files = new ScratchDirectory();
        Assert.Equal((0, "", ""), await RunAsync(files, "\"$0\" mod download -modcacherw -progress plain -json example.com/greet@v1.0.0 >log 2>&1; \"$0\" version >>log"));
        var lines = File.ReadAllLines(files["log"]);
        Assert.Equal("downloaded example.com/greet@v1.0.0", lines[0]);
        Assert.StartsWith("1 downloaded ", lines[1], StringComparison.Ordinal);
        Assert.Equal("{", lines[2]);
        Assert.Contains("}", lines);
        Assert.Contains(lines, line => line.StartsWith("sutler ", StringComparison.Ordinal));
    }

    private static (string Name, int ExitCode, string Output, string Error) Named(string name, (int ExitCode, string Output, string Error) run) =>
        (name, run.ExitCode, run.Output, run.Error);

    private Task<(int ExitCode, string Output, string Error)> RunAsync(ScratchDirectory files, string script)
    {
        Assert.SkipWhen(world.Settings.ToolIsGo, "the go command is another program");
        files.Write("go.mod", "module m\n\ngo 1.21\n");
        string[] variables =
        [
            $"HOME={files.Root}", $"GOPATH={files["gopath"]}", $"GOMODCACHE={files["cache"]}", $"GOPROXY=file://{world.Settings.FileProxyRoot}",
            "GOSUMDB=off", "GOENV=off", "GOTOOLCHAIN=local", $"PATH={Environment.GetEnvironmentVariable("PATH")}",
        ];
        return ExternalProgram.RunAsync("env", ["-i", .. variables, "sh", "-c", script, world.Settings.SutlerPath], Token, files.Root);
    }
}
