using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Sutler.CommandLine;
using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Progress;
using Sutler.Tests.CommandLine;
using Xunit;

namespace Sutler.Tests.Progress;

public sealed class ProgressDisplayTests
{
    private static readonly ModuleId Quote = new("rsc.io/quote", "v1.5.2");
    private static readonly ModuleId Text = new("golang.org/x/text", "v0.14.0");
    private static readonly ModuleId Bad = new("m.test/\"bad\"", "v1.0.0");

    [Theory]
    [InlineData("on a terminal", "", true, "Bar")]
    [InlineData("not a terminal", "", false, "Off")]
    [InlineData("a trace is display enough", "-x", true, "Off")]
    [InlineData("quiet", "-q", true, "Off")]
    [InlineData("quiet beats a mode", "-q -progress json", true, "Off")]
    [InlineData("plain on a terminal", "-progress plain", true, "Plain")]
    [InlineData("plain with a trace", "-x -progress plain", false, "Plain")]
    [InlineData("a bar needs a terminal", "-progress bar", false, "Plain")]
    [InlineData("bar", "-progress bar", true, "Bar")]
    [InlineData("json anywhere", "-progress=json", false, "Json")]
    [InlineData("off", "-progress=off", true, "Off")]
    public void Chooses_the_display(string name, string flags, bool terminal, string mode)
    {
        var options = ModDownloadOptions.Parse(flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), GoFlagsVariable.Empty);
        Assert.Equal((name, mode), (name, ProgressDisplay.Resolve(options, ProgressMode.Auto, terminal).ToString()));
    }

    [Theory]
    [InlineData("the setting where no flag is", "", "Plain")]
    [InlineData("the flag before the setting", "-progress json", "Json")]
    [InlineData("even to say auto", "-progress auto", "Off")]
    [InlineData("quiet beats both", "-q", "Off")]
    public void Takes_the_word_of_the_setting_where_no_flag_says(string name, string flags, string mode)
    {
        var options = ModDownloadOptions.Parse(flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), GoFlagsVariable.Empty);
        Assert.Equal((name, mode), (name, ProgressDisplay.Resolve(options, ProgressMode.Plain, errorIsTerminal: false).ToString()));
    }

    [Fact]
    public async Task Plain_prints_a_line_for_each_module_and_a_summary()
    {
        var (context, time, error) = Start();
        await using (var progress = new PlainProgress(context))
        {
            await PlayAsync(progress, time);
        }

        Assert.Equal(
            """
            downloaded rsc.io/quote@v1.5.2
            go: warning: something
            cached golang.org/x/text@v0.14.0
            failed m.test/"bad"@v1.0.0: m.test/"bad"@v1.0.0: reading https://p/: 404 Not Found
            1 downloaded (1.0 kB), 1 cached, 1 failed in 1.5s

            """,
            error.ToString());
    }

    [Fact]
    public async Task Plain_says_nothing_of_a_run_without_modules()
    {
        var (context, _, error) = Start();
        await using (new PlainProgress(context))
        {
        }

        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task Json_prints_events()
    {
        var (context, time, error) = Start();
        await using (var progress = new JsonProgress(context))
        {
            await PlayAsync(progress, time);
        }

        Assert.Equal(
            """
            {"event":"begin","at":0.000,"schema":1}
            {"event":"planned","at":0.000,"modules":3}
            {"event":"started","at":0.000,"path":"rsc.io/quote","version":"v1.5.2","file":"zip","bytes":1000}
            {"event":"started","at":0.000,"path":"golang.org/x/text","version":"v0.14.0","file":"mod"}
            {"event":"progress","at":1.000,"modules":3,"downloaded":0,"cached":0,"failed":0,"bytes":1000}
            {"event":"finished","at":1.500,"path":"rsc.io/quote","version":"v1.5.2","file":"zip","bytes":1000}
            {"event":"published","at":1.500,"path":"rsc.io/quote","version":"v1.5.2","cached":false}
            go: warning: something
            {"event":"published","at":1.500,"path":"golang.org/x/text","version":"v0.14.0","cached":true}
            {"event":"failed","at":1.500,"path":"m.test/\"bad\"","version":"v1.0.0","error":"m.test/\"bad\"@v1.0.0: reading https://p/: 404 Not Found\nserver response: gone"}
            {"event":"end","at":1.500,"modules":3,"downloaded":1,"cached":1,"failed":1,"bytes":1000}

            """,
            error.ToString());
        foreach (var line in error.ToString().Split('\n').Where(line => line.StartsWith('{')))
        {
            using var parsed = JsonDocument.Parse(line);
        }
    }

    [Fact]
    public async Task Silence_lets_messages_through()
    {
        var (context, time, error) = Start();
        await using (var progress = new SilentProgress(context.Error))
        {
            await PlayAsync(progress, time);
        }

        Assert.Equal("go: warning: something\n", error.ToString());
    }

    [Fact]
    public async Task A_bar_does_not_appear_in_a_short_run()
    {
        var (context, _, error) = Start();
        await using (var progress = new BarProgress(context))
        {
            progress.Planned(3);
            progress.Published(Quote, cached: true);
            progress.WriteLine("go: warning: something");
        }

        Assert.Equal("go: warning: something\n", error.ToString());
    }

    [Fact]
    public async Task A_bar_shows_the_run_and_leaves_only_the_messages()
    {
        var (context, time, error) = Start();
        string during;
        await using (var progress = new BarProgress(context))
        {
            progress.Planned(3);
            progress.Started(Quote, ModuleFileKind.Zip, 1000);
            progress.Received(Quote, ModuleFileKind.Zip, 400);
            await UntilAsync(time, () => Screen(error).Contains("400 B of 1.0 kB", StringComparison.Ordinal));
            progress.WriteLine("go: warning: something");
            progress.Finished(Quote, ModuleFileKind.Zip, 1000);
            progress.Published(Quote, cached: false);
            await UntilAsync(time, () => Screen(error).Contains("1/3 modules", StringComparison.Ordinal));
            during = Screen(error);
        }

        Assert.Matches(@"\Ago: warning: something\n\[========                \] 1/3 modules  400 B  [\d.]+ k?B/s\z", during);
        Assert.Equal("go: warning: something\n", Screen(error));
    }

    [Fact]
    public async Task A_lost_terminal_does_not_end_the_run()
    {
        var time = new FakeTimeProvider();
        var context = CommandRun.Context(TextWriter.Null, new LostTerminal()) with { Time = time, ErrorIsTerminal = true };
        await using (var bar = new BarProgress(context))
        {
            await PlayAsync(bar, time);
        }

        await using var plain = new PlainProgress(context);
        await PlayAsync(plain, time);
    }

    private static (CommandContext Context, FakeTimeProvider Time, RecordedError Error) Start()
    {
        var time = new FakeTimeProvider();
        var error = new RecordedError();
        return (CommandRun.Context(TextWriter.Null, error.Writer) with { Time = time }, time, error);
    }

    private static Task PlayAsync(ProgressDisplay progress, FakeTimeProvider time)
    {
        progress.Planned(3);
        progress.Started(Quote, ModuleFileKind.Zip, 1000);
        progress.Started(Text, ModuleFileKind.GoMod, null);
        time.Advance(TimeSpan.FromSeconds(0.75));
        progress.Received(Quote, ModuleFileKind.Zip, 1000);
        time.Advance(TimeSpan.FromSeconds(0.25));
        time.Advance(TimeSpan.FromSeconds(0.5));
        progress.Finished(Quote, ModuleFileKind.Zip, 1000);
        progress.Published(Quote, cached: false);
        progress.WriteLine("go: warning: something");
        progress.Published(Text, cached: true);
        progress.Failed(Bad, "m.test/\"bad\"@v1.0.0: reading https://p/: 404 Not Found\nserver response: gone");
        return Task.CompletedTask;
    }

    /// <summary>Turns the clock until the display has caught up.</summary>
    private static async Task UntilAsync(FakeTimeProvider time, Func<bool> reached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!reached())
        {
            limit.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }

    private static string Screen(RecordedError error) => TerminalScreen.Render(error.ToString());

    /// <summary>Standard error that can be read while it is written.</summary>
    private sealed class RecordedError
    {
        private readonly System.Text.StringBuilder _text = new();

        public RecordedError() => Writer = TextWriter.Synchronized(new StringWriter(_text) { NewLine = "\n" });

        public TextWriter Writer { get; }

        public override string ToString()
        {
            // The synchronized writer locks itself.
            lock (Writer)
            {
                return _text.ToString();
            }
        }
    }

    private sealed class LostTerminal : StringWriter
    {
        public override void Write(char value) => throw new IOException("Input/output error");

        public override void Write(string? value) => throw new IOException("Input/output error");

        public override void Write(char[] buffer, int index, int count) => throw new IOException("Input/output error");

        public override void Write(ReadOnlySpan<char> buffer) => throw new IOException("Input/output error");

        public override Task WriteLineAsync(string? value) => throw new IOException("Input/output error");

        public override void Flush() => throw new IOException("Input/output error");
    }
}
