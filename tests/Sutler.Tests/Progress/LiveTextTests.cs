using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Progress;
using Sutler.Terminals;
using Xunit;

namespace Sutler.Tests.Progress;

public sealed class LiveTextTests
{
    private static readonly ProgressPace Pace = new(8_100_000, TimeSpan.FromSeconds(3.2));

    private static readonly ProgressSnapshot Middle = new()
    {
        Planned = 172,
        Downloaded = 40,
        Cached = 5,
        Retries = 3,
        Bytes = 12_345_678,
        ActiveCount = 9,
        Requests = [new RetriedRequest("https://u:xxxxx@proxy.test/rsc.io/quote/@v/v1.5.2.info", new PendingRetry(3, TimeSpan.Zero, "unexpected EOF"))],
        Active =
        [
            new ActiveTransfer(new ModuleId("golang.org/x/text", "v0.14.0"), ModuleFileKind.Zip, 3_100_000, 8_400_000),
            new ActiveTransfer(new ModuleId("golang.org/x/net", "v0.1.0"), ModuleFileKind.Zip, 3_100_000, 4_000_000) { ResumedAt = 2_000_000 },
            new ActiveTransfer(new ModuleId("a.b/c", "v1.0.0"), ModuleFileKind.Zip, 5, null),
            new ActiveTransfer(new ModuleId("x.y/z", "v1.0.0"), ModuleFileKind.Zip, 0, null)
            {
                State = TransferState.Waiting,
                Retry = new PendingRetry(2, TimeSpan.FromSeconds(2.1), "503 Service Unavailable"),
            },
            new ActiveTransfer(new ModuleId("example.com/evil\u001b[2J", "v1.0.0\u202e"), ModuleFileKind.Zip, 999, 999) { State = TransferState.Received },
            new ActiveTransfer(new ModuleId("rsc.io/quote", "v1.5.2"), ModuleFileKind.GoMod, 0, null) { State = TransferState.Waiting },
        ],
    };

    [Fact]
    public void Shows_the_whole_and_what_is_under_way() => Assert.Equal(
        """
        [======                  ] 45/172 modules  12.3 MB  8.1 MB/s  4 s left  3 retried
          ...roxy.test/rsc.io/quote/@v/v1.5.2.info  trying again: unexpected EOF (attempt 3)
          golang.org/x/text@v0.14.0                 [===       ]  36%  3.1 MB of 8.4 MB
          golang.org/x/net@v0.1.0                   [=======   ]  77%  3.1 MB of 4.0 MB, resumed at 2.0 MB
          a.b/c@v1.0.0                              5 B
          x.y/z@v1.0.0                              retrying in 2.1 s: 503 Service Unavailable (attempt 2)
          example.com/evil?[2J@v1.0.0?              999 B received
          rsc.io/quote@v1.5.2 (.mod)                waiting
          and 3 more
        """,
        string.Join('\n', LiveText.Lines(Middle, Pace, 100, 29)));

    [Theory]
    [InlineData(100, 40, 9)]
    [InlineData(100, 20, 6)]
    [InlineData(100, 5, 2)]
    [InlineData(40, 20, 9)]
    public void Shows_no_more_than_fits_when_the_terminal_is_made_narrow(int columns, int rows, int lines)
    {
        var shown = LiveText.Fitting(Middle, Pace, new TerminalSize(columns, rows));
        Assert.Equal(lines, shown.Count);
        Assert.True(shown.Count == 1 || shown.Sum(line => (line.Length + 29) / 30) < rows);
        Assert.Equal(LiveText.Lines(Middle, Pace, columns - 1, shown.Count), shown);
    }

    [Fact]
    public void Shows_the_bytes_to_come_when_they_are_known() => Assert.Equal(
        "[================        ] 2/3 modules  3.0 MB of 4.5 MB  0 B/s",
        LiveText.Lines(new ProgressSnapshot { Planned = 3, Downloaded = 2, Bytes = 3_000_000, BytesLeft = 1_500_000 }, default, 99, 29).Single());

    [Fact]
    public void The_bar_is_of_bytes_as_soon_as_it_is_known_about_how_many_there_will_be() => Assert.Equal(
        "[============            ] 9/10 modules  3.0 MB  0 B/s",
        LiveText.Lines(new ProgressSnapshot { Planned = 10, Downloaded = 9, Bytes = 3_000_000, BytesExpected = 3_000_000 }, default, 99, 29).Single());

    [Fact]
    public void On_a_narrow_terminal_the_numbers_stay_and_the_bars_go() => Assert.Equal(
        """
        45/172 modules  12.3 MB  8.1 MB/s  4 ...
          .../@v/v1.5.2.info  trying again: u...
          .../x/text@v0.14.0   36%  3.1 MB of...
        """,
        string.Join('\n', LiveText.Lines(Middle, Pace, 40, 29).Take(3)));

    [Fact]
    public void Shows_failures_and_a_full_bar() => Assert.Equal(
        "[========================] 3/3 modules  0 B  0 B/s  2 failed",
        LiveText.Lines(new ProgressSnapshot { Planned = 2, Cached = 1, Failed = 2 }, default, 79, 23).Single());

    [Theory]
    [InlineData(0.2, "1 s left")]
    [InlineData(99, "99 s left")]
    [InlineData(100, "2 min left")]
    [InlineData(7000, "2 h left")]
    public void Shows_the_time_left(double seconds, string text) =>
        Assert.EndsWith(text, LiveText.Lines(new ProgressSnapshot(), new ProgressPace(1, TimeSpan.FromSeconds(seconds)), 79, 23).Single(), StringComparison.Ordinal);

    [Fact]
    public void Keeps_to_a_small_terminal()
    {
        for (var width = 0; width < 120; width++)
        {
            for (var rows = 0; rows < 12; rows++)
            {
                var lines = LiveText.Lines(Middle, Pace, width, rows);
                Assert.True(lines.Count <= rows, $"{rows} rows");
                Assert.All(lines, line => Assert.True(Columns.Of(line) <= width, line));
            }
        }
    }

    [Fact]
    public void Counts_what_has_no_room() => Assert.Equal(
        ["  and 9 more"],
        LiveText.Lines(Middle, Pace, 99, 3).Skip(2));
}
