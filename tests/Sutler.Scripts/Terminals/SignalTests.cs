using System.Diagnostics;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Terminals;

/// <summary>Signals to a real process. docs/reference/exit-codes.md.</summary>
public sealed class SignalTests(ScriptWorld world)
{
    private const string Interrupted = "sutler: interrupted; what is whole stays in the cache, and the next run goes on from there\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task The_first_stops_in_order(string signal, int exitCode)
    {
        await using var download = await StartAsync();
        var gate = download.HoldInTheMiddle();
        // Under nohup, or in the background of a script, these tests run with signals ignored.
        using var process = Run(download, "env", "--default-signal", world.Settings.SutlerPath, "mod", "download");
        await gate.WaitForArrivalsAsync(1, Token);

        await SendAsync(process, signal);

        await process.WaitForExitAsync(Token);
        Assert.Equal((exitCode, Interrupted), (process.ExitCode, await process.StandardError.ReadToEndAsync(Token)));
        gate.Open();
    }

    // What holds the clean stop up is its last line: standard error is a pipe that is full and that nobody reads.
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task The_second_ends_at_once_what_the_first_is_still_stopping(string signal, int exitCode)
    {
        await using var download = await StartAsync();
        var gate = download.HoldInTheMiddle();
        var pipe = download.Files["pipe"];
        Assert.Equal(0, (await ExternalProgram.RunAsync("mkfifo", [pipe], Token)).ExitCode);
        await using var reader = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        const string script = "dd if=/dev/zero of=\"$1\" oflag=nonblock bs=4096 2>/dev/null; exec env --default-signal \"$0\" mod download 2>\"$1\"";
        using var process = Run(download, "sh", "-c", script, world.Settings.SutlerPath, pipe);
        try
        {
            await gate.WaitForArrivalsAsync(1, Token);
            await UntilAsync(() => File.Exists(download.Partial), "the transfer has begun");
            await SendAsync(process, signal);
            // Two signals at a time would be one.
            await UntilAsync(() => !File.Exists(download.Partial), "the first signal has stopped the transfer");
            Assert.False(process.HasExited);

            await SendAsync(process, signal);

            await process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
            Assert.Equal(exitCode, process.ExitCode);
            var seen = new byte[1 << 20];
            Assert.False(seen.AsSpan(0, await reader.ReadAsync(seen, Token)).ContainsAnyExcept((byte)0), "the clean stop was not held up");
        }
        finally
        {
            process.Kill();
            gate.Open();
        }
    }

    [Fact]
    public async Task The_end_of_the_terminal_is_nothing_to_a_process_started_to_ignore_it()
    {
        await using var download = await StartAsync();
        var gate = download.HoldInTheMiddle();
        using var process = Run(download, "sh", "-c", "trap '' HUP; exec \"$0\" mod download -modcacherw", world.Settings.SutlerPath);
        await gate.WaitForArrivalsAsync(1, Token);

        await SendAsync(process, "HUP");
        gate.Open();

        await process.WaitForExitAsync(Token);
        Assert.Equal((0, ""), (process.ExitCode, await process.StandardError.ReadToEndAsync(Token)));
    }

    private async Task<SlowDownload> StartAsync()
    {
        Assert.SkipWhen(world.Settings.ToolIsGo, "the go command does not handle signals");
        return await SlowDownload.StartAsync();
    }

    private static async Task SendAsync(Process process, string signal) =>
        Assert.Equal(0, (await ExternalProgram.RunAsync("sh", ["-c", $"kill -{signal} {process.Id}"], Token)).ExitCode);

    private static async Task UntilAsync(Func<bool> reached, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!reached())
        {
            Assert.False(limit.IsCancellationRequested, "not seen: " + what);
            await Task.Yield();
        }
    }

    private static Process Run(SlowDownload download, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = download.Project, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var (name, value) in download.Variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
