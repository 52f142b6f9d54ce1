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
        { "another whole zip the second time", Arrived(Gave(Third)), MismatchCause.SourceServesOther, "other content each time, whole zips that no damage on the way makes, and none is what go.sum lists" },
        { "another whole zip the second time, the database against it", Arrived(Gave(Third)) with { Database = Lists(Good) }, MismatchCause.SourceServesOther, "and the checksum database agrees" },
        { "another whole zip the second time, another source against it", Arrived(Gave(Third)) with { Others = [Other(Good)] }, MismatchCause.SourceServesOther, "other wrong bytes each time, and https://b agrees" },
        { "an unreadable zip the second time", Arrived(Gave("")), MismatchCause.Undetermined, "these do not verify either" },
        { "an unreadable zip the second time, another source against it", Arrived(Gave("")) with { Others = [Other(Good)] }, MismatchCause.SourceServesOther, "https://b agrees" },
        { "another go.mod the second time", GoMod(Arrived(Gave(Third))), MismatchCause.Undetermined, "these do not verify either" },
        { "another go.mod the second time, another source against it", GoMod(Arrived(Gave(Third))) with { Others = [Other(Good)] }, MismatchCause.SourceServesOther, "https://b agrees" },
        { "an unreadable zip, then a good one", Unreadable(Arrived(Gave(Good))), MismatchCause.DamagedInTransfer, "and these verify" },
        { "an unreadable zip, then one that nobody lists", Unreadable(Arrived(Gave(Third))) with { GoSum = null }, MismatchCause.DamagedInTransfer, "can be unpacked (nobody lists its hash)" },
        { "the same unreadable zip again", Unreadable(Arrived(new SourceAnswer.Gave("https://a", new Content("", "first")))), MismatchCause.SourceServesOther, "no zip that can be unpacked" },
        { "two different unreadable zips", Unreadable(Arrived(Gave(""))), MismatchCause.Undetermined, "these do not verify either" },
        { "two different unreadable zips, another source against them", Unreadable(Arrived(Gave(""))) with { Others = [Other(Good)] }, MismatchCause.SourceServesOther, "https://b agrees" },
        { "no second answer, another source against the first", Arrived(new SourceAnswer.Failed("https://a", "404")) with { Others = [Other(Good)] }, MismatchCause.SourceServesOther, "did not answer a second time (404), but what it gave is a whole zip" },
        { "no second answer to an unreadable zip", Unreadable(Arrived(new SourceAnswer.Failed("https://a", "404"))) with { Others = [Other(Good)] }, MismatchCause.Undetermined, "did not answer a second time (404)" },
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
        { "an unreadable zip on the disk", Unreadable(Cached(Gave(Good), new DiskAnswer.BlocksDiffer([Block(0)]))), MismatchCause.DamagedOnDisk, "block 0 (bytes 0-1048575) differs" },
        { "an unreadable zip on the disk, with a ziphash", Unreadable(Cached(Gave(Good), new DiskAnswer.NotAsRecorded(Good))), MismatchCause.DamagedOnDisk, "cannot be unpacked" },
        { "stored good, replaced by what the source serves", Cached(Gave(Bad), new DiskAnswer.Replaced([Block(0)])) with { Database = Lists(Good) }, MismatchCause.SourceServesOther, "same wrong bytes" },
        { "other blocks than stored, but just what the source serves", Cached(Gave(Bad), new DiskAnswer.BlocksDiffer([Block(0)])) with { Database = Lists(Good) }, MismatchCause.SourceServesOther, "same wrong bytes" },
        { "stored good, replaced with its hash", Cached(Gave(Good), new DiskAnswer.Replaced([Block(0)])), MismatchCause.Undetermined, "replaced together after sutler had stored it (block 0 (bytes 0-1048575) differ)" },
        { "a cached file that fits its hash and nothing else is known", Cached(Gave(Good), new DiskAnswer.FitsItsHash()), MismatchCause.Undetermined, "cannot be told" },
        { "a cached file as it was stored, the source gives other wrong ones", Cached(Gave(Third), new DiskAnswer.Intact()) with { Database = Lists(Good) }, MismatchCause.SourceServesOther, "than when the file was stored" },
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
        var seen = new Dictionary<MismatchCause, int>();
        foreach (var evidence in Combinations())
        {
            var diagnosis = MismatchRules.Decide(evidence);
            seen[diagnosis.Cause] = seen.GetValueOrDefault(diagnosis.Cause) + 1;
            AssertAllowed(diagnosis.Cause, evidence);
            Assert.True(diagnosis is { Why.Length: > 0, Next.Length: > 0 }, $"{evidence}");
        }

        Assert.Equal(5, seen.Count);
        Assert.InRange(seen.Values.Sum(), 25_000, int.MaxValue);
    }

    private static IEnumerable<MismatchEvidence> Combinations()
    {
        string?[] lines = [null, Good];
        DatabaseAnswer[] databases = [Lists(Good), Lists(Bad), Lists(Third), new DatabaseAnswer.IsSilent(), new DatabaseAnswer.NotAsked("private"), new DatabaseAnswer.Failed("x")];
        SourceAnswer[] sources = [Gave(Good), Gave(Bad), Gave(Third), Gave(""), new SourceAnswer.Gave("https://a", new Content("", "first")), new SourceAnswer.NotAsked("https://a", "x"), new SourceAnswer.Failed("https://a", "x")];
        SourceAnswer[][] others = [[], [Other(Good)], [Other(Bad)], [Other(Third)], [Other("")], [new SourceAnswer.Failed("https://b", "x")], [new SourceAnswer.NotAsked("https://b", "x")], [Other(Bad), Other(Good)]];
        DiskAnswer[] disks =
        [
            new DiskAnswer.NotLookedAt(), new DiskAnswer.NoRecord(), new DiskAnswer.Intact(), new DiskAnswer.FitsItsHash(),
            new DiskAnswer.BlocksDiffer([Block(0)]), new DiskAnswer.BlocksDiffer([]), new DiskAnswer.Replaced([Block(0)]), new DiskAnswer.NotAsRecorded(Good),
        ];
        return from line in lines
               from database in databases
               from source in sources
               from other in others
               from disk in disks
               from isGoMod in new[] { false, true }
               from found in isGoMod ? new[] { Bad, Good } : [Bad, Good, ""]
               let evidence = Arrived(source) with { GoSum = line, Database = database, Others = other, Disk = disk, WasInCache = disk is not DiskAnswer.NotLookedAt, Found = new Content(found, "first") }
               select isGoMod ? GoMod(evidence) : evidence;
    }

    // The definitions, written a second time.
    private static void AssertAllowed(MismatchCause cause, MismatchEvidence evidence)
    {
        var found = evidence.Found.H1;
        var isZip = !evidence.Key.Version.EndsWith("/go.mod", StringComparison.Ordinal);
        var again = (evidence.Source as SourceAnswer.Gave)?.Content;
        var isSame = again is not null && (found.Length > 0 ? again.H1 == found : again.Sha256 == "first");
        var disagrees = evidence is { GoSum: not null, Database: DatabaseAnswer.Lists listed } && listed.Hash != evidence.GoSum;
        var isRecord = found.Length > 0 && found == evidence.Expected && evidence.Disk is not DiskAnswer.BlocksDiffer;
        var damaged = evidence.WasInCache && (isRecord || (!isSame && evidence.Disk is (DiskAnswer.BlocksDiffer or DiskAnswer.NotAsRecorded)));
        var verifies = again is { H1.Length: > 0 } && (evidence.Expected is null ? found.Length == 0 : again.H1 == evidence.Expected);
        Assert.Equal(disagrees, cause == MismatchCause.GoSumDisagrees);
        Assert.Equal(!disagrees && damaged, cause == MismatchCause.DamagedOnDisk);
        Assert.Equal(!disagrees && !evidence.WasInCache && !isSame && verifies, cause == MismatchCause.DamagedInTransfer);
        if (cause == MismatchCause.SourceServesOther)
        {
            var goodElsewhere = evidence.Others.Any(other => other is SourceAnswer.Gave { Content.H1.Length: > 0 } gave && (gave.Content.H1 == evidence.Expected || (evidence.Expected is null && found.Length == 0)));
            var database = evidence.Database is DatabaseAnswer.Lists { Hash: var hash } && hash == evidence.Expected;
            var twoWholeZips = isZip && found.Length > 0 && again is { H1.Length: > 0 } && !isSame;
            Assert.True(goodElsewhere || (isSame && (database || found.Length == 0)) || (twoWholeZips && evidence.Expected is not null), $"{evidence}");
            Assert.True(!verifies || isSame, $"{evidence}");
            Assert.True(!evidence.WasInCache || isSame || evidence.Disk is DiskAnswer.Intact, $"{evidence}");
        }
        else if (!disagrees && !damaged && isSame && evidence.Database is DatabaseAnswer.Lists { Hash: var proven } && proven != found)
        {
            Assert.Fail($"the source serves it again, against the database: {evidence}");
        }
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

    private static MismatchEvidence Unreadable(MismatchEvidence evidence) => evidence with { Found = new Content("", "first") };

    private static MismatchEvidence GoMod(MismatchEvidence evidence) => evidence with { Key = new ModuleId("ex.com/mod", "v1.0.0/go.mod") };

    private static SourceAnswer.Gave Other(string h1) => new("https://b", new Content(h1, "other"));

    private static SourceAnswer.Gave Gave(string h1) => new("https://a", new Content(h1, "again"));

    private static DatabaseAnswer.Lists Lists(string hash) => new(hash);

    private static FileBlock Block(int number) => new(number, (long)number << 20, 1 << 20);
}
