using Sutler.Progress;
using Xunit;

namespace Sutler.Tests.Progress;

/// <summary>
/// What a live area leaves on a terminal that is another than it was at the last drawing. TerminalTests of Sutler.Scripts do the same with
/// one that wraps lines again.
/// </summary>
public sealed class LiveAreaTests : IDisposable
{
    private static readonly string[] Wide = [new('a', 39), new('b', 39), new('c', 39)];
    private static readonly string[] Narrow = ["a", "b"];

    private readonly StringWriter _output = new();
    private readonly TerminalScreen _screen = new(columns: 40, rows: 10);
    private readonly LiveArea _area;
    private int _seen;

    public LiveAreaTests() => _area = new LiveArea(_output);

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Is_drawn_at_the_bottom_below_what_stays()
    {
        Draw(["one"], Narrow);
        Assert.Equal(["one", "", "", "", "", "", "", "", "a", "b"], _screen.Rows);
        Draw(["two", "three"], ["c"]);
        Assert.Equal(["one", "two", "three", "", "", "", "", "", "", "c"], _screen.Rows);
        Assert.Equal(["one", "two", "three", "four"], End("four"));
    }

    [Fact]
    public void Makes_room_on_a_full_screen()
    {
        string[] lines = [.. Enumerable.Range(1, 12).Select(i => $"{i}")];
        Draw(lines, Narrow);
        Assert.Equal([.. lines, "", "a", "b"], _screen.Rows);
        Draw([], Wide);
        Assert.Equal([.. lines, "", .. Wide], _screen.Rows);
        Assert.Equal([.. lines, "end"], End("end"));
    }

    [Theory]
    [InlineData("narrower", 10, 10)]
    [InlineData("wider", 90, 10)]
    [InlineData("lower", 40, 4)]
    [InlineData("higher", 40, 30)]
    [InlineData("smaller", 10, 4)]
    [InlineData("larger", 90, 30)]
    [InlineData("as small as can be", 1, 1)]
    public void Leaves_nothing_when_the_terminal_becomes(string name, int columns, int rows)
    {
        Draw(["one", "two"], Wide);
        _screen.Resize(columns, rows);
        // Of the new size nobody knows yet.
        Draw([], Wide);
        Draw([], Wide);
        Assert.Equal([name, .. Cut(["one", "two", "end"], columns)], [name, .. WithoutEmpty(End("end"))]);
    }

    [Fact]
    public void Leaves_nothing_when_keys_are_typed()
    {
        Draw([], Narrow);
        _screen.Write("^C");
        Draw([], Narrow);
        _screen.Write("ls\n\n");
        Draw([], Narrow);
        // What is typed into a row that has ended is the user's.
        Assert.Equal(["ls", "a", "b"], WithoutEmpty(_screen.Rows));
        Assert.Equal(["ls", "end"], WithoutEmpty(End("end")));
    }

    [Fact]
    public void Leaves_nothing_of_a_note_in_the_row_of_the_cursor()
    {
        Draw(["one"], Wide);
        Write(() => _area.Rest(["two"], "    stopping"));
        _screen.Write("^C");
        Assert.Equal(["one", "two", "^C  stopping"], _screen.Rows);
        Write(() => _area.Rest([], "    stopping"));
        Assert.Equal(["one", "two", "    stopping"], _screen.Rows);
        Assert.Equal(["one", "two", "end"], End("end"));
    }

    [Fact]
    public void Writes_nothing_when_there_is_nothing()
    {
        Draw([], []);
        Write(() => _area.Clear([]));
        Assert.Equal("", _output.ToString());
    }

    private void Draw(string[] staying, string[] lines) => Write(() => _area.Draw(staying, lines));

    private IReadOnlyList<string> End(string last)
    {
        Write(() => _area.Clear([last]));
        return _screen.Rows;
    }

    private void Write(Action draw)
    {
        draw();
        _screen.Write(_output.ToString()[_seen..]);
        _seen = _output.ToString().Length;
        Assert.True(_screen.Wraps);
    }

    private static string[] WithoutEmpty(IEnumerable<string> rows) => [.. rows.Where(row => row.Length > 0)];

    // What is printed for good may wrap: in one column it stands upright.
    private static IEnumerable<string> Cut(IEnumerable<string> rows, int columns) => columns > 1 ? rows : ["o", "t", "e", "n", "d"];
}
