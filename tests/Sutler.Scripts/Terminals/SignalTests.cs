using System.Diagnostics;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Terminals;

/// <summary>Signals to a real process. docs/reference/exit-codes.md.</summary>
public sealed class SignalTests(ScriptWorld world)
{
    private const string Interrupted = "sutler: interrupted; what is whole stays in the cache, and the next run goes on from there\n";

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
