using Sutler.Go.Diagnosis;
using Sutler.Go.Digests;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Diagnosis;

/// <summary>Every combination of what can be known, against the definitions of the causes: none is ever taken for another.</summary>
public sealed class MismatchRulesTests
{
    private const string Bad = "h1:bad";
    private const string Good = "h1:good";
    private const string Third = "h1:third";

    public static TheoryData<string, MismatchEvidence, MismatchCause, string> Named => new()
    {
        { "good bytes the second time", Arrived(Gave(Good)), MismatchCause.DamagedInTransfer, "now gives other bytes, and these verify" },
        { "other bad bytes the second time", Arrived(Gave(Third)), MismatchCause.DamagedInTransfer, "these do not verify either" },
        { "an unreadable zip the second time", Arrived(Gave("")), MismatchCause.DamagedInTransfer, "these do not verify either" },
        { "the same again, the database against it", Arrived(Gave(Bad)) with { Database = Lists(Good) }, MismatchCause.SourceServesOther, "the checksum database agrees" },
        { "the same again, another source against it", Arrived(Gave(Bad)) with { Others = [new SourceAnswer.Gave("https://b", new Content(Good, "g"))] }, MismatchCause.SourceServesOther, "https://b agrees" },
        { "packed anew, the same content", Arrived(new SourceAnswer.Gave("https://a", new Content(Bad, "packed anew"))) with { Database = Lists(Good) }, MismatchCause.SourceServesOther, "same wrong bytes" },
        { "the same again, nobody to ask", Arrived(Gave(Bad)), MismatchCause.Undetermined, "GOPROXY names no other source" },
        { "the same again, the other source agrees with it", Arrived(Gave(Bad)) with { Others = [new SourceAnswer.Gave("https://b", new Content(Bad, "b"))] }, MismatchCause.Undetermined, "https://a and https://b agree" },
        { "the same again, the database unreachable", Arrived(Gave(Bad)) with { Database = new DatabaseAnswer.Failed("connection refused") }, MismatchCause.Undetermined, "did not answer (connection refused)" },
        { "the source does not answer again", Arrived(new SourceAnswer.Failed("https://a", "502")) with { Database = Lists(Good) }, MismatchCause.Undetermined, "did not answer a second time (502)" },
        { "go.sum against the database, which agrees with what came", Arrived(Gave(Bad)) with { Database = Lists(Bad) }, MismatchCause.GoSumDisagrees, "what was found is what the database lists" },
        { "go.sum, the database and what came all differ", Arrived(Gave(Bad)) with { Database = Lists(Third) }, MismatchCause.GoSumDisagrees, "what was found is neither" },
        { "go.sum against the database, what was found is what go.sum lists", Arrived(Gave(Good)) with { Database = Lists(Third), Found = new Content(Good, "g") }, MismatchCause.GoSumDisagrees, "what was found is what go.sum lists" },
        { "a block on the disk", Cached(Gave(Good), new DiskAnswer.BlocksDiffer([Block(3)])), MismatchCause.DamagedOnDisk, "block 3 (bytes 3145728-4194303) differs" },
        { "a shorter file on the disk", Cached(Gave(Good), new DiskAnswer.BlocksDiffer([])), MismatchCause.DamagedOnDisk, "length" },
        { "not the hash beside it", Cached(Gave(Good), new DiskAnswer.NotAsRecorded(Good)), MismatchCause.DamagedOnDisk, "recorded when it was stored" },
        { "a good file with a bad hash beside it", Cached(Gave(Good), new DiskAnswer.Intact()) with { Found = new Content(Good, "g") }, MismatchCause.DamagedOnDisk, "the hash recorded beside it is not" },
        { "a cached file of which nothing was recorded", Cached(Gave(Good), new DiskAnswer.NoRecord()), MismatchCause.Undetermined, "cannot be told" },
        { "a cached file as it was stored, the source gives others", Cached(Gave(Good), new DiskAnswer.Intact()), MismatchCause.Undetermined, "as it was stored" },
        { "a cached file, the source gives the same", Cached(Gave(Bad), new DiskAnswer.Intact()) with { Database = Lists(Good) }, MismatchCause.SourceServesOther, "same wrong bytes" },
        { "a cached file offline", Cached(new SourceAnswer.NotAsked("off", "GOPROXY=off"), new DiskAnswer.NoRecord()), MismatchCause.Undetermined, "off was not asked again (GOPROXY=off)" },
    };

