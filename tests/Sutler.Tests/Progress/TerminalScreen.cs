using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sutler.Tests.Progress;

/// <summary>
/// What a terminal like xterm shows, which does not wrap lines again when its size changes: the few controls a live display uses, anything
/// else is an error.
/// </summary>
internal sealed partial class TerminalScreen(int columns, int rows)
{
    private readonly List<StringBuilder> _rows = [.. Enumerable.Range(0, rows).Select(_ => new StringBuilder())];
    private readonly List<string> _history = [];
    private (int Row, int Column) _cursor;
    private (int Row, int Column) _saved;
    private int _columns = columns;
    private bool _wraps = true;

    /// <summary>All rows, those that have left the screen at the top included, without empty ones at the end.</summary>
    public IReadOnlyList<string> Rows
    {
        get
        {
            List<string> all = [.. _history, .. _rows.Select(row => row.ToString().TrimEnd())];
            return all[..(all.FindLastIndex(row => row.Length > 0) + 1)];
        }
    }

    /// <summary>Whether a line that is too long goes on in the next row.</summary>
    public bool Wraps => _wraps;

    /// <summary>Draws.</summary>
    public TerminalScreen Write(string output)
    {
        for (var at = 0; at < output.Length;)
        {
            if (Control().Match(output, at) is { Success: true } control)
            {
                Obey(control.Groups[1].Value, control.Groups[3].Success ? control.Groups[3].Value : "[" + control.Groups[2].Value);
                at += control.Length;
                continue;
            }

            Put(output[at++]);
        }

        return this;
    }

    /// <summary>Cuts off what has no room: to the right, then below the cursor; what is above it has left the screen.</summary>
    public void Resize(int newColumns, int newRows)
    {
        foreach (var row in _rows)
        {
            row.Length = Math.Min(row.Length, newColumns);
        }

        while (_rows.Count > newRows && _cursor.Row < _rows.Count - 1)
        {
            _rows.RemoveAt(_rows.Count - 1);
        }

        while (_rows.Count > newRows)
        {
            Scroll();
            _rows.RemoveAt(_rows.Count - 1);
            _cursor.Row--;
        }

        _rows.AddRange(Enumerable.Range(0, newRows - _rows.Count).Select(_ => new StringBuilder()));
        _columns = newColumns;
    }

    private void Obey(string argument, string name)
    {
        var count = int.TryParse(argument, CultureInfo.InvariantCulture, out var number) ? number : 1;
        switch (argument, name)
        {
            case (_, "7"):
                _saved = _cursor;
                break;
            case (_, "8"):
                _cursor = _saved;
                break;
            case (_, "[A"):
                _cursor.Row = Math.Max(0, _cursor.Row - count);
                break;
            case (_, "[B"):
                _cursor.Row = Math.Min(_rows.Count - 1, _cursor.Row + count);
                break;
            case ("", "[K"):
                ClearRow();
                break;
            case ("", "[J"):
                ClearRow();
                _rows.Skip(_cursor.Row + 1).ToList().ForEach(row => row.Clear());
                break;
            case ("?7", "[l" or "[h"):
                _wraps = name == "[h";
                break;
            default:
                throw new InvalidOperationException($"unknown control {argument} {name}");
        }
    }

    private void Put(char character)
    {
        switch (character)
        {
            case '\r':
                _cursor.Column = 0;
                return;
            case '\n':
                Feed();
                return;
            case < ' ':
                throw new InvalidOperationException($"unknown control {(int)character}");
        }

        if (_cursor.Column == _columns)
        {
            if (_wraps)
            {
                Feed();
            }
            else
            {
                _cursor.Column--;
            }
        }

        var row = _rows[_cursor.Row];
        row.Append(' ', Math.Max(0, _cursor.Column + 1 - row.Length));
        row[_cursor.Column++] = character;
    }

    // As behind a real one, where the system makes a line feed of each end of a line.
    private void Feed()
    {
        _cursor.Column = 0;
        if (_cursor.Row < _rows.Count - 1)
        {
            _cursor.Row++;
            return;
        }

        Scroll();
    }

    private void Scroll()
    {
        _history.Add(_rows[0].ToString().TrimEnd());
        _rows.RemoveAt(0);
        _rows.Add(new StringBuilder());
    }

    private void ClearRow() => _rows[_cursor.Row].Length = Math.Min(_cursor.Column, _rows[_cursor.Row].Length);

    [GeneratedRegex(@"\G\u001b(?:\[(\??\d*)([A-Za-z])|([78]))")]
    private static partial Regex Control();
}
