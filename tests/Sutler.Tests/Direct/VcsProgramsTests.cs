using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Direct.Programs;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Direct;

public sealed class VcsProgramsTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Gives_what_a_program_says()
    {
        var output = await Programs().ReadAsync(Shell("""printf '%s|' "$PWD" "$MORE" "$GIT_DIR"; cat""") with { Variables = new Dictionary<string, string> { ["MORE"] = "more" }, Input = "in"u8.ToArray() }, Token);

        Assert.Equal($"{_scratch.Root}|more||in", Encoding.UTF8.GetString(output));
    }

    [Fact]
    public async Task Names_command_directory_status_and_what_was_said_when_a_program_fails()
    {
        var failure = await Assert.ThrowsAsync<VcsProgramException>(() => Programs().ReadAsync(Shell("echo one >&2; echo two >&2; exit 3"), Token));

        Assert.Equal($"sh -c echo one >&2; echo two >&2; exit 3 in {_scratch.Root}: exit status 3:\n\tone\n\ttwo", failure.Message);
        Assert.Equal(3, failure.ExitCode);
    }

    [Theory]
    [InlineData("fatal: https://user:pass@host/x", "fatal: https://user:xxxxx@host/x")]
    [InlineData("fatal: https://user:p@ss@host/x", "fatal: https://user:xxxxx@host/x")]
    [InlineData("fatal: https://token@host/x", "fatal: https://xxxxx@host/x")]
    [InlineData("fatal: ssh://git@host/x", "fatal: ssh://git@host/x")]
    [InlineData("fatal: https://host:8080/x@y", "fatal: https://host:8080/x@y")]
    public async Task Hides_passwords_in_what_was_said(string said, string shown)
    {
        var failure = await Assert.ThrowsAsync<VcsProgramException>(() => Programs().ReadAsync(Shell($"echo '{said}' >&2; exit 1"), Token));

        Assert.Equal(shown + "\n", failure.Said);
        Assert.EndsWith("\n\t" + shown, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass@", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_a_program_is_not_installed()
    {
        var failure = await Assert.ThrowsAsync<VcsProgramException>(() => Programs().ReadAsync(new VcsCommand(["no-such-vcs", "clone", "--", "u", "."], _scratch.Root), Token));

        Assert.Equal($"no-such-vcs clone -- u . in {_scratch.Root}: exec: \"no-such-vcs\": executable file not found in $PATH", failure.Message);
        Assert.Null(failure.ExitCode);
    }

    [Fact]
    public async Task Refuses_an_argument_that_the_system_would_cut()
    {
        var failure = await Assert.ThrowsAsync<VcsProgramException>(() => Programs().ReadAsync(Shell("echo a\0b"), Token));

        Assert.EndsWith("exec: \"sh\": invalid argument", failure.Message, StringComparison.Ordinal);
    }

    // Trap 6: an ssh connection that is shared stays in the background and holds the pipes open.
    [Fact]
    public async Task Does_not_wait_for_children_that_hold_the_pipes()
    {
        var watch = Stopwatch.StartNew();
        var output = await Programs().ReadAsync(Shell("sleep 60 & echo $!"), Token);

        Process.GetProcessById(int.Parse(output, CultureInfo.InvariantCulture)).Kill();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "waited for the child");
    }

    [Fact]
    public async Task Streams_more_than_memory_should_hold_and_loses_nothing()
    {
        var counter = new CountingStream(long.MaxValue);
        await Programs().RunAsync(Shell("head -c 50000000 /dev/zero"), counter, Token);

        Assert.Equal(50_000_000, counter.Count);
    }

    [Fact]
    public async Task Ends_a_program_whose_output_is_refused()
    {
        var failure = await Assert.ThrowsAsync<SutlerException>(() => Programs().RunAsync(Shell("exec yes"), new CountingStream(1_000_000), Token));

        Assert.Equal("enough", failure.Message);
    }

    [Fact]
    public async Task Refuses_more_text_than_a_command_may_say()
    {
        var failure = await Assert.ThrowsAsync<VcsProgramException>(() => Programs().ReadAsync(Shell("exec yes") with { MaxOutput = 1000 }, Token));

        Assert.EndsWith(": more than 1000 bytes of output", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_a_cancelled_program_take_its_lock_files_away()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var script = "trap 'rm x.lock; exit 1' TERM; : > x.lock; echo ready; while :; do sleep 0.01; done";

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Programs().RunAsync(Shell(script), new CallbackStream(stop.Cancel), stop.Token));

        Assert.False(File.Exists(_scratch["x.lock"]));
    }

    [Theory]
    [InlineData("no settings", "", "0/never/ssh -o ControlMaster=no -o BatchMode=yes//en")]
    [InlineData("prompts wanted", "GIT_TERMINAL_PROMPT=1", "1/never/ssh -o ControlMaster=no -o BatchMode=yes//en")]
    [InlineData("a program for ssh", "GIT_SSH=/my/ssh", "0/never///my/ssh/en")]
    [InlineData("a command for ssh", "GIT_SSH_COMMAND=my ssh", "0/never/my ssh//en")]
    public async Task Turns_prompts_off_unless_the_user_decided(string name, string setting, string expected)
    {
        _ = name;
        var variables = setting.Length == 0 ? [] : new Dictionary<string, string> { [setting.Split('=')[0]] = setting.Split('=')[1] };
        var output = await Programs(variables).ReadAsync(Shell("printf %s \"$GIT_TERMINAL_PROMPT/$GCM_INTERACTIVE/$GIT_SSH_COMMAND/$GIT_SSH/$LANGUAGE\""), Token);

        Assert.Equal(expected, Encoding.UTF8.GetString(output));
    }

    [Fact]
    public async Task Traces_commands_as_the_go_command_does()
    {
        List<string> lines = [];
        await Programs(trace: lines.Add).ReadAsync(new VcsCommand(["true", "--format=%(x)", "a b", "it's $1", "https://u:p@h/r"], _scratch.Root), Token);

        var shown = $"""cd {_scratch.Root}; true --format=%(x) 'a b' "it's \$1" https://u:xxxxx@h/r""";
        Assert.Equal(2, lines.Count);
        Assert.Equal(shown, lines[0]);
        Assert.Matches(@"^0\.\d{3}s # ", lines[1]);
        Assert.EndsWith("# " + shown, lines[1], StringComparison.Ordinal);
    }

    private VcsPrograms Programs(Dictionary<string, string>? variables = null, Action<string>? trace = null)
    {
        variables ??= [];
        variables["GIT_DIR"] = "/of/another/repository";
        variables["PATH"] = Environment.GetEnvironmentVariable("PATH")!;
        return new VcsPrograms(variables, _scratch.Root, TimeProvider.System, trace);
    }

    private VcsCommand Shell(string script) => new(["sh", "-c", script], _scratch.Root);

    private sealed class CountingStream(long limit) : MemoryStream
    {
        public long Count { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count += buffer.Length;
            return Count <= limit ? ValueTask.CompletedTask : throw new SutlerException("enough");
        }
    }

    private sealed class CallbackStream(Action onWrite) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            onWrite();
            return ValueTask.CompletedTask;
        }
    }
}
