using System.Text;

namespace Sutler.Progress;

/// <summary>The lines at the bottom of a terminal that are drawn over and over. For one caller at a time.</summary>
/// <remarks>
/// <code>
/// $ sutler mod download
/// _                              the cursor rests here, in an empty row
///                                as many more as the screen has
/// [====    ] 3/9 modules         the area, up to the last row
///   golang.org/x/text@v0.14.0    ...
/// </code>
/// Between two drawings the terminal may have changed its size and wrapped what is on it again, perhaps before it says so: no count of rows
/// can be trusted. So nothing is counted. The cursor rests above the area, where every terminal keeps it, and all that is below is cleared.
/// The area is drawn with wrapping turned off, and from the last row up: tmux, when it wraps rows again, moves as many into its history as
/// there are more of them, from the first row on, even when rows below the cursor are empty.
/// Each drawing is one write, so that a process that is killed leaves a terminal that wraps.
/// Our own rather than a library's live display, all of which count rows.
/// </remarks>
internal sealed class LiveArea(TextWriter terminal)
{
    // Not ED alone: from the first row of the screen tmux takes it for a new page, and keeps the old one in its history.
    private const string ClearBelow = "\r\u001b[K\n\u001b[J\u001b[A";

    // Where the terminal saves whether it wraps, wrapping is to be on again at the end.
    private const string Leave = "\u001b7\u001b[?7l";
    private const string Return = "\u001b8\u001b[?7h";

    // A move, unlike a line feed, ends at the last row.
    private const string LastRow = "\u001b[9999B";
    private const string NextRow = "\r\u001b[B";

    private bool _isDrawn;

    /// <summary>Prints <paramref name="staying"/> above the area and draws <paramref name="lines"/> in it.</summary>
    /// <param name="staying">Lines of any length.</param>
    /// <param name="lines">Lines that fit the terminal's width, one fewer than its rows at most; if it is smaller than thought, they are cut.</param>
    public void Draw(IEnumerable<string> staying, IReadOnlyCollection<string> lines)
    {
        var text = Begin(staying);
        if (lines.Count > 0)
        {
            text.Append('\n', lines.Count).Append(Up(lines.Count));
            text.Append(Leave).Append(LastRow).Append(Up(lines.Count - 1)).AppendJoin(NextRow, lines).Append(Return);
        }

        Write(text);
        _isDrawn = lines.Count > 0;
    }

    /// <summary>Takes the area away, leaving <paramref name="staying"/>, and says something in the row of the cursor instead.</summary>
    /// <param name="staying">Lines of any length.</param>
    /// <param name="note">A line that fits the terminal's width; it is taken away with the next call.</param>
    public void Rest(IEnumerable<string> staying, string note)
    {
        Write(Begin(staying).Append(Leave).Append(note).Append(Return));
        _isDrawn = true;
    }

    /// <summary>Takes everything away, leaving <paramref name="staying"/>.</summary>
    public void Clear(IEnumerable<string> staying) => Draw(staying, []);

    private StringBuilder Begin(IEnumerable<string> staying)
    {
        var text = new StringBuilder(_isDrawn ? ClearBelow : "");
        foreach (var line in staying)
        {
            text.Append(line).Append('\n');
        }

        return text;
    }

    private void Write(StringBuilder text)
    {
        if (text.Length > 0)
        {
            terminal.Write(text.ToString());
        }
    }

    private static string Up(int rows) => rows > 0 ? $"\u001b[{rows}A" : "";
}