    [Theory]
    [MemberData(nameof(Named))]
    public void Names_the_cause_and_what_decided(string name, MismatchEvidence evidence, MismatchCause cause, string why)
    {
        var diagnosis = MismatchRules.Decide(evidence);
        Assert.Equal((name, cause), (name, diagnosis.Cause));
        Assert.Contains(why, diagnosis.Why, StringComparison.Ordinal);
        Assert.NotEmpty(diagnosis.Next);
    }

    [Fact]
    public void Takes_no_cause_for_another_whatever_the_combination()
    {
        string?[] lines = [null, Good];
        DatabaseAnswer[] databases = [Lists(Good), Lists(Bad), Lists(Third), new DatabaseAnswer.IsSilent(), new DatabaseAnswer.NotAsked("private"), new DatabaseAnswer.Failed("x")];
        SourceAnswer[] sources = [Gave(Good), Gave(Bad), Gave(Third), Gave(""), new SourceAnswer.NotAsked("https://a", "x"), new SourceAnswer.Failed("https://a", "x")];
        SourceAnswer[][] others = [[], [Gave(Good)], [Gave(Bad)], [Gave(Third)], [new SourceAnswer.Failed("https://b", "x")], [Gave(Bad), Gave(Good)]];
        DiskAnswer[] disks = [new DiskAnswer.NotLookedAt(), new DiskAnswer.NoRecord(), new DiskAnswer.Intact(), new DiskAnswer.BlocksDiffer([Block(0)]), new DiskAnswer.NotAsRecorded(Good)];
        var seen = new Dictionary<MismatchCause, int>();
        foreach (var line in lines)
        {
            foreach (var database in databases)
            {
                foreach (var source in sources)
                {
                    foreach (var other in others)
                    {
                        foreach (var disk in disks)
                        {
                            var evidence = Arrived(source) with { GoSum = line, Database = database, Others = other, Disk = disk, WasInCache = disk is not DiskAnswer.NotLookedAt };
                            var cause = MismatchRules.Decide(evidence).Cause;
                            seen[cause] = seen.GetValueOrDefault(cause) + 1;
                            AssertAllowed(cause, evidence);
                        }
                    }
                }
            }
        }

        Assert.Equal(5, seen.Count);
    }

    // The definitions of the issue, written a second time.
    private static void AssertAllowed(MismatchCause cause, MismatchEvidence evidence)
    {
        var disagrees = evidence is { GoSum: not null, Database: DatabaseAnswer.Lists listed } && listed.Hash != evidence.GoSum;
        var damaged = evidence.Disk is DiskAnswer.BlocksDiffer or DiskAnswer.NotAsRecorded || (evidence.WasInCache && evidence.Found.H1 == evidence.Expected);
        var again = (evidence.Source as SourceAnswer.Gave)?.Content.H1;
        var corroborated = evidence.Database is DatabaseAnswer.Lists { Hash: var hash } && hash == evidence.Expected
            || evidence.Others.Any(other => other is SourceAnswer.Gave gave && gave.Content.H1 == evidence.Expected);
        Assert.Equal(disagrees, cause == MismatchCause.GoSumDisagrees);
        Assert.Equal(!disagrees && damaged, cause == MismatchCause.DamagedOnDisk);
        Assert.Equal(!disagrees && !damaged && again == Bad && corroborated, cause == MismatchCause.SourceServesOther);
        Assert.Equal(!disagrees && !damaged && !evidence.WasInCache && again is not (null or Bad), cause == MismatchCause.DamagedInTransfer);
    }

    private static MismatchEvidence Arrived(SourceAnswer source) => new()
    {
        Key = new ModuleId("ex.com/mod", "v1.0.0"),
        Found = new Content(Bad, "first"),
        WasInCache = false,
        GoSum = Good,
        Database = new DatabaseAnswer.NotAsked("GOSUMDB=off"),
        Source = source,
    };

    private static MismatchEvidence Cached(SourceAnswer source, DiskAnswer disk) => Arrived(source) with { WasInCache = true, Disk = disk };

    private static SourceAnswer.Gave Gave(string h1) => new("https://a", new Content(h1, "again"));

    private static DatabaseAnswer.Lists Lists(string hash) => new(hash);

    private static FileBlock Block(int number) => new(number, (long)number << 20, 1 << 20);
}
