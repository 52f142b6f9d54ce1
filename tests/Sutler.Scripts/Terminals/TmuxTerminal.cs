using System.Globalization;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Terminals;

/// <summary>A terminal with one program in it, drawn by tmux; it ends with the test. Its server is its own, and reads no configuration.</summary>
internal sealed class TmuxTerminal : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _tmux;
    private readonly string _socket;

    private TmuxTerminal(string tmux, string socket) => (_tmux, _socket) = (tmux, socket);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a terminal of a size, and in it a shell that says <c>exit N</c> behind the program's output.</summary>
    /// <param name="files">Where the socket goes; its path must be short.</param>
    /// <param name="program">What runs.</param>
    /// <param name="variables">All of its environment.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="columns">Width.</param>
    /// <param name="rows">Height.</param>
    /// <param name="printed">How many lines, <c>line 1</c> and so on, are there already.</param>
    public static async Task<TmuxTerminal> StartAsync(
        ScratchDirectory files, string[] program, IReadOnlyDictionary<string, string> variables, string directory, int columns, int rows, int printed = 0)
    {
        var tmux = Environment.GetEnvironmentVariable("SUTLER_TMUX") is { Length: > 0 } given ? given : ExternalProgram.Find("tmux");
        Assert.SkipWhen(tmux is null, "no tmux here");
        var terminal = new TmuxTerminal(tmux, files["tmux"]);
        // Ctrl-C is for the program only, and the terminal stays when it has ended.
        var script = files.Write("terminal.sh", $"trap : INT\nseq -f 'line %g' {Number(printed)}\n\"$@\"\necho \"exit $?\"\nexec cat\n");
        await terminal.CommandAsync(
            [
                "-f", "/dev/null", "new-session", "-d", "-c", directory, "-x", Number(columns), "-y", Number(rows),
                "env", "-i", "TERM=screen", .. variables.Select(variable => $"{variable.Key}={variable.Value}"), "sh", script, .. program,
            ]);
        return terminal;
    }

    /// <summary>Types a key, such as <c>C-c</c>.</summary>
    public Task TypeAsync(string key) => CommandAsync(["send-keys", key]);

    /// <summary>Gives the terminal another size. tmux wraps lines again at once, and may tell the program a quarter of a second later.</summary>
    public Task ResizeAsync(int columns, int rows) => CommandAsync(["resize-window", "-x", Number(columns), "-y", Number(rows)]);

    /// <summary>
    /// All rows now, those that have left the screen at the top included, without empty ones at the end; a line that was wrapped counts as one.
    /// </summary>
    public async Task<string[]> RowsAsync() =>
        [.. (await CommandAsync(["capture-pane", "-p", "-J", "-S", "-"])).TrimEnd('\n', ' ').Split('\n').Select(row => row.TrimEnd())];

    /// <summary>Waits until the rows are as wished, and gives them; fails with the screen if that takes too long.</summary>
    public async Task<string[]> WaitAsync(string what, Func<string[], bool> wish)
    {
        using var limit = new CancellationTokenSource(Patience);
        var rows = await RowsAsync();
        while (!wish(rows))
        {
            Assert.False(limit.IsCancellationRequested, $"{what}: not seen on\n{string.Join('\n', rows)}");
            rows = await RowsAsync();
        }

        return rows;
    }

    public async ValueTask DisposeAsync() => await ExternalProgram.RunAsync(_tmux, ["-S", _socket, "kill-server"], CancellationToken.None);

    private async Task<string> CommandAsync(string[] arguments)
    {
        var (exitCode, output, error) = await ExternalProgram.RunAsync(_tmux, ["-u", "-S", _socket, .. arguments], Token);
        Assert.True(exitCode == 0, $"tmux {arguments[0]}: {error}");
        return output;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
