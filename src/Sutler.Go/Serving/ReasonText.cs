using System.Text;
using Sutler.GoModules;

namespace Sutler.Go.Serving;

/// <summary>Makes a text fit to be an answer's body: the go command shows only bodies that are short and can be printed. Pure. Spec: SRV-2, ERR-1.</summary>
public static class ReasonText
{
    /// <summary>The most lines that are shown.</summary>
    public const int MaxLines = 8;

    /// <summary>The most bytes that are shown, as UTF-8; each line after the first counts two more.</summary>
    public const int MaxBytes = 648;

    private const string Cut = " ...";

    /// <summary>The text without blank lines and blanks at their ends, cut to what is shown, a question mark in the place of what cannot be printed.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder();
        var (lines, room) = (0, MaxBytes);
        foreach (var line in text.Split('\n'))
        {
            var printable = Printable(line);
            if (printable.Length == 0)
            {
                continue;
            }

            room -= lines == 0 ? 0 : 2;
            if (lines == MaxLines || room <= Cut.Length)
            {
                break;
            }

            var fitting = Shorten(printable, room);
            clean.Append(lines == 0 ? "" : "\n").Append(fitting);
            room -= Encoding.UTF8.GetByteCount(fitting);
            lines++;
        }

        return clean.ToString();
    }

    private static string Printable(string line)
    {
        var printable = new StringBuilder(line.Length);
        foreach (var rune in line.EnumerateRunes())
        {
            printable.Append(Rune.IsWhiteSpace(rune) ? " " : GoUnicode.IsPrint(rune) ? rune.ToString() : "?");
        }

        return printable.ToString().Trim();
    }

    private static string Shorten(string line, int room)
    {
        if (Encoding.UTF8.GetByteCount(line) <= room)
        {
            return line;
        }

        var kept = new StringBuilder();
        room -= Cut.Length;
        foreach (var rune in line.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            kept.Append(rune.ToString());
        }

        return kept.Append(Cut).ToString();
    }
}
