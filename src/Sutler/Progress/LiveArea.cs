using System.Text;

namespace Sutler.Progress;

/// <summary>The lines at the bottom of a terminal that are drawn over and over. For one caller at a time.</summary>
/// <remarks>
/// Each drawing is one write: back to where the area began, clear what is below, lines that stay, lines that will be drawn over. The cursor
/// rests at the end of the last line and is never hidden, so that a process that is killed leaves a usable terminal.
/// Our own rather than a library's live display, which overwrites the area with lines that stay without clearing it first.
/// </remarks>
internal sealed class LiveArea(TextWriter terminal)
{
    private const string ClearBelow = "\u001b[J";

    private int _height;

    /// <summary>Prints <paramref name="staying"/> above the area and draws <paramref name="lines"/> in it.</summary>
    /// <param name="staying">Lines of any length.</param>
    /// <param name="lines">Lines that fit the terminal's width.</param>
    public void Draw(IEnumerable<string> staying, IReadOnlyCollection<string> lines)
    {
        var text = new StringBuilder();
        if (_height > 0)
        {
            text.Append('\r');
            text.Append(_height > 1 ? $"\u001b[{_height - 1}A" : "").Append(ClearBelow);
        }

        foreach (var line in staying)
        {
            text.Append(line).Append('\n');
        }

        terminal.Write(text.AppendJoin('\n', lines).ToString());
        _height = lines.Count;
    }

    /// <summary>Takes the area away, leaving <paramref name="staying"/>.</summary>
    public void Clear(IEnumerable<string> staying) => Draw(staying, []);
}
