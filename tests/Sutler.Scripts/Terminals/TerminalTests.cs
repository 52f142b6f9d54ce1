using System.Globalization;
using System.Text.RegularExpressions;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Terminals;

/// <summary>The published program in a real terminal: what is seen while it runs, and what it leaves. Decision 17.</summary>
public sealed partial class TerminalTests(ScriptWorld world)
{
    private const int Columns = 100;
    private const int Rows = 30;
    private const string Module = "ex.com/big@v1.0.0";
    private const string Interrupted = "sutler: interrupted; what is whole stays in the cache, and the next run goes on from there";

    [Fact]
    public async Task Shows_a_transfer_and_leaves_only_the_summary()
    {
        await using var download = await StartAsync();
        var gate = download.HoldInTheMiddle();
        await using var terminal = await OpenAsync(download);

        var rows = await terminal.WaitAsync("half of the zip", rows => rows.Any(row => row.Contains(Module, StringComparison.Ordinal) && HalfWay().IsMatch(row)));
        Assert.Equal(Rows, rows.Length);
        Assert.All(rows[..^2], row => Assert.Equal("", row));
        Assert.Contains(" 0/1 modules ", rows[^2], StringComparison.Ordinal);

        gate.Open();
        AssertSummary(await terminal.WaitAsync("the end", HasEnded));
    }

    [Fact]
    public async Task Counts_down_to_the_next_attempt_and_is_gone_after_an_interruption()
    {
        await using var download = await StartAsync();
        download.RefuseOnce(retryAfter: 100);
        await using var terminal = await OpenAsync(download);

        var first = SecondsLeft(await terminal.WaitAsync("a retry", rows => SecondsLeft(rows) is not null))!.Value;
        await terminal.WaitAsync("less time to the retry", rows => SecondsLeft(rows) < first);

        await terminal.TypeAsync("C-c");
        Assert.Equal([Interrupted, "exit 130"], await terminal.WaitAsync("the end", HasEnded));
    }

    [Fact]
    public async Task Goes_on_after_a_retry()
    {
        await using var download = await StartAsync();
        download.RefuseOnce(retryAfter: 1);
        await using var terminal = await OpenAsync(download);

        var rows = await terminal.WaitAsync("the end", HasEnded);
        Assert.Equal(2, rows.Length);
        Assert.Contains(", 1 retried", rows[0], StringComparison.Ordinal);
        Assert.Equal("exit 0", rows[1]);
    }

    [Fact]
    public async Task An_interruption_leaves_a_clean_screen_and_what_was_received()
    {
        await using var download = await StartAsync();
        var gate = download.HoldInTheMiddle();
        await using var terminal = await OpenAsync(download);
        await terminal.WaitAsync("half of the zip", rows => rows.Any(row => HalfWay().IsMatch(row)));

        await terminal.TypeAsync("C-c");
        Assert.Equal([Interrupted, "exit 130"], await terminal.WaitAsync("the end", HasEnded));
        gate.Open();
    }

    [Fact]
    public async Task Ctrl_Z_leaves_a_clean_screen_and_the_display_comes_back()
    {
        await using var download = await StartAsync();
        var gate = download.HoldInTheMiddle();
        var shell = ExternalProgram.Find("bash");
        Assert.SkipWhen(shell is null, "no bash here, whose job control this needs");
        const string script = "set -m; \"$0\" mod download -modcacherw; echo \"stopped $?\"; read -r _; fg >/dev/null";
        await using var terminal = await TmuxTerminal.StartAsync(
            download.Files, [shell, "-c", script, world.Settings.SutlerPath], download.Variables, download.Project, Columns, Rows);
        await terminal.WaitAsync("half of the zip", rows => rows.Any(row => HalfWay().IsMatch(row)));

        await terminal.TypeAsync("C-z");
        var rows = await terminal.WaitAsync("the shell", rows => rows.Any(row => row.EndsWith("stopped 147", StringComparison.Ordinal)));
        Assert.DoesNotContain(rows, row => row.Contains("modules", StringComparison.Ordinal) || row.Contains(Module, StringComparison.Ordinal));

        await terminal.TypeAsync("Enter");
        await terminal.WaitAsync("the display again", rows => rows.Any(row => HalfWay().IsMatch(row)));
        gate.Open();
        rows = await terminal.WaitAsync("the end", HasEnded);
        Assert.Single(rows, row => row.Contains("1 downloaded", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.Contains(" of ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Says_nothing_where_all_was_cached()
    {
        await using var download = await StartAsync();
        download.HoldInTheMiddle().Open();
        await using (var filling = await OpenAsync(download))
        {
            AssertSummary(await filling.WaitAsync("the end", HasEnded));
        }

        File.Delete(download.Files["tmux"]);
        await using var terminal = await OpenAsync(download);
        Assert.Equal(["exit 0"], await terminal.WaitAsync("the end", HasEnded));
    }

    private static void AssertSummary(string[] rows)
    {
        Assert.Equal(2, rows.Length);
        Assert.Matches(@"^1 downloaded \(\d+\.\d kB\), 0 cached, 0 failed in \d+\.\d s; slowest: ex\.com/big@v1\.0\.0 \d+\.\d s$", rows[0]);
        Assert.Equal("exit 0", rows[1]);
    }

    private static bool HasEnded(string[] rows) => rows[^1].StartsWith("exit ", StringComparison.Ordinal);

    private static double? SecondsLeft(string[] rows) =>
        rows.Select(row => Retrying().Match(row)).FirstOrDefault(match => match.Success) is { } found
            ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    private async Task<SlowDownload> StartAsync()
    {
        Assert.SkipWhen(world.Settings.ToolIsGo, "the go command shows nothing");
        return await SlowDownload.StartAsync();
    }

    private Task<TmuxTerminal> OpenAsync(SlowDownload download) =>
        TmuxTerminal.StartAsync(download.Files, [world.Settings.SutlerPath, "mod", "download", "-modcacherw"], download.Variables, download.Project, Columns, Rows);

    [GeneratedRegex(@" (49|50)%")]
    private static partial Regex HalfWay();

    [GeneratedRegex(@"ex\.com/big@v1\.0\.0 +retrying in (\d+\.\d) s: 503 Service Unavailable \(attempt 2\)")]
    private static partial Regex Retrying();
}
