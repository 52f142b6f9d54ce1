using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Progress;
using Xunit;

namespace Sutler.Tests.Progress;

public sealed class ProgressTextTests
{
    private static readonly ProgressSnapshot Middle = new()
    {
        Planned = 172,
        Downloaded = 40,
        Cached = 5,
        Bytes = 12_345_678,
        ActiveCount = 4,
        Active =
        [
            new ActiveTransfer(new ModuleId("golang.org/x/text", "v0.14.0"), ModuleFileKind.Zip, 3_100_000, 8_400_000),
            new ActiveTransfer(new ModuleId("rsc.io/quote", "v1.5.2"), ModuleFileKind.GoMod, 0, null),
            new ActiveTransfer(new ModuleId("example.com/evil\u001b[2J", "v1.0.0\u202e"), ModuleFileKind.Info, 999, 1000),
        ],
    };

    [Fact]
    public void Shows_the_whole_and_the_transfers() => Assert.Equal(
        """
        [======                  ] 45/172 modules  12.3 MB  8.1 MB/s
          golang.org/x/text@v0.14.0.zip  3.1 MB of 8.4 MB
          rsc.io/quote@v1.5.2.mod  0 B
          example.com/evil?[2J@v1.0.0?.info  999 B of 1.0 kB
          and 1 more
        """,
        string.Join('\n', ProgressText.Lines(Middle, 8_100_000, 79)));

    [Fact]
    public void Cuts_lines_to_the_width() => Assert.Equal(
        "[======             ...\n  golang.org/x/text@...\n  rsc.io/quote@v1.5....\n  example.com/evil?[...\n  and 1 more",
        string.Join('\n', ProgressText.Lines(Middle, 0, 23)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Stands_a_terminal_without_room(int width) =>
        Assert.All(ProgressText.Lines(Middle, 0, width), line => Assert.True(line.Length <= width));

    [Fact]
    public void Shows_failures_and_a_full_bar() => Assert.Equal(
        "[========================] 3/3 modules  0 B  0 B/s  2 failed",
        ProgressText.Lines(new ProgressSnapshot { Planned = 2, Cached = 1, Failed = 2 }, 0, 79).Single());

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(999_949, "999.9 kB")]
    [InlineData(999_950, "1.0 MB")]
    [InlineData(1_500_000_000, "1.5 GB")]
    [InlineData(long.MaxValue, "9223372.0 TB")]
    public void Prints_sizes(long bytes, string text) => Assert.Equal(text, ProgressText.Size(bytes));

    [Fact]
    public void Prints_the_first_line_of_an_error_without_control_characters() => Assert.Equal(
        "failed a.b/c@v1.0.0: a.b/c@v1.0.0: not?found",
        ProgressText.Failed(new ModuleId("a.b/c", "v1.0.0"), "a.b/c@v1.0.0: not\u0007found\nserver response:\n\tgone"));
}
