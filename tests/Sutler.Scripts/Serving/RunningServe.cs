using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>The published binary as a server on a free port of loopback, ended by SIGTERM.</summary>
public sealed partial class RunningServe : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said;
    private int _ended;

    private RunningServe(Process process, StringBuilder said, string url)
    {
        (_process, _said, Url) = (process, said, url);
        Port = new Uri(url).Port;
    }

    /// <summary>What it says GOPROXY is to be.</summary>
    public string Url { get; }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>All that it wrote so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Starts it and waits until it says where it listens.</summary>
    /// <param name="program">The binary.</param>
    /// <param name="home">Its home directory, where it may keep what it wants.</param>
    /// <param name="arguments">What follows <c>serve</c>.</param>
    public static Task<RunningServe> StartAsync(string program, string home, params string[] arguments) =>
        StartAsync(program, home, new Dictionary<string, string> { ["GOPROXY"] = "off", ["GOSUMDB"] = "off", ["SUTLER_RETRIES"] = "0" }, arguments);

    /// <summary>The same with other variables than those which leave it alone on the machine.</summary>
    public static async Task<RunningServe> StartAsync(string program, string home, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var process = Begin(program, home, environment, arguments);
        var said = new StringBuilder();
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            lock (said)
            {
                said.AppendLine(line);
            }

            if (GoProxy().Match(line ?? "") is { Success: true } match)
            {
                address.TrySetResult(match.Groups[1].Value);
            }
        }

        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAny(address.Task, ended);
        if (!address.Task.IsCompleted)
        {
            lock (said)
            {
                Assert.Fail($"sutler serve ended before it listened:\n{said}");
            }
        }

        return new RunningServe(process, said, await address.Task);
    }

    /// <summary>Starts it and kills it so long after, wherever in its start that is.</summary>
    public static async Task StartAndKillAsync(TimeSpan after, string program, string home, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Begin(program, home, environment, arguments);
        await Task.Delay(after, TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Ends it as the system does when memory runs out: at once, wherever it is.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        if (!_process.HasExited)
        {
            using var ending = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static Process Begin(string program, string home, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        Directory.CreateDirectory(home);
        var variables = new Dictionary<string, string>(environment) { ["HOME"] = home, ["GOENV"] = "off", ["GOFLAGS"] = "" };
        var process = ExternalProgram.Start(program, ["serve", "--listen", "127.0.0.1:0", .. arguments], home, variables);
        process.StandardInput.Close();
        return process;
    }

    [GeneratedRegex("GOPROXY=['\"]?(http[^ ,'\"]+)")]
    private static partial Regex GoProxy();
}
