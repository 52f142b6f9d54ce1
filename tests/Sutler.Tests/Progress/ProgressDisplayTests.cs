using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Sutler.CommandLine;
using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Progress;
using Sutler.Settings;
using Sutler.TestKit;
using Sutler.Tests.CommandLine;
using Sutler.Transfer;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Progress;

public sealed class ProgressDisplayTests
{
    private static readonly ModuleId Quote = new("rsc.io/quote", "v1.5.2");
    private static readonly ModuleId Text = new("golang.org/x/text", "v0.14.0");
    private static readonly ModuleId Bad = new("m.test/\"bad\"", "v1.0.0");
    private static readonly Url Zip = Url.Parse("https://p.test/rsc.io/quote/@v/v1.5.2.zip");

    [Theory]
    [InlineData("on a terminal", "", true, "", "Bar")]
    [InlineData("on a terminal in CI", "", true, "true", "Bar")]
    [InlineData("not a terminal", "", false, "", "Off")]
    [InlineData("in CI", "", false, "true", "Plain")]
    [InlineData("in CI by another name", "", false, "woodpecker", "Plain")]
    [InlineData("CI turned off", "", false, "0", "Off")]
    [InlineData("CI turned off by a word", "", false, "False", "Off")]
    [InlineData("off in CI", "-progress off", false, "true", "Off")]
    [InlineData("quiet in CI", "-q", false, "true", "Off")]
    [InlineData("a trace in CI", "-x", false, "true", "Off")]
    [InlineData("a trace is display enough", "-x", true, "", "Off")]
    [InlineData("quiet", "-q", true, "", "Off")]
    [InlineData("quiet beats a mode", "-q -progress json", true, "", "Off")]
    [InlineData("plain on a terminal", "-progress plain", true, "", "Plain")]
    [InlineData("plain with a trace", "-x -progress plain", false, "", "Plain")]
    [InlineData("a bar needs a terminal", "-progress bar", false, "", "Plain")]
    [InlineData("bar", "-progress bar", true, "", "Bar")]
    [InlineData("json anywhere", "-progress=json", false, "", "Json")]
    [InlineData("off", "-progress=off", true, "", "Off")]
    public void Chooses_the_display(string name, string flags, bool terminal, string ci, string mode) =>
        Assert.Equal((name, mode), (name, Resolve(flags, ProgressMode.Auto, terminal, ci).ToString()));

    [Theory]
    [InlineData("the setting where no flag is", "", "Plain")]
    [InlineData("the flag before the setting", "-progress json", "Json")]
    [InlineData("even to say auto", "-progress auto", "Off")]
    [InlineData("quiet beats both", "-q", "Off")]
    public void Takes_the_word_of_the_setting_where_no_flag_says(string name, string flags, string mode) =>
        Assert.Equal((name, mode), (name, Resolve(flags, ProgressMode.Plain, terminal: false, ci: "").ToString()));

