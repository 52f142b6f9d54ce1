using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Go.Cache;
using Sutler.Go.Digests;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Digests;

public sealed class DigestJournalTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly CacheLayout _layout;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));

    public DigestJournalTests() => _layout = new CacheLayout(_scratch["mod"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Makes_nothing_before_the_first_record()
    {
        using (var journal = new DigestJournal(_layout, _time))
        {
            journal.Record(_scratch["elsewhere"], "x"u8);
        }

        Assert.False(Directory.Exists(_scratch["mod"]));
    }

    [Fact]
    public void Gives_back_what_was_recorded_by_several_threads()
    {
        using (var journal = new DigestJournal(_layout, _time))
        {
            Parallel.For(0, 500, number => journal.Record(Name($"m{number}/@v/v1.0.0.info"), Encoding.UTF8.GetBytes($"{number}")));
        }

        var read = RecordedDigests.Read(_layout, Cancellation);
        Assert.Empty(read.Damage);
        Assert.Equal(500, read.Paths.Count);
        Assert.Single(Journals());
        for (var number = 0; number < 500; number++)
        {
            var digest = read.FindFile(Name($"m{number}/@v/v1.0.0.info"));
            Assert.NotNull(digest);
            Assert.True(digest.Matches(BlockDigests.Of(Encoding.UTF8.GetBytes($"{number}"))));
            Assert.Equal(_time.GetUtcNow(), digest.Recorded);
        }
    }

    [Fact]
    public void The_newest_record_wins_whatever_journal_it_stands_in()
    {
        using var early = new DigestJournal(_layout, _time);
        early.Record(Name("m/@v/v1.0.0.mod"), "first"u8);
        _time.Advance(TimeSpan.FromSeconds(1));
        using var late = new DigestJournal(_layout, _time);
        late.Record(Name("m/@v/v1.0.0.mod"), "second"u8);
        _time.Advance(TimeSpan.FromSeconds(1));
        early.Record(Name("m/@v/v1.0.0.mod"), "third"u8);
        late.Record(Name("m/@v/v1.0.0.mod"), "third"u8);

        var read = RecordedDigests.Read(_layout, Cancellation);
        Assert.Equal(2, Journals().Length);
        Assert.True(read.Find("m/@v/v1.0.0.mod")!.Matches(BlockDigests.Of("third"u8)));
        Assert.Equal(["third", "second", "first"], read.FindAll("m/@v/v1.0.0.mod").Select(digest => Known(digest.Content)));
    }

    [Fact]
    public void Damage_is_told_by_line_and_costs_no_other_record()
    {
        using (var journal = new DigestJournal(_layout, _time))
        {
            journal.Record(Name("a/@v/v1.0.0.mod"), "first"u8);
            journal.Record(Name("b/@v/v1.0.0.mod"), "second"u8);
            journal.Record(Name("c/@v/v1.0.0.mod"), "third"u8);
        }

        var file = Assert.Single(Journals());
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.AsSpan().IndexOf((byte)'\n') + 60] ^= 1;
        File.WriteAllBytes(file, [.. bytes, .. Enumerable.Repeat((byte)'x', 300_000), (byte)'\n', .. bytes[..^20]]);

        var read = RecordedDigests.Read(_layout, Cancellation);
        Assert.Equal(
            [(2, "its check does not hold"), (4, "line too long"), (6, "its check does not hold"), (7, "it was cut short")],
            read.Damage.Select(damage => (damage.Line, damage.Reason)));
        Assert.Equal(["a/@v/v1.0.0.mod", "c/@v/v1.0.0.mod"], read.Paths.Order(StringComparer.Ordinal));
        Assert.All(read.Damage, damage => Assert.Equal(file, damage.Journal));
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_records_nothing_and_fails_nothing()
    {
        _scratch.Write("mod/cache/sutler", "in the way");
        using var journal = new DigestJournal(_layout, _time);
        journal.Record(Name("m/@v/v1.0.0.mod"), "x"u8);
        journal.Record(Name("m/@v/v1.0.0.mod"), "x"u8);
        Assert.Equal("in the way", File.ReadAllText(_scratch["mod/cache/sutler"]));
        Assert.Empty(RecordedDigests.Read(_layout, Cancellation).Paths);
    }

    [Fact]
    public async Task Compaction_makes_one_of_many_and_drops_what_speaks_of_nothing()
    {
        Store("kept/@v/v1.0.0.mod", "first");
        _time.Advance(TimeSpan.FromMinutes(1));
        Store("kept/@v/v1.0.0.mod", "second");
        Store("gone/@v/v1.0.0.mod", "third");
        File.Delete(Name("gone/@v/v1.0.0.mod"));
        File.AppendAllText(Journals()[0], "rubbish");
        File.WriteAllBytes(Path.Combine(_layout.DigestsDirectory, "new.log"), []);

        Assert.Equal(3, await DigestCompaction.RunAsync(_layout, _time, Cancellation));

        var read = RecordedDigests.Read(_layout, Cancellation);
        Assert.Empty(read.Damage);
        Assert.Equal(["second", "first"], read.FindAll("kept/@v/v1.0.0.mod").Select(digest => Known(digest.Content)));
        Assert.Equal(["kept/@v/v1.0.0.mod"], read.Paths);
        Assert.Equal(2, Journals().Length);
        Assert.Equal(0, await DigestCompaction.RunAsync(_layout, _time, Cancellation));
        Assert.Empty(Directory.GetFiles(_layout.DigestsDirectory, "*.tmp"));
    }

    [Fact]
    public async Task Compaction_leaves_alone_what_a_process_still_writes()
    {
        Store("a/@v/v1.0.0.mod", "first");
        Store("b/@v/v1.0.0.mod", "second");
        using var running = new DigestJournal(_layout, _time);
        _scratch.Write("mod/cache/download/c/@v/v1.0.0.mod", "third");
        running.Record(Name("c/@v/v1.0.0.mod"), "third"u8);

        Assert.Equal(2, await DigestCompaction.RunAsync(_layout, _time, Cancellation));
        running.Record(Name("d/@v/v1.0.0.mod"), "third"u8);

        Assert.Equal(2, Journals().Length);
        Assert.Equal(4, RecordedDigests.Read(_layout, Cancellation).Paths.Count);
    }

    [Fact]
    public async Task A_pipe_or_link_among_the_journals_is_passed_over()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no pipes with names in directories");
        Store("a/@v/v1.0.0.mod", "first");
        File.CreateSymbolicLink(Path.Combine(_layout.DigestsDirectory, "link.log"), "/dev/zero");
        var made = await ExternalProgram.RunAsync("mkfifo", [Path.Combine(_layout.DigestsDirectory, "pipe.log")], Cancellation);
        Assert.SkipUnless(made.ExitCode == 0, "no mkfifo");

        Assert.Equal(["a/@v/v1.0.0.mod"], RecordedDigests.Read(_layout, Cancellation).Paths);
        Assert.Equal(0, await DigestCompaction.RunAsync(_layout, _time, Cancellation));
    }

    private static string Known(BlockDigests content) =>
        new[] { "first", "second", "third" }.Single(text => content.Equals(BlockDigests.Of(Encoding.UTF8.GetBytes(text))));

    private string Name(string name) => _layout.DownloadFile(name);

    private string[] Journals() => [.. Directory.GetFiles(_layout.DigestsDirectory, "*.log").Order(StringComparer.Ordinal)];

    private void Store(string name, string content)
    {
        using var journal = new DigestJournal(_layout, _time);
        journal.Record(Name(name), Encoding.UTF8.GetBytes(content));
        _scratch.Write("mod/cache/download/" + name, content);
    }
}
