using System.Globalization;
using Xunit;

namespace Sutler.Scripts.Terminals;

/// <summary>The live display on a real terminal whose size changes under it: nothing of it is left behind, on the screen or above it. Decision 17.</summary>
public sealed class ResizedTerminalTests(ScriptWorld world)
{
    [Theory]
    [InlineData("smaller", 3, "40x10")]
    [InlineData("smaller, on a full screen", 60, "40x10")]
    [InlineData("narrower", 3, "40x30")]
    [InlineData("narrower, on a full screen", 60, "30x30")]
    [InlineData("lower", 3, "100x8")]
    [InlineData("lower, on a full screen", 60, "100x8")]
    [InlineData("too small for it", 5, "12x3")]
    [InlineData("larger", 3, "160x50")]
    [InlineData("larger, on a full screen", 60, "160x50")]
    [InlineData("wider", 60, "160x30")]
    [InlineData("higher", 60, "100x50")]
    [InlineData("there and back", 3, "40x10 100x30")]
    [InlineData("there and back, on a full screen", 60, "40x10 100x30")]
    [InlineData("larger and back, on a full screen", 60, "160x50 100x30 40x8")]
    public async Task Leaves_nothing_on_a_terminal_that_becomes(string name, int printed, string sizes)
    {
        var rows = await PlayAsync(printed, sizes, waits: true);
        Assert.Equal([name, .. Lines(printed)], [name, .. rows[..^2]]);
    }

    [Theory]
    [InlineData(3, "40x10 100x30")]
    [InlineData(60, "40x10 100x30")]
    [InlineData(60, "90x28 80x26 70x24 60x22 50x20 40x18 50x20 60x22 70x24 80x26 90x28 100x30")]
    public async Task Leaves_nothing_while_the_edge_is_dragged(int printed, string sizes)
    {
        var rows = await PlayAsync(printed, sizes, waits: false);
        Assert.Equal(Lines(printed), rows[..^2]);
    }

    // tmux wraps rows again beginning with the last, and has no other rows to move up.
    [Theory]
    [InlineData("40x10")]
    [InlineData("40x30")]
    [InlineData("20x30 100x30")]
    public async Task Leaves_nothing_but_empty_rows_where_nothing_was(string sizes)
    {
        var rows = await PlayAsync(0, sizes, waits: true);
        Assert.All(rows[..^2], row => Assert.Equal("", row));
    }

    private static string[] Lines(int count) => [.. Enumerable.Range(1, count).Select(i => $"line {i}")];

    /// <summary>Runs a download through sizes of the terminal and gives what is seen at its end, of which the last two rows are as they must be.</summary>
    private async Task<string[]> PlayAsync(int printed, string sizes, bool waits)
    {
        Assert.SkipWhen(world.Settings.ToolIsGo, "the go command shows nothing");
        await using var download = await SlowDownload.StartAsync();
        var gate = download.HoldInTheMiddle();
        await using var terminal = await TmuxTerminal.StartAsync(
            download.Files, [world.Settings.SutlerPath, "mod", "download", "-modcacherw"], download.Variables, download.Project, 100, 30, printed);
        await terminal.WaitAsync("the display", rows => IsDrawn(rows, 100));
        foreach (var size in sizes.Split(' '))
        {
            var (columns, height) = (Number(size.Split('x')[0]), Number(size.Split('x')[1]));
            await terminal.ResizeAsync(columns, height);
            if (waits)
            {
                await terminal.WaitAsync($"the display on {size}", rows => IsDrawn(rows, columns));
            }
        }

        gate.Open();
        var rows = await terminal.WaitAsync("the end", rows => rows[^1].StartsWith("exit ", StringComparison.Ordinal));
        Assert.StartsWith("1 downloaded ", rows[^2], StringComparison.Ordinal);
        Assert.Equal("exit 0", rows[^1]);
        return rows;
    }

    private static bool IsDrawn(string[] rows, int columns) =>
        rows.Count(IsOverall) == 1 && rows.All(row => row.Length < columns)
        && IsOverall(rows[^2]) && rows[^1].StartsWith("  ", StringComparison.Ordinal);

    // A narrow terminal has no room for the bar.
    private static bool IsOverall(string row) => row.StartsWith('[') || row.StartsWith("0/1 ", StringComparison.Ordinal);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