    [Fact]
    public async Task Plain_prints_a_line_for_each_module_fetched_or_failed_and_a_summary()
    {
        var (context, time, error) = Start();
        await using (var progress = new PlainProgress(context))
        {
            await PlayAsync(progress, time);
        }

        Assert.Equal(
            """
            retrying rsc.io/quote@v1.5.2 in 0.8 s: 503 Service Unavailable (attempt 2)
            resumed rsc.io/quote@v1.5.2 at 200 B of 1.2 kB
            retrying https://u:xxxxx@p.test/lookup in 2.0 s: unexpected EOF (attempt 4)
            downloaded rsc.io/quote@v1.5.2
            go: warning: something
            failed m.test/"bad"@v1.0.0: m.test/"bad"@v1.0.0: reading https://p/: 404 Not Found
            1 downloaded (1.0 kB), 1 cached, 1 failed, 2 retried, 1 resumed in 1.5 s; slowest: rsc.io/quote@v1.5.2 1.5 s

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
        await using (var progress = new JsonProgress(context, CancellationToken.None))
        {
            await PlayAsync(progress, time);
        }

        Assert.Equal(
            """
            {"event":"begin","at":0.000,"schema":1}
            {"event":"planned","at":0.000,"modules":3}
            {"event":"started","at":0.000,"path":"rsc.io/quote","version":"v1.5.2","file":"zip"}
            {"event":"started","at":0.000,"path":"golang.org/x/text","version":"v0.14.0","file":"zip"}
            {"event":"retry","at":0.000,"path":"rsc.io/quote","version":"v1.5.2","file":"zip","url":"https://p.test/rsc.io/quote/@v/v1.5.2.zip","attempt":2,"delay":0.750,"reason":"503 Service Unavailable"}
            {"event":"started","at":0.750,"path":"rsc.io/quote","version":"v1.5.2","file":"zip","bytes":1200}
            {"event":"resume","at":0.750,"path":"rsc.io/quote","version":"v1.5.2","file":"zip","url":"https://p.test/rsc.io/quote/@v/v1.5.2.zip","kept":200,"bytes":1200}
            {"event":"progress","at":1.000,"modules":3,"downloaded":0,"cached":0,"failed":0,"bytes":1000,"retried":1,"resumed":1}
            {"event":"retry","at":1.500,"url":"https://u:xxxxx@p.test/lookup","attempt":4,"delay":2.000,"reason":"unexpected EOF"}
            {"event":"finished","at":1.500,"path":"rsc.io/quote","version":"v1.5.2","file":"zip","bytes":1200}
            {"event":"published","at":1.500,"path":"rsc.io/quote","version":"v1.5.2","cached":false}
            go: warning: something
            {"event":"dropped","at":1.500,"path":"golang.org/x/text","version":"v0.14.0","file":"zip"}
            {"event":"published","at":1.500,"path":"golang.org/x/text","version":"v0.14.0","cached":true}
            {"event":"failed","at":1.500,"path":"m.test/\"bad\"","version":"v1.0.0","error":"m.test/\"bad\"@v1.0.0: reading https://p/: 404 Not Found\nserver response: gone"}
            {"event":"end","at":1.500,"modules":3,"downloaded":1,"cached":1,"failed":1,"bytes":1000,"retried":2,"resumed":1,"slowest":[{"path":"rsc.io/quote","version":"v1.5.2","time":1.500}],"interrupted":false}

            """,
            error.ToString());
        foreach (var line in error.ToString().Split('\n').Where(line => line.StartsWith('{')))
        {
            using var parsed = JsonDocument.Parse(line);
        }
    }

    [Fact]
    public async Task The_document_describes_every_event_and_no_other()
    {
        var (context, time, error) = Start();
        await using (var progress = new JsonProgress(context, CancellationToken.None))
        {
            await PlayAsync(progress, time);
        }

        var document = File.ReadAllLines(Path.Combine(TestFiles.RepositoryRoot(), "docs", "reference", "progress-events.md"));
        var described = document.SkipWhile(line => !line.StartsWith("| Event |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .ToDictionary(line => Words(line.Split('|')[1]).Single(), line => Words(line.Split('|')[2]).ToHashSet());
        var occurred = new Dictionary<string, HashSet<string>>();
        foreach (var line in error.ToString().Split('\n').Where(line => line.StartsWith('{')))
        {
            using var parsed = JsonDocument.Parse(line);
            var members = parsed.RootElement.EnumerateObject().Select(member => member.Name).ToList();
            Assert.Equal(["event", "at"], members.Take(2));
            var name = parsed.RootElement.GetProperty("event").GetString()!;
            occurred.TryAdd(name, []);
            occurred[name].UnionWith(members.Skip(2));
        }

        Assert.Equal(described.Keys.Order(), occurred.Keys.Order());
        Assert.All(described, pair => Assert.Equal(pair.Value.Order(), occurred[pair.Key].Union(pair.Key == "progress" ? ["left"] : []).Order()));
        foreach (var example in document.Where(line => line.StartsWith('{')))
        {
            using var parsed = JsonDocument.Parse(example);
            var name = parsed.RootElement.GetProperty("event").GetString()!;
            Assert.Subset(described[name].Union(["event", "at"]).ToHashSet(), parsed.RootElement.EnumerateObject().Select(member => member.Name).ToHashSet());
        }
    }

    [Fact]
    public async Task Json_tells_of_an_interruption_and_lets_no_control_through()
    {
        var (context, _, error) = Start();
        using var stop = new CancellationTokenSource();
        await using (var progress = new JsonProgress(context, stop.Token))
        {
            progress.Failed(Quote, "\u001b[2J\u009b2J\u007f");
            await stop.CancelAsync();
        }

        Assert.Contains("\"error\":\"\\u001b[2J\\u009b2J\\u007f\"", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"interrupted\":true", error.ToString(), StringComparison.Ordinal);
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
        await using (var progress = new BarProgress(context, CancellationToken.None))
        {
            progress.Planned(3);
            progress.Published(Quote, cached: true);
            progress.WriteLine("go: warning: something");
        }

        Assert.Equal("go: warning: something\n", error.ToString());
    }

    [Fact]
    public async Task A_bar_shows_the_run_and_leaves_the_messages_and_a_summary()
    {
        var (context, time, error) = Start();
        string during;
        await using (var progress = new BarProgress(context, CancellationToken.None))
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

        Assert.Matches(@"\Ago: warning: something\n\n{22}\[========                \] 1/3 modules  400 B  [\d.]+ k?B/s\z", during);
        Assert.Matches(@"\Ago: warning: something\n1 downloaded \(400 B\), 0 cached, 0 failed in [\d.]+ s; slowest: rsc.io/quote@v1.5.2 [\d.]+ s\z", Screen(error));
    }

    [Fact]
    public async Task A_bar_is_gone_while_others_have_the_terminal()
    {
        var (context, time, error) = Start();
        var inForeground = true;
        await using var progress = new BarProgress(context with { OwnsTerminal = () => Volatile.Read(ref inForeground) }, CancellationToken.None);
        progress.Planned(3);
        await UntilAsync(time, () => Screen(error).Contains("0/3 modules", StringComparison.Ordinal));

        context.Handover.GiveAway();
        Assert.Equal("", Screen(error));
        progress.WriteLine("go: warning: something");
        Volatile.Write(ref inForeground, false);
        context.Handover.TakeBack();
        await UntilAsync(time, () => Screen(error) == "go: warning: something");

        Volatile.Write(ref inForeground, true);
        await UntilAsync(time, () => Screen(error).Contains("0/3 modules", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bar_counts_down_to_the_next_attempt()
    {
        var (context, time, error) = Start();
        await using var progress = new BarProgress(context, CancellationToken.None);
        progress.Started(Quote, ModuleFileKind.Zip, null);
        await UntilAsync(time, () => Screen(error).Contains("rsc.io/quote@v1.5.2  waiting", StringComparison.Ordinal));
        progress.Retrying(new RetryNotice(Zip, 1, TimeSpan.FromSeconds(60), "reading https://p.test/rsc.io/quote/@v/v1.5.2.zip: 503 Service Unavailable"));
        await UntilAsync(time, () => Screen(error).Contains("rsc.io/quote@v1.5.2  retrying in 59.", StringComparison.Ordinal));
        await UntilAsync(time, () => Screen(error).Contains("rsc.io/quote@v1.5.2  retrying in 58.", StringComparison.Ordinal));
        Assert.EndsWith(" s: 503 Service Unavailable (attempt 2)", Screen(error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bar_that_is_interrupted_leaves_nothing()
    {
        var (context, time, error) = Start();
        using var stop = new CancellationTokenSource();
        await using (var progress = new BarProgress(context, stop.Token))
        {
            progress.Planned(3);
            progress.Published(Quote, cached: false);
            await UntilAsync(time, () => Screen(error).Contains("1/3 modules", StringComparison.Ordinal));
            await stop.CancelAsync();
            await UntilAsync(time, () => Screen(error) == "    stopping; Ctrl-C again ends at once");
        }

        Assert.Equal("", Screen(error));
    }

    [Fact]
    public async Task A_lost_terminal_does_not_end_the_run()
    {
        var time = new FakeTimeProvider();
        var context = CommandRun.Context(TextWriter.Null, new LostTerminal()) with { Time = time, ErrorIsTerminal = true };
        await using (var bar = new BarProgress(context, CancellationToken.None))
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

    private static ProgressMode Resolve(string flags, ProgressMode setting, bool terminal, string ci)
    {
        var options = ModDownloadOptions.Parse(flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), GoFlagsVariable.Empty);
        return ProgressDisplay.Resolve(options, CommandRun.Context(TextWriter.Null, TextWriter.Null) with
        {
            ErrorIsTerminal = terminal,
            Variables = new Dictionary<string, string> { ["CI"] = ci },
            Settings = new ClientSettings { Progress = setting },
        });
    }

    private static IEnumerable<string> Words(string cell) => cell.Split('`').Where((_, i) => i % 2 == 1);

    /// <summary>A run in which everything happens that a display can be told of.</summary>
    private static Task PlayAsync(ProgressDisplay progress, FakeTimeProvider time)
    {
        progress.Planned(3);
        progress.Started(Quote, ModuleFileKind.Zip, null);
        progress.Started(Text, ModuleFileKind.Zip, null);
        progress.Retrying(new RetryNotice(Zip, 1, TimeSpan.FromSeconds(0.75), "reading https://p.test/rsc.io/quote/@v/v1.5.2.zip: 503 Service Unavailable"));
        time.Advance(TimeSpan.FromSeconds(0.75));
        progress.Started(Quote, ModuleFileKind.Zip, 1200);
        progress.Resumed(new ResumeNotice(Zip, 200, 1200));
        progress.Received(Quote, ModuleFileKind.Zip, 1000);
        time.Advance(TimeSpan.FromSeconds(0.25));
        time.Advance(TimeSpan.FromSeconds(0.5));
        progress.Retrying(new RetryNotice(Url.Parse("https://u:secret@p.test/lookup"), 3, TimeSpan.FromSeconds(2), "unexpected EOF"));
        progress.Finished(Quote, ModuleFileKind.Zip, 1200);
        progress.Published(Quote, cached: false);
        progress.WriteLine("go: warning: something");
        progress.Dropped(Text, ModuleFileKind.Zip);
        progress.Dropped(Text, ModuleFileKind.Zip);
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

    private static string Screen(RecordedError error) => string.Join('\n', new TerminalScreen(120, 24).Write(error.ToString()).Rows);

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
