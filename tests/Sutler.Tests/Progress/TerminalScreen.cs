using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sutler.Tests.Progress;

/// <summary>What a terminal shows after some output: the few controls a live display uses, anything else is an error.</summary>
internal static partial class TerminalScreen
{
    public static string Render(string output)
    {
        var rows = new List<StringBuilder> { new() };
        var (row, column) = (0, 0);
        for (var at = 0; at < output.Length;)
        {
            if (Control().Match(output, at) is { Success: true } control)
            {
                var count = control.Groups[1].Length == 0 ? 1 : int.Parse(control.Groups[1].Value.TrimStart('?'), CultureInfo.InvariantCulture);
                switch (control.Groups[2].Value)
                {
                    case "A":
                        row = Math.Max(0, row - count);
                        break;
                    case "K":
                        rows[row].Length = Math.Min(column, rows[row].Length);
                        break;
                    case "J":
                        rows[row].Length = Math.Min(column, rows[row].Length);
                        rows.RemoveRange(row + 1, rows.Count - row - 1);
                        break;
                    default:
                        throw new InvalidOperationException($"unknown control {control.Value[1..]}");
                }

                at += control.Length;
                continue;
            }

            switch (output[at++])
            {
                case '\r':
                    column = 0;
                    break;
                case '\n':
                    (row, column) = (row + 1, 0);
                    if (row == rows.Count)
                    {
                        rows.Add(new StringBuilder());
                    }

                    break;
                case '\u001b':
                    // The rest of a control is still on its way.
                    at = output.Length;
                    break;
                case var c:
                    rows[row].Append(' ', Math.Max(0, column - rows[row].Length));
                    rows[row].Remove(column, Math.Min(1, rows[row].Length - column)).Insert(column++, c);
                    break;
            }
        }

        // Rows below the cursor that hold nothing cannot be told from those that were never there.
        var end = rows.FindLastIndex(line => line.Length > 0);
        return string.Join('\n', rows.Take(Math.Max(row, end) + 1).Select(line => line.ToString().TrimEnd()));
    }

    [GeneratedRegex(@"\G\u001b\[(\??\d*)([A-Za-z])")]
    private static partial Regex Control();
}
