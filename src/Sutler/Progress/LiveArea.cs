using System.Text;

namespace Sutler.Progress;

/// <summary>The lines at the bottom of a terminal that are drawn over and over. For one caller at a time.</summary>
/// <remarks>
/// Each drawing is one write: back to where the area began, clear what is below, lines that stay, lines that will be drawn over. The cursor
/// rests in the empty row below and is never hidden: the <c>^C</c> that a terminal echoes cannot make a line wrap, and a process that is
/// killed leaves a usable terminal.
/// Our own rather than a library's live display, which overwrites the area with lines that stay without clearing it first.
/// </remarks>
internal sealed class LiveArea(TextWriter terminal)
{
    // Not ED alone: from the first row of the screen tmux takes it for a new page, and keeps the old one in its history.
    private const string ClearBelow = "\u001b[K\n\u001b[J\u001b[A";

    private int[] _drawn = [];

    /// <summary>Prints <paramref name="staying"/> above the area and draws <paramref name="lines"/> in it.</summary>
    /// <param name="staying">Lines of any length.</param>
    /// <param name="lines">Lines that fit the terminal's width, one fewer than its rows at most.</param>
    /// <param name="width">Columns of the terminal now: what was drawn when it was wider has been wrapped since.</param>
    public void Draw(IEnumerable<string> staying, IReadOnlyCollection<string> lines, int width)
    {
        var text = new StringBuilder();
        if (_drawn.Length > 0)
        {
            text.Append($"\r\u001b[{_drawn.Sum(columns => RowsOf(columns, width))}A{ClearBelow}");
        }

        foreach (var line in staying.Concat(lines))
        {
            text.Append(line).Append('\n');
        }

        if (text.Length > 0)
        {
            terminal.Write(text.ToString());
        }

        _drawn = [.. lines.Select(Columns.Of)];
    }

    /// <summary>Takes the area away, leaving <paramref name="staying"/>.</summary>
    public void Clear(IEnumerable<string> staying, int width) => Draw(staying, [], width);

    private static int RowsOf(int columns, int width) => Math.Max(1, (columns + width - 1) / width);
}
